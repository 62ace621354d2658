import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { DauysError } from '../domain/errors.ts';
import { concatBytes, u16be, u32be, u64be } from '../encoding/bytes.ts';
import { parseCrlRecord } from '../signature/crl-record.ts';
import type { ExportedBallot } from './export-source.ts';

/** One ballot in a unit file (PROTOCOL.md, "Export"). */
export function encodeBallotRecord(ballot: ExportedBallot): Uint8Array {
  const { cms, evidence } = ballot;
  return concatBytes(
    u64be(ballot.index),
    u16be(ballot.candidateNumber),
    ballot.saltBallot,
    ballot.saltChoice,
    u32be(cms.length),
    cms,
    u32be(evidence.length),
    evidence,
  );
}

/**
 * The values of a record's evidence.
 * @throws DauysError `evidence-invalid`
 */
export function splitEvidence(bytes: Uint8Array): EvidenceValue[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: EvidenceValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 5 <= bytes.length ? at + 5 + view.getUint32(at + 1) : Infinity;
    const tag = bytes[at] ?? 0;
    if (end > bytes.length || tag <= (values.at(-1)?.tag ?? 0)) {
      throw new DauysError('evidence-invalid', 'not a list of evidence values');
    }
    values.push({ tag, value: bytes.subarray(at + 5, end) });
    at = end;
  }
  return values;
}

/** Digests (hex) of the revocation lists that a record names; none when it cannot be read, which the audit tells. */
export function listsNamed(evidence: Uint8Array): readonly string[] {
  try {
    const record = splitEvidence(evidence).find(({ tag }) => tag === EVIDENCE.crlRecord);
    return record === undefined ? [] : parseCrlRecord(record.value).lists.map(({ sha256 }) => sha256);
  } catch {
    return [];
  }
}

/** Where the n-th signature under an annulment lies, without what its files end in. */
export function annulmentPath(index: number, n: number): string {
  return `restricted/annulments/${index}-${n}`;
}
