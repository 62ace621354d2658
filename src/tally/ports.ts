/** Counts over the ledger's first `size` entries. */
export interface Counts {
  readonly size: number;
  readonly ballots: number;
  /** Ballots by candidate number; candidates without a ballot may be absent. */
  readonly byCandidate: ReadonlyMap<number, number>;
}

/** A set of counts that was made public, the same for every process and every reader. */
export interface Publication extends Counts {
  readonly publishedAtMs: number;
}

export interface TallyStore {
  /**
   * In one transaction: reads ballots from the cursor to the ledger's head (at most `maxEntries`), adds them to the
   * counts and moves the cursor. Doing it twice, late or at the same time as another process changes nothing.
   * @returns the cursor and the head it saw; equal when all is counted.
   */
  advance(contestId: string, maxEntries: number): { readonly cursor: number; readonly head: number };
  counts(contestId: string): Counts;
  publication(contestId: string): Publication | undefined;
  /** Keeps `publication` if it covers more entries than the last one; @returns whether it was kept. */
  publish(contestId: string, publication: Publication): boolean;
}
