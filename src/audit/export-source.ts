import type { Sha256 } from '../encoding/bytes.ts';

/** One ballot with its restricted record, as the ledger keeps it. */
export interface ExportedBallot {
  readonly index: number;
  readonly candidateNumber: number;
  readonly saltBallot: Uint8Array;
  readonly saltChoice: Uint8Array;
  /** As received. */
  readonly cms: Uint8Array;
  /** Each value: u8 tag ‖ u32be length ‖ value, tags ascending. */
  readonly evidence: Uint8Array;
}

/** One of the two signatures under the decision of an annulment: restricted, as ballots are. */
export interface ExportedSignature {
  /** The entry that annuls. */
  readonly index: number;
  /** 1 or 2, by the SHA-256 of the CMS. */
  readonly n: number;
  /** As received. */
  readonly cms: Uint8Array;
  /** As of a ballot. */
  readonly evidence: Uint8Array;
}

/** The bytes of a protocol's answer over HTTP, and its table. */
export interface ExportedProtocol {
  readonly answer: string;
  readonly csv: string;
}

/**
 * What an export is made of: a log of exactly `size` entries. Every read takes a few rows and is over at once, so that
 * a service at work on the same ledger is not held up.
 */
export interface ExportSource {
  readonly contestId: string;
  readonly size: number;
  /** Signed note over these `size` entries. */
  readonly checkpoint: string;
  /** The definition as stored. */
  readonly definition: unknown;
  readonly vkey: string;
  /** The closing entry is among them. */
  readonly isClosed: boolean;
  /** Undefined while its entry is not among them. */
  readonly protocol: ExportedProtocol | undefined;
  /** DER. */
  readonly trust: Readonly<Record<'anchors' | 'intermediates' | 'tsa', readonly Uint8Array[]>>;
  readonly sha256: Sha256;
  leaves(from: number, to: number): readonly Uint8Array[];
  /** Stored subtree roots of `level` 8, 16, …. */
  nodes(level: number, from: number, to: number): readonly Uint8Array[];
  openings(
    from: number,
    to: number,
  ): readonly ({ readonly candidateNumber: number; readonly saltChoice: Uint8Array } | undefined)[];
  /** Checkpoints of more than `after` and at most `size` entries, ascending. */
  checkpoints(after: number, limit: number): readonly { readonly size: number; readonly note: string }[];
  timeAnchors(after: number, limit: number): readonly ExportedAnchor[];
  /** Texts that entries behind `after` commit to, time anchors left out. */
  documents(after: number, limit: number): readonly ExportedDocument[];
  /** Ballots at [from, to) whose record was not erased; fewer than `limit` at the end. */
  ballots(from: number, to: number, limit: number): readonly ExportedBallot[];
  /** Signatures of all annulments among these entries, by index and n. */
  annulments(): readonly ExportedSignature[];
  /** Evidence of the newest ballot that has any. */
  newestEvidence(): Uint8Array | undefined;
  /** A revocation list by its SHA-256 in hex; undefined when it is not there. */
  list(sha256: string): Uint8Array | undefined;
}

export interface ExportedAnchor {
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly token: string;
  readonly checkpoint: string;
}

export interface ExportedDocument {
  readonly index: number;
  /** Type of the entry. */
  readonly type: number;
  readonly text: string;
}
