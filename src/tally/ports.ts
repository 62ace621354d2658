/** How far the count has come: entries covered and the ballots among them. Public at any time. */
export interface Turnout {
  /** Entries of the ledger that are counted. */
  readonly size: number;
  readonly ballots: number;
}

/** Counts over the ledger's first `size` entries. */
export interface Counts extends Turnout {
  /** Ballots by candidate number; candidates without a ballot may be absent. */
  readonly byCandidate: ReadonlyMap<number, number>;
}

/** A set of counts that was made public, the same for every process and every reader. */
export interface Publication extends Counts {
  readonly publishedAtMs: number;
  /** Covers the closing entry; no other publication comes after it. */
  readonly final: boolean;
}

export interface TallyStore {
  /**
   * In one transaction: reads ballots from the cursor to the ledger's head (at most `maxEntries`), adds them to the
   * counts and moves the cursor. Doing it twice, late or at the same time as another process changes nothing.
   * @returns the cursor and the head it saw; equal when all is counted.
   */
  advance(contestId: string, maxEntries: number): { readonly cursor: number; readonly head: number };
  turnout(contestId: string): Turnout;
  /** The running counts: never for readers, who get the newest publication. */
  counts(contestId: string): Counts;
  /** The newest publication. */
  publication(contestId: string): Publication | undefined;
  /**
   * Makes the running counts public if they cover more entries than the last publication and `due` says so. `due` is
   * asked again under the write lock, so that several processes keep one pace. Nothing follows a final publication.
   * @returns what was published
   */
  publish(contestId: string, nowMs: number, due: PublicationDue): Publication | undefined;
  /** Counts the ledger's entries at [from, to) anew, past all cursors. */
  recount(contestId: string, from: number, to: number): ReadonlyMap<number, number>;
}

export type PublicationDue = (counts: Counts, last: Publication | undefined) => 'live' | 'final' | undefined;

/** Says that new counts are public, and nothing about them. */
export interface PublicationNotice {
  readonly contest: string;
  readonly size: number;
}

/** Carries notices from whoever publishes to whoever streams. Losing one costs a reader at most one interval. */
export interface PublicationFeed {
  announce(notice: PublicationNotice): void;
  /** @returns ends the subscription */
  subscribe(listener: (notice: PublicationNotice) => void): () => void;
}
