import type { ContestState } from '../domain/contest.ts';
import { toHex, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import { keyCheckMessage } from '../log/commitments.ts';
import type { ClockWatch } from './clock-watch.ts';
import { contestState, type ContestProgress, type LoadedContest } from './contests.ts';
import type { LogEvent } from './log-events.ts';
import type { Outcome, PendingItem } from './plan.ts';
import type { Clock, ContestKeys, Ledger, LedgerState } from './ports.ts';

/** The closing entry waits this long after `closesAt`, so that ballots received in time and still verifying get in. */
const CLOSING_GRACE_MS = 30_000;

export interface LifecyclePorts {
  readonly contest: LoadedContest;
  readonly keys: Pick<ContestKeys, 'voterMac'>;
  readonly ledger: Pick<Ledger, 'state'>;
  readonly clock: Clock;
  readonly clockWatch: ClockWatch;
  readonly trustFingerprint: Uint8Array;
  readonly sha256: Sha256;
  submit(item: PendingItem): Promise<Outcome>;
  /** JCS text of the final protocol over the entries up to and including the closing one. */
  finalProtocol(closedIndex: number): Promise<string>;
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
      if (seen.closedIndex !== undefined && seen.protocolIndex === undefined) {
        const text = await ports.finalProtocol(seen.closedIndex);
        await append({
          type: 'protocol',
          timeMs: Math.max(timeMs, seen.lastTimeMs),
          text,
          digest: ports.sha256(toUtf8(text)),
        });
        await refresh();
      }
    },
    state,
    lastEntryTimeMs: () => seen.lastTimeMs,
    hasOpened: () => opened,
    progress: () => seen,
    size: () => seen.size,
  };
}
