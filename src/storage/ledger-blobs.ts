import { DauysError } from '../domain/errors.ts';
import { concatBytes, u32be } from '../encoding/bytes.ts';
import type { EvidenceValue } from '../domain/evidence.ts';

const HASH_BYTES = 32;
/** Tag u8, length u32be. */
const EVIDENCE_HEADER = 5;

/** The tree's edge as the column `head.edge` holds it. */
export function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...hashes);
}

export function splitHashes(column: Uint8Array): Uint8Array[] {
  const bytes = new Uint8Array(column);
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

/** The column `ballot_secret.evidence`: per value tag u8, length u32be, value. */
export function joinEvidence(evidence: readonly EvidenceValue[]): Uint8Array {
  return concatBytes(...evidence.flatMap(({ tag, value }) => [Uint8Array.of(tag), u32be(value.length), value]));
}

/** The values of such a column. @throws DauysError `ledger-corrupt` */
export function splitEvidence(column: Uint8Array): EvidenceValue[] {
  const view = new DataView(column.buffer, column.byteOffset, column.length);
  const values: EvidenceValue[] = [];
  let at = 0;
  while (at + EVIDENCE_HEADER <= column.length) {
    const end = at + EVIDENCE_HEADER + view.getUint32(at + 1);
    values.push({ tag: view.getUint8(at), value: column.subarray(at + EVIDENCE_HEADER, end) });
    at = end;
  }
  if (at !== column.length) throw new DauysError('ledger-corrupt', 'evidence in the ledger is cut short');
  return values;
}
