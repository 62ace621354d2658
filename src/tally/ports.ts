/** How far the count has come: entries covered and the ballots among them. Public at any time. */
export interface Turnout {
  /** Entries of the ledger that are counted. */
  readonly size: number;
  readonly ballots: number;
}

/** Ballots by candidate number; candidates without any may be absent. */
type ByCandidate = ReadonlyMap<number, number>;

/** Counts over the ledger's first `size` entries. `ballots` are all that were accepted: counted and annulled. */
export interface Counts extends Turnout {
  /** Ballots that count. */
  readonly byCandidate: ByCandidate;
  /** Ballots that were annulled. */
  readonly annulled: ByCandidate;
}

/** A set of counts that was made public, the same for every process and every reader. */
export interface Publication extends Turnout {
  /** Ballots that count. */
  readonly byCandidate: ByCandidate;
  /** Ballots among those accepted that do not. */
  readonly annulled: number;
  readonly publishedAtMs: number;
  /** Covers the protocol entry; no other publication comes after it. */
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
  /** Ballots counted so far by quarter of an hour of acceptance (unix time in 900 s), annulled ones among them. */
  quarters(contestId: string): ReadonlyMap<number, number>;
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
  /** Counts the ledger's entries at [from, to) anew, past all cursors: ballots accepted, and ballots annulled by them. */
  recount(
    contestId: string,
    from: number,
    to: number,
  ): { readonly accepted: ByCandidate; readonly annulled: ByCandidate };
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
