import { readU64be } from '../encoding/bytes.ts';
import { EVIDENCE } from '../domain/evidence.ts';

/** One record of a unit file (PROTOCOL.md, "Export"); fields are views. */
export interface BallotRecord {
  readonly index: number;
  readonly number: number;
  readonly saltBallot: Uint8Array;
  readonly saltChoice: Uint8Array;
  readonly cms: Uint8Array;
  /** Each value: u8 tag ‖ u32be length ‖ value. */
  readonly evidence: Uint8Array;
}

const HEAD_BYTES = 8 + 2 + 32 + 32;
/** More than a service takes of either. */
const MAX_PART_BYTES = 1 << 20;

/**
 * Length of the record at `at`.
 * @returns undefined while `bytes` does not hold all of it, `malformed` for what no record can be
 */
export function recordLength(bytes: Uint8Array, at: number): number | 'malformed' | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = at + HEAD_BYTES;
  for (let part = 0; part < 2; part++) {
    if (end + 4 > bytes.length) return undefined;
    const length = view.getUint32(end);
    if (length > MAX_PART_BYTES) return 'malformed';
    end += 4 + length;
  }
  return end <= bytes.length ? end - at : undefined;
}

/** Index of the record at `at`; undefined past the safe integers. */
export function recordIndex(bytes: Uint8Array, at: number): number | undefined {
  return readU64be(bytes, at);
}

/** Reads a whole record whose length was found good. */
export function readRecord(bytes: Uint8Array): BallotRecord {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const evidenceAt = HEAD_BYTES + 4 + view.getUint32(HEAD_BYTES);
  return {
    index: readU64be(bytes) ?? Number.MAX_SAFE_INTEGER,
    number: view.getUint16(8),
    saltBallot: bytes.subarray(10, 42),
    saltChoice: bytes.subarray(42, 74),
    cms: bytes.subarray(HEAD_BYTES + 4, evidenceAt),
    evidence: bytes.subarray(evidenceAt + 4),
  };
}

/** The record of revocation lists inside a record's evidence, unread; undefined where there is none. */
export function crlRecordOf({ evidence }: BallotRecord): Uint8Array | undefined {
  const view = new DataView(evidence.buffer, evidence.byteOffset, evidence.length);
  for (let at = 0; at + 5 <= evidence.length;) {
    const end = at + 5 + view.getUint32(at + 1);
    if (evidence[at] === EVIDENCE.crlRecord && end <= evidence.length) return evidence.subarray(at + 5, end);
    at = end;
  }
  return undefined;
}

/** Records that travel together. */
export interface RecordBatch {
  readonly packed: Uint8Array;
  /** Where each begins, and the end of the last. */
  readonly offsets: readonly number[];
}

/**
 * Cuts a unit file into batches. The last batch is followed by `malformed` when octets are left that are no record.
 * @param most - records in a batch
 */
export async function* recordBatches(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncIterable<RecordBatch | 'malformed'> {
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let offsets = [0];
    let from = 0;
    for (;;) {
      const at = from + (offsets.at(-1) ?? 0);
      const length = recordLength(rest, at);
      if (length === 'malformed') {
        if (offsets.length > 1) yield { packed: copyOf(rest, from, at), offsets };
        yield 'malformed';
        return;
      }
      if (length !== undefined) offsets.push(at - from + length);
      if (offsets.length > most || (length === undefined && offsets.length > 1)) {
        const end = from + (offsets.at(-1) ?? 0);
        yield { packed: copyOf(rest, from, end), offsets };
        from = end;
        offsets = [0];
      }
      if (length === undefined) break;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) yield 'malformed';
}

/** Memory of its own: it is handed over to a thread. A Buffer's slice would be a view. */
function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}
