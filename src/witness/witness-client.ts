import type { Cosignatures, HeadRow } from '../intake/ports.ts';
import type { NoteVerifier } from '../log/note.ts';
import type { WitnessEvents } from '../observability/witness-events.ts';
import { createCosigned } from './cosigned.ts';
import { offerHead, type OfferedLog } from './witness-offer.ts';

const EVERY_MS = 2_000;
const TIMEOUT_MS = 5_000;
const MAX_BACKOFF_MS = 60_000;

/** A witness whose cosignatures are asked for. */
export interface Witness {
  readonly verifier: NoteVerifier;
  /** Prefix of `add-checkpoint`. */
  readonly url: string;
}

export interface WitnessOptions {
  readonly witnesses: readonly Witness[];
  readonly logs: ReadonlyMap<string, OfferedLog>;
  readonly events: Pick<WitnessEvents, 'offered'>;
  /** Nothing is expected to fail but reading the ledger. */
  readonly onError: (error: unknown) => void;
  readonly monotonicMs: () => number;
  /** Pause between two looks at the logs; 2000 unless told. */
  readonly everyMs?: number;
  readonly timeoutMs?: number;
}

export interface Witnessing extends Cosignatures {
  stop(): Promise<void>;
}

/** How one witness stands to one log. */
interface Standing {
  /** The size it cosigned last, as far as it told us. */
  knownSize: number | undefined;
  failures: number;
  notBeforeMs: number;
}

/**
 * Offers the newest checkpoint of every log to every witness, again and again, and keeps the cosignatures. All
 * witnesses are offered the same checkpoint at each look, so that their cosignatures come together; one that is slow
 * or down holds up nobody but itself.
 */
export function startWitnessing(options: WitnessOptions): Witnessing {
  const { witnesses, logs, onError, everyMs = EVERY_MS } = options;
  const abort = new AbortController();
  const cosigned = createCosigned(witnesses.map(({ verifier }) => verifier));
  const rounds = new Map<Witness, Promise<void>>();
  const offers = new Map(witnesses.map((witness) => [witness, createOffers(witness, options, cosigned.add, abort)]));
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const heads = new Map<string, HeadRow>();
    for (const [contestId, log] of logs) {
      const head = await log.head();
      if (head !== undefined) heads.set(contestId, head);
    }
    for (const [witness, offer] of offers) {
      if (rounds.has(witness)) continue;
      const round = offer(heads)
        .catch(onError)
        .finally(() => rounds.delete(witness));
      rounds.set(witness, round);
    }
  }

  async function loop(): Promise<void> {
    await look().catch(onError);
    if (abort.signal.aborted) return;
    timer = setTimeout(() => {
      looking = loop();
    }, everyMs);
  }

  let looking = loop();
  return {
    of: cosigned.of,
    newest: cosigned.newest,
    async stop() {
      abort.abort();
      clearTimeout(timer);
      await looking;
      await Promise.all(rounds.values());
    },
  };
}

/** Offers of one witness: what it has cosigned already and what it failed at lately is left out. */
function createOffers(
  { verifier, url }: Witness,
  { logs, events, monotonicMs, everyMs = EVERY_MS, timeoutMs = TIMEOUT_MS }: WitnessOptions,
  onCosigned: (contestId: string, head: HeadRow, verifier: NoteVerifier, line: string) => void,
  { signal }: AbortController,
) {
  const standings = new Map<string, Standing>();

  async function offer(contestId: string, log: OfferedLog, target: HeadRow, standing: Standing): Promise<void> {
    const { outcome, head, line } = await offerHead(target, standing.knownSize, log, verifier, {
      url,
      timeoutMs,
      signal,
    });
    if (signal.aborted) return;
    events.offered(verifier.name, contestId, head.size, outcome);
    if (line !== undefined) {
      onCosigned(contestId, head, verifier, line);
      standings.set(contestId, { knownSize: head.size, failures: 0, notBeforeMs: 0 });
      return;
    }
    const pauseMs = Math.min(MAX_BACKOFF_MS, everyMs * 2 ** standing.failures);
    const failures = standing.failures + 1;
    standings.set(contestId, { knownSize: undefined, failures, notBeforeMs: monotonicMs() + pauseMs });
  }

  return async (heads: ReadonlyMap<string, HeadRow>): Promise<void> => {
    for (const [contestId, head] of heads) {
      const log = logs.get(contestId);
      const standing = standings.get(contestId) ?? { knownSize: undefined, failures: 0, notBeforeMs: 0 };
      if (signal.aborted || log === undefined) return;
      if (standing.knownSize === head.size || monotonicMs() < standing.notBeforeMs) continue;
      await offer(contestId, log, head, standing);
    }
  };
}
