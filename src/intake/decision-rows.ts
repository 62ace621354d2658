import type { EvidenceValue } from '../domain/evidence.ts';

/** An entry that annuls a ballot, with who signed it. */
export interface AnnulmentRow {
  readonly index: number;
  /** Entry of the ballot. */
  readonly ballot: number;
  /** Of two members of the commission, by ascending SHA-256 of the CMS: restricted, as ballots are. */
  readonly signatures: readonly SignatureRow[];
}

export interface SignatureRow {
  /** As received. */
  readonly cms: Uint8Array;
  /** Tags ascending. */
  readonly evidence: readonly EvidenceValue[];
}

/** An entry with which the restricted record of a ballot goes. */
export interface ErasureRow {
  readonly index: number;
  /** Entry of the ballot. */
  readonly ballot: number;
}
