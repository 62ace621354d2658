import { publicationPace, type ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { singleFlight } from './single-flight.ts';
import type { Counts, PublicationDue, PublicationNotice, TallyStore } from './ports.ts';

/** Entries counted in one transaction: some milliseconds, so that a long way to the head starves nobody. */
const MAX_ENTRIES = 8192;

export interface TallyWorkerOptions {
  readonly store: TallyStore;
  /** Definition of a loaded contest. */
  readonly contest: (contestId: string) => ContestDefinition | undefined;
  /** Index of the protocol entry, once it stands in the ledger: until then ballots can be annulled. */
  readonly protocolIndex: (contestId: string) => Promise<number | undefined>;
  readonly clock: { nowMs(): number };
  /** Told of every new publication once, whichever process made it: also of those whose notice was lost. */
  readonly onPublished?: (notice: PublicationNotice, by: 'this-process' | 'another') => void;
  readonly maxEntries?: number;
}

export interface TallyWorker {
  /** Counts up to the ledger's head and publishes what is due. Unknown contests are left alone. */
  countToHead(contestId: string): Promise<void>;
  /**
   * The counts of a closed contest over `size` entries or more, compared with a recount of the ledger.
   * @throws DauysError `ledger-corrupt` when the two differ.
   */
  finalCounts(contestId: string, size: number): Promise<Counts>;
}

/** Counting as a function of the ledger: a call is only a hint, so that none can be lost, late or doubled. */
export function createTallyWorker(options: TallyWorkerOptions): TallyWorker {
  const { store, clock, maxEntries = MAX_ENTRIES } = options;
  const noticed = new Map<string, number>();

  async function advanceToHead(contestId: string): Promise<void> {
    for (;;) {
      const { cursor, head } = store.advance(contestId, maxEntries);
      if (cursor >= head) return;
      await yieldToEventLoop();
    }
  }

  async function countToHead(contestId: string): Promise<void> {
    const contest = options.contest(contestId);
    if (contest === undefined) return;
    // Read first: what is counted afterwards covers the protocol entry if it stands now.
    const protocolIndex = await options.protocolIndex(contestId);
    await advanceToHead(contestId);
    const nowMs = clock.nowMs();
    const published = store.publish(contestId, nowMs, publicationRule(contest, protocolIndex, nowMs));
    const size = published?.size ?? store.publication(contestId)?.size ?? 0;
    if (size <= (noticed.get(contestId) ?? 0)) return;
    noticed.set(contestId, size);
    options.onPublished?.({ contest: contestId, size }, published === undefined ? 'another' : 'this-process');
  }

  async function finalCounts(contestId: string, size: number): Promise<Counts> {
    await advanceToHead(contestId);
    const counts = store.counts(contestId);
    if (counts.size < size) throw new DauysError('ledger-corrupt', 'the counts do not reach the end of the vote');
    const accepted = new Map<number, number>();
    const annulled = new Map<number, number>();
    for (let from = 0; from < counts.size; from += maxEntries) {
      const to = Math.min(from + maxEntries, counts.size);
      const again = store.recount(contestId, from, to);
      addTo(accepted, again.accepted);
      addTo(annulled, again.annulled);
      await yieldToEventLoop();
    }
    assertSameCounts(counts, accepted, annulled);
    return counts;
  }

  return { countToHead: singleFlight(countToHead), finalCounts };
}

function addTo(sums: Map<number, number>, more: ReadonlyMap<number, number>): void {
  for (const [number, n] of more) sums.set(number, (sums.get(number) ?? 0) + n);
}

/** When running counts become public: at the contest's pace while it is live, once and finally with its protocol. */
function publicationRule(contest: ContestDefinition, protocolIndex: number | undefined, nowMs: number): PublicationDue {
  const { everySeconds, minNewBallots } = publicationPace(contest);
  return (counts, last) => {
    if (protocolIndex !== undefined && counts.size > protocolIndex) return 'final';
    // Embargo: no counts exist outside the counting tables before the contest is over.
    if (contest.publication.mode === 'afterClose') return undefined;
    if (counts.ballots - (last?.ballots ?? 0) < minNewBallots) return undefined;
    if (last === undefined) return 'live';
    const elapsedMs = nowMs - last.publishedAtMs;
    // A clock that was set back must not hold publication up for as long as it was ahead.
    return elapsedMs >= everySeconds * 1000 || elapsedMs < 0 ? 'live' : undefined;
  };
}

function assertSameCounts(
  counts: Counts,
  accepted: ReadonlyMap<number, number>,
  annulled: ReadonlyMap<number, number>,
): void {
  let ballots = 0;
  for (const n of accepted.values()) ballots += n;
  const numbers = new Set(
    [...accepted, ...annulled, ...counts.byCandidate, ...counts.annulled].map(([number]) => number),
  );
  const same =
    ballots === counts.ballots &&
    [...numbers].every((number) => {
      const without = annulled.get(number) ?? 0;
      const left = (accepted.get(number) ?? 0) - without;
      return (counts.annulled.get(number) ?? 0) === without && (counts.byCandidate.get(number) ?? 0) === left;
    });
  if (!same) throw new DauysError('ledger-corrupt', 'the counts table differs from a recount of the ledger');
}

function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
