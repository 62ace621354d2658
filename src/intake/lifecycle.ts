import type { ContestState } from '../domain/contest.ts';
import { toHex, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { keyCheckMessage } from '../log/commitments.ts';
import type { ClockWatch } from './clock-watch.ts';
import { contestState, type ContestProgress, type LoadedContest } from './contests.ts';
import { settledSize, type LogEvent } from './log-events.ts';
import type { Outcome, PendingItem } from './plan.ts';
import type { Clock, ContestKeys, Ledger, LedgerState, LogRows } from './ports.ts';

/** The closing entry waits this long after `closesAt`, so that ballots received in time and still verifying get in. */
const CLOSING_GRACE_MS = 30_000;

export interface LifecyclePorts {
  readonly contest: LoadedContest;
  readonly keys: Pick<ContestKeys, 'voterMac'>;
  readonly ledger: Pick<Ledger, 'state'> & Pick<LogRows, 'timeMs'>;
  readonly clock: Clock;
  readonly clockWatch: ClockWatch;
  readonly trustFingerprint: Uint8Array;
  readonly sha256: Sha256;
  submit(item: PendingItem): Promise<Outcome>;
  /** How long ballots can be annulled after the closing entry, before the protocol. */
  readonly annulmentMs: number;
  /** JCS text of the final protocol over the first `size` entries. */
  finalProtocol(closedIndex: number, size: number): Promise<string>;
  /** Told once the protocol stands, before anybody sees it. */
  onProtocol?(): Promise<void>;
}

export interface Lifecycle {
  /** Appends entry 0 to an empty log, or the new trust fingerprint when the trust set changed since. */
  begin(): Promise<void>;
  /** Reads where the log stands and does what is due: closing, then the protocol. Safe to repeat and to race. */
  tick(): Promise<void>;
  /** Stays what it was while the clock is not trusted. */
  state(): ContestState;
  lastEntryTimeMs(): number;
  hasOpened(): boolean;
  progress(): ContestProgress;
  /** Entries in the log when it was last looked at. */
  size(): number;
}

/** The events of one contest's log, each appended once whichever process comes first. */
export function createLifecycle(ports: LifecyclePorts): Lifecycle {
  const { contest, clock, clockWatch, trustFingerprint } = ports;
  let seen: ContestProgress & Pick<LedgerState, 'lastTimeMs' | 'size'> = {
    closedIndex: undefined,
    protocolIndex: undefined,
    lastTimeMs: 0,
    size: 0,
  };
  let opened = false;
  let shown: ContestState | undefined;
  const isTrusted = (): boolean => clockWatch.isTrusted(seen.lastTimeMs);
  const append = (event: LogEvent): Promise<Outcome> => ports.submit({ kind: 'event', event });

  async function refresh(): Promise<LedgerState> {
    const found = await ports.ledger.state(contest.definition.id);
    seen = found;
    if (seen.lastTimeMs >= contest.opensAtMs || (isTrusted() && clock.nowMs() >= contest.opensAtMs)) opened = true;
    state();
    return found;
  }

  /** Counted from the closing entry, so that every process and every restart comes to the same. */
  async function isProtocolDue(closedIndex: number, timeMs: number): Promise<boolean> {
    if (ports.annulmentMs === 0) return true;
    const closedAtMs = await ports.ledger.timeMs(contest.definition.id, closedIndex);
    return closedAtMs !== undefined && isTrusted() && timeMs >= closedAtMs + ports.annulmentMs;
  }

  async function appendProtocol(closedIndex: number, timeMs: number): Promise<void> {
    const size = settledSize(await ports.ledger.state(contest.definition.id));
    const text = await ports.finalProtocol(closedIndex, size);
    const digest = ports.sha256(toUtf8(text));
    await append({ type: 'protocol', timeMs: Math.max(timeMs, seen.lastTimeMs), size, text, digest });
    await ports.onProtocol?.();
  }

  function state(): ContestState {
    if (isTrusted() || seen.closedIndex !== undefined) shown = contestState(contest, seen, clock.nowMs());
    return shown ?? (opened ? 'open' : 'before');
  }

  return {
    async begin() {
      const found = await refresh();
      const timeMs = clock.nowMs();
      if (found.size === 0) {
        const keyCheck = ports.keys.voterMac(keyCheckMessage(contest.tag));
        await append({ type: 'opened', timeMs, trustFingerprint, keyCheck });
      } else if (found.trustFingerprint !== toHex(trustFingerprint)) {
        await append({ type: 'trust-changed', timeMs, trustFingerprint });
      }
      await refresh();
    },
    async tick() {
      await refresh();
      const timeMs = clock.nowMs();
      if (seen.closedIndex === undefined && timeMs >= contest.closesAtMs + CLOSING_GRACE_MS && isTrusted()) {
        await append({ type: 'closed', timeMs });
        await refresh();
      }
      const { closedIndex, protocolIndex } = seen;
      if (closedIndex === undefined || protocolIndex !== undefined) return;
      if (!(await isProtocolDue(closedIndex, timeMs))) return;
      await appendProtocol(closedIndex, timeMs);
      await refresh();
    },
    state,
    lastEntryTimeMs: () => seen.lastTimeMs,
    hasOpened: () => opened,
    progress: () => seen,
    size: () => seen.size,
  };
}
