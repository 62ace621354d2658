import type { ContestDefinition } from '../domain/contest.ts';
import type { EvidenceValue } from '../domain/evidence.ts';
import type { VerifiedSignature } from '../signature/verifier.ts';

/** Both clocks, so that a step of the wall clock can be seen. Adapters and tests hold them. */
export interface Clock {
  /** Wall clock, unix milliseconds. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start, never stepping. */
  monotonicMs(): number;
}

/** Attacker-controlled bytes with the contest they were sent to. */
export interface UnverifiedBallot {
  readonly contestId: string;
  /** CMS as received, armour off: stored and hashed as it is. */
  readonly cms: Uint8Array;
  /** Names the candidate of a detached signature; must agree with the content of an attached one. */
  readonly candidateId?: string | undefined;
  /** Server clock when the last body byte arrived, unix milliseconds. */
  readonly acceptedAtMs: number;
}

/** What verification proved: the person and the candidate number. */
export type VerifiedBallot = Pick<VerifiedSignature<number>, 'iin' | 'match' | 'verified'>;

export interface BallotVerifier {
  /** Rejects with the codes of the pipeline, or `busy` when the bounded pool is full. */
  verify(ballot: UnverifiedBallot): Promise<VerifiedBallot>;
}

/** The filter in front of the ledger. It decides nothing: every answer leads to the ledger. */
export interface VotedGate {
  /**
   * Marks the tag and says whether it was there. Never rejects: no answer in time is `unknown`.
   * @param voterTag - 32 bytes; 16 are kept
   */
  mark(contestId: string, voterTag: Uint8Array): Promise<'new' | 'seen' | 'unknown'>;
}

/** Tells the tally that the ledger grew. Fire and forget: losing a hint costs at most the polling interval. */
export interface TallyHints {
  hint(contestId: string, upToIndex: number): void;
}

export interface StoredBallot {
  readonly index: number;
  readonly candidateNumber: number;
  /** Stored receipt text, given again byte for byte. */
  readonly receipt: string;
}

/** What a transaction found when it began, with the write lock held. */
export interface LedgerState {
  readonly size: number;
  /** Roots of the maximal full subtrees, largest (leftmost) first: `size` has as many one-bits. */
  readonly edge: readonly Uint8Array[];
  /** Greatest exact time of any entry, unix milliseconds; 0 in an empty log. */
  readonly lastTimeMs: number;
  /** Index of the closing entry, once there is one. */
  readonly closedIndex: number | undefined;
  /** Index of the protocol entry, once there is one. */
  readonly protocolIndex: number | undefined;
  /** Trust fingerprint of the newest entry of type 16 or 21, hex. */
  readonly trustFingerprint: string | undefined;
  /** Ballots that already stand under the voter tags asked about, by tag in hex. */
  readonly ballots: ReadonlyMap<string, StoredBallot>;
}

export interface EntryRow {
  readonly index: number;
  /** 128 bytes. */
  readonly leaf: Uint8Array;
  /** Exact time, unix milliseconds (the leaf carries it truncated). */
  readonly timeMs: number;
}

export interface BallotRow {
  readonly index: number;
  readonly voterTag: Uint8Array;
  readonly candidateNumber: number;
  readonly acceptedAtMs: number;
  readonly receipt: string;
  readonly cms: Uint8Array;
  readonly saltBallot: Uint8Array;
  readonly saltChoice: Uint8Array;
  readonly evidence: readonly EvidenceValue[];
}

/** Root of a complete subtree of 256^k leaves: `level` is 8k, `index` counts subtrees of that height. */
export interface NodeRow {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

export interface HeadRow {
  readonly size: number;
  readonly root: Uint8Array;
  readonly edge: readonly Uint8Array[];
  /** Signed note over (origin, size, root). */
  readonly checkpoint: string;
}

/** A text that an event entry commits to (the protocol of entry 18). */
export interface DocumentRow {
  readonly index: number;
  readonly text: string;
}

/** Everything one transaction writes; `head` is undefined when it writes nothing. */
export interface AppendPlan {
  readonly entries: readonly EntryRow[];
  readonly ballots: readonly BallotRow[];
  readonly nodes: readonly NodeRow[];
  readonly documents: readonly DocumentRow[];
  readonly head: HeadRow | undefined;
}

/** The authority on who voted. One implementation over SQLite; a node of several may later bring another. */
export interface Ledger {
  /**
   * Runs `plan` inside one immediate transaction over the state read under its write lock and writes what it
   * returns. Resolves only after COMMIT, fsynced. `plan` is synchronous and pure but for randomness and signing.
   * Rejects with `busy` when nothing was stored, with `commit-unknown` when COMMIT failed and nobody can tell:
   * then the caller stops taking ballots and the process exits.
   */
  append<P extends AppendPlan>(
    contestId: string,
    voterTags: readonly Uint8Array[],
    plan: (state: LedgerState) => P,
  ): Promise<P>;
  findBallot(contestId: string, voterTag: Uint8Array): Promise<StoredBallot | undefined>;
  head(contestId: string): Promise<HeadRow | undefined>;
  /** Current state without voter tags. */
  state(contestId: string): Promise<LedgerState>;
}

/** Reads for tiles and proofs; ranges lie inside the size of a head read before. */
export interface LogRows {
  head(contestId: string): Promise<HeadRow | undefined>;
  /** Leaves at [from, to), 128 bytes each. */
  leaves(contestId: string, from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Stored subtree roots at [from, to) of `level` 8, 16, …. */
  nodes(contestId: string, level: number, from: number, to: number): Promise<readonly Uint8Array[]>;
  /** Openings of ballots at [from, to): number and salt_c; undefined for entries that are no ballots or were erased. */
  openings(contestId: string, from: number, to: number): Promise<readonly (ChoiceOpening | undefined)[]>;
  document(contestId: string, index: number): Promise<string | undefined>;
  /** Signed checkpoint of exactly this size, if a batch ended there. */
  checkpointAt(contestId: string, size: number): Promise<string | undefined>;
  /** Exact time of an entry, unix milliseconds. */
  timeMs(contestId: string, index: number): Promise<number | undefined>;
}

export interface ChoiceOpening {
  readonly candidateNumber: number;
  readonly saltChoice: Uint8Array;
}

/** The highest size and root ever promised to anyone, kept apart from the ledger and never restored from a backup. */
export interface HighWaterMark {
  read(contestId: string): { readonly size: number; readonly root: Uint8Array } | undefined;
  /** Resolves once fsynced. Never lowers the mark, whichever process comes last. */
  raise(contestId: string, size: number, root: Uint8Array): Promise<void>;
}

/** The two secrets of a contest: made once, kept outside the data directory. */
export interface ContestKeys {
  /** Line to publish: `<origin>+<key id>+<base64>`. */
  readonly vkey: string;
  /** Ed25519 over checkpoint bodies, nothing else. Returns 64 bytes. */
  signCheckpoint(body: Uint8Array): Uint8Array;
  /** HMAC-SHA-256 under the voter key. Returns 32 bytes. */
  voterMac(message: Uint8Array): Uint8Array;
}

/** A contest as it stands loaded in the ledger. */
export interface ContestRow {
  readonly definition: ContestDefinition;
  /** 32 bytes. */
  readonly digest: Uint8Array;
  readonly vkey: string;
}

export interface ContestStore {
  list(): readonly ContestRow[];
  /**
   * Keeps a definition for good. Loading the same digest again changes nothing (its summaries and media are
   * brought up to date).
   * @throws DauysError `contest-conflict` when another definition or vkey stands under the id.
   */
  load(row: ContestRow): void;
}
