/** What a citizen keeps. Field order is the order on the wire; the rendered text is stored and given again byte for byte. */
export interface Receipt {
  readonly status: 'accepted';
  readonly contest: string;
  readonly candidate: string;
  readonly number: number;
  /** 0-based index of the entry in the contest's log. */
  readonly index: number;
  /** Server time when the last byte arrived, RFC 3339 in UTC with milliseconds. */
  readonly acceptedAt: string;
  /** `tlog-proof@v1` text with the leaf in `extra`. */
  readonly proof: string;
  readonly opening: ReceiptOpening;
}

/** Opens the leaf's commitments. Hex, lower case. Shows anyone who holds it how its owner voted. */
export interface ReceiptOpening {
  readonly saltBallot: string;
  readonly saltChoice: string;
  /** Ascending by tag; `length` (bytes) and `sha256` are the value's, so each value can be opened alone. */
  readonly evidence: readonly { readonly tag: number; readonly length: number; readonly sha256: string }[];
  readonly cmsSha256: string;
}
