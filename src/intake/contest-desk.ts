import { DauysError } from '../domain/errors.ts';
import type { Sha256 } from '../encoding/bytes.ts';
import { parseVkey } from '../log/note.ts';
import type { RevocationPolicy } from '../signature/revocation.ts';
import type { ClockWatch } from './clock-watch.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import type { OpenContest } from './open-contest.ts';
import type { Clock, HighWaterMark, Ledger, LogRows } from './ports.ts';
import { createSequencer, type SequencerOptions } from './sequencer.ts';
import type { ContestDesk } from './submit-ballot.ts';
import { createTimeAnchors, type AnchorHealth, type TimeAnchorOptions } from './time-anchors.ts';

/** Verified ballots that wait for a commit at most; past it the answer is `busy`. */
const MAX_WAITING = 4096;
const MAX_BATCH = 256;
const GATHER_MS = 4;

export interface ContestDeskPorts extends Pick<
  SequencerOptions,
  'isExpecting' | 'onCommitUnknown' | 'onRolledBack' | 'onCommitted'
> {
  readonly ledger: Ledger & Pick<LogRows, 'timeMs'>;
  readonly highWater: HighWaterMark;
  readonly clock: Clock;
  readonly clockWatch: ClockWatch;
  readonly trustFingerprint: Uint8Array;
  readonly softwareVersion: string;
  readonly revocation: RevocationPolicy;
  readonly sha256: Sha256;
  readonly random: (length: number) => Uint8Array;
  /** How long ballots can be annulled after the closing entry, before the protocol. */
  readonly annulmentMs?: number;
  /** JCS text of the final protocol over the first `size` entries. */
  finalProtocol(contestId: string, closedIndex: number, size: number): Promise<string>;
  /** Told once the protocol stands, before anybody sees it. */
  onProtocol?(contestId: string): Promise<void>;
  /** Absent where no time-stamping authority is configured. */
  readonly timeAnchors?: TimeAnchorOptions | undefined;
}

/** One contest at work: its queue to the ledger and the events of its log. */
export interface RunningContest extends ContestDesk, Pick<Lifecycle, 'tick' | 'state' | 'progress' | 'size'> {
  readonly keys: OpenContest['keys'];
  /** Of the time-stamps of the log; undefined where no authority is asked. */
  anchorHealth(): AnchorHealth | undefined;
  /** Items waiting or being committed. */
  waiting(): number;
  stop(): Promise<void>;
}

/** Puts a contest to work; entry 0 stands when it resolves. */
export async function openContestDesk(
  { contest, keys }: OpenContest,
  ports: ContestDeskPorts,
): Promise<RunningContest> {
  const { origin, id } = contest.definition;
  const { trustFingerprint, sha256 } = ports;
  const signer = {
    name: origin,
    keyId: parseVkey(keys.vkey, sha256).keyId,
    sign: (body: Uint8Array) => keys.signCheckpoint(body),
  };
  const sequencer = createSequencer({
    ...ports,
    context: {
      contest,
      signer,
      trustFingerprint,
      softwareVersion: ports.softwareVersion,
      revocation: ports.revocation,
      sha256,
      random: ports.random,
    },
    maxWaiting: MAX_WAITING,
    maxBatch: MAX_BATCH,
    gatherMs: GATHER_MS,
    monotonicMs: () => ports.clock.monotonicMs(),
  });
  const submit = sequencer.submit;
  const lifecycle = createLifecycle({
    ...ports,
    contest,
    keys,
    submit,
    annulmentMs: ports.annulmentMs ?? 0,
    finalProtocol: (closedIndex, size) => ports.finalProtocol(id, closedIndex, size),
    onProtocol: async () => ports.onProtocol?.(id),
  });
  const confirm = async (): Promise<void> => {
    try {
      const head = await ports.ledger.head(id);
      if (head !== undefined && (ports.highWater.read(id)?.size ?? 0) < head.size) {
        await ports.highWater.raise(id, head.size, head.root);
      }
    } catch (cause) {
      ports.onRolledBack(cause);
      throw new DauysError('busy', 'the high-water mark could not be brought up to the ledger', { cause });
    }
  };
  const anchors = ports.timeAnchors && createTimeAnchors({ ...ports, ...ports.timeAnchors, contestId: id, submit });
  await lifecycle.begin();
  return {
    contest,
    keys,
    submit,
    confirm,
    ...lifecycle,
    async tick() {
      try {
        await lifecycle.tick();
      } finally {
        await anchors?.tick();
      }
    },
    anchorHealth: () => anchors?.health(),
    waiting: sequencer.waiting,
    async stop() {
      anchors?.stop();
      await sequencer.stop();
    },
  };
}
