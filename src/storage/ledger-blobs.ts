import { concatBytes, u32be } from '../encoding/bytes.ts';
import type { EvidenceValue } from '../domain/evidence.ts';

const HASH_BYTES = 32;

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
