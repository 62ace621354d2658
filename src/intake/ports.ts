import type { ContestDefinition } from '../domain/contest.ts';
import type { EvidenceValue } from '../domain/evidence.ts';
import type { CrlFinding, OcspFinding } from '../signature/revocation.ts';
import type { SoundSignature, VerifiedSignature } from '../signature/verifier.ts';
import type { AnnulmentRow, ErasureRow } from './decision-rows.ts';

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

/** A signed message that is no ballot: attacker-controlled bytes with the contest they were sent to. */
export type UnverifiedMessage = Omit<UnverifiedBallot, 'candidateId'>;

/** A message whose signature holds; what its authority says of the certificate today is still to be asked. */
export interface SoundMessage<T> extends Pick<SoundSignature<T>, 'iin' | 'match'> {
  /** What the current lists say. */
  readonly crl: CrlFinding;
  /** What to ask the authority, where the policy asks it. */
  readonly question: CertificateQuestion | undefined;
  /** Time-stamp token and list record, as far as there are any. */
  readonly evidence: readonly EvidenceValue[];
}

export type SoundBallot = SoundMessage<number>;

/** The pipeline up to revocation. */
export interface SignatureVerifier<M = UnverifiedBallot, T = number> {
  /** Rejects with the codes of the pipeline, or `busy` when the bounded pool is full. */
  verify(message: M): Promise<SoundMessage<T>>;
}

/** What verification proved: the person, what they signed, and what it was decided by. */
export interface VerifiedMessage<T> extends Pick<VerifiedSignature<T>, 'iin' | 'match' | 'verified'> {
  /** Tags ascending. */
  readonly evidence: readonly EvidenceValue[];
}

/** `match` is the candidate number. */
export type VerifiedBallot = VerifiedMessage<number>;

/** The whole pipeline. */
export interface SignedMessageVerifier<M, T> {
  /** Rejects with the codes of the pipeline, or `busy` when the bounded pool is full. */
  verify(message: M): Promise<VerifiedMessage<T>>;
}

export type BallotVerifier = SignedMessageVerifier<UnverifiedBallot, number>;

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
  /** Stored receipt text, given again byte for byte; undefined once the record was erased. */
  readonly receipt: string | undefined;
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
  /** Size that the newest time anchor covers; 0 while there is none. */
  readonly anchoredSize: number;
  /** Annulments: the entry that annuls, by the entry of the ballot. */
  readonly annulled: ReadonlyMap<number, number>;
  /** Erasures: the entry that says so, by the entry of the ballot. */
  readonly erased: ReadonlyMap<number, number>;
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

/** A text that an event entry commits to: the protocol, a decision, the token of a time anchor in base64. */
export interface DocumentRow {
  readonly index: number;
  readonly text: string;
}

/** Everything one transaction writes; `head` is undefined when it writes nothing. */
export interface AppendPlan {
  readonly entries: readonly EntryRow[];
  readonly ballots: readonly BallotRow[];
  readonly annulments: readonly AnnulmentRow[];
  readonly erasures: readonly ErasureRow[];
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
  /** At most `limit` time anchors behind the entry `after`, oldest first. */
  timeAnchors(contestId: string, after: number, limit: number): Promise<readonly TimeAnchorRow[]>;
  /** One view of how far anchors reach; undefined for an empty log. */
  anchorProgress(contestId: string): Promise<AnchorProgress | undefined>;
}

export interface TimeAnchorRow {
  readonly index: number;
  /** Size and root stamped. */
  readonly size: number;
  readonly root: Uint8Array;
  /** DER in base64. */
  readonly token: string;
  /** The signed checkpoint whose bytes were stamped. */
  readonly checkpoint: string;
}

export interface AnchorProgress extends Pick<LedgerState, 'closedIndex' | 'protocolIndex' | 'lastTimeMs'> {
  readonly head: Pick<HeadRow, 'size' | 'root' | 'checkpoint'>;
  readonly anchoredSize: number;
  /** Entry of the newest anchor; entry 0 while there is none. */
  readonly newest: EntryTime;
  /** The first entry past the anchored size that is no anchor itself. */
  readonly oldestUnanchored: EntryTime | undefined;
}

export interface EntryTime {
  readonly index: number;
  /** Exact time, unix milliseconds. */
  readonly timeMs: number;
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

/** What a responder is asked about one certificate. */
export interface CertificateQuestion {
  /** DER of the CertID (RFC 6960 §4.1.1). */
  readonly certId: Uint8Array;
  /** SHA-256 of the issuer certificate's DER, hex. */
  readonly issuerSha256: string;
}

export interface OcspReply {
  readonly finding: OcspFinding;
  /** The verified answer; absent for `none`. */
  readonly response?: Uint8Array | undefined;
}

/** The authority's word on one certificate. */
export interface OcspSource {
  /** Never rejects: no answer that can be verified is `none`. */
  ask(question: CertificateQuestion, atMs: number): Promise<OcspReply>;
}

/** A time-stamping authority (RFC 3161). */
export interface TimeStamper {
  /**
   * A token over `data`, DER, already verified; given up within the client's own time limit.
   * @throws DauysError `time-stamp-invalid`, or what kept the authority from answering.
   */
  stamp(data: Uint8Array): Promise<Uint8Array>;
}

/** Cosignatures of witnesses, as far as they came. */
export interface Cosignatures {
  /** Signature lines over this very checkpoint; empty while there are none. */
  of(contestId: string, checkpoint: string): string;
  /** The newest checkpoint that has any, with them. */
  newest(contestId: string): string | undefined;
}
