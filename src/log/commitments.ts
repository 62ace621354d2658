import { concatBytes, toUtf8, u16be, u32be, type Sha256 } from '../encoding/bytes.ts';

/** One evidence value by its length and digest: enough for the evidence digest, nothing of the value. */
export interface EvidenceEntry {
  readonly tag: number;
  /** Length of the value in bytes. */
  readonly length: number;
  /** SHA-256 of the value. */
  readonly sha256: Uint8Array;
}

/** Field A of a ballot leaf: SHA-256(label ‖ salt_b ‖ SHA-256(CMS as received) ‖ evidence_digest). */
export function ballotCommit(
  saltB: Uint8Array,
  cmsSha256: Uint8Array,
  evidence: Uint8Array,
  sha256: Sha256,
): Uint8Array {
  return sha256(concatBytes(toUtf8('DYS1 ballot\n'), sized(saltB, 32), sized(cmsSha256, 32), sized(evidence, 32)));
}

/** Field C of a ballot leaf: SHA-256(label ‖ salt_c ‖ contest tag ‖ u16be candidate number). */
export function choiceCommit(saltC: Uint8Array, contestTag: Uint8Array, number: number, sha256: Sha256): Uint8Array {
  if (!Number.isInteger(number) || number < 1 || number > 65_534) throw new TypeError('candidate number out of range');
  return sha256(concatBytes(toUtf8('DYS1 choice\n'), sized(saltC, 32), sized(contestTag, 16), u16be(number)));
}

/** What HMAC-SHA-256 under the voter key turns into field B of a ballot leaf. Holds a personal number: never kept. */
export function voterTagMessage(contestTag: Uint8Array, iin: string): Uint8Array {
  return concatBytes(toUtf8('DYS1 voter\n'), sized(contestTag, 16), personalNumber(iin));
}

/** What HMAC-SHA-256 under the voter key turns into a member tag. Holds a personal number: never kept. */
export function memberTagMessage(contestTag: Uint8Array, iin: string): Uint8Array {
  return concatBytes(toUtf8('DYS1 role\n'), sized(contestTag, 16), personalNumber(iin));
}

function personalNumber(iin: string): Uint8Array {
  if (!/^[0-9]{12}$/.test(iin)) throw new TypeError('personal number is not 12 digits');
  return toUtf8(iin);
}

/** What HMAC-SHA-256 under the voter key turns into field C of the opening entry. */
export function keyCheckMessage(contestTag: Uint8Array): Uint8Array {
  return concatBytes(toUtf8('DYS1 key check\n'), sized(contestTag, 16));
}

/** The entry that stands for one evidence value. */
export function evidenceEntry(tag: number, value: Uint8Array, sha256: Sha256): EvidenceEntry {
  return { tag, length: value.length, sha256: sha256(value) };
}

/** SHA-256 over (tag u8 ‖ length u32be ‖ SHA-256(value)) of every entry, tags strictly ascending from 1. */
export function evidenceDigest(entries: readonly EvidenceEntry[], sha256: Sha256): Uint8Array {
  let previous = 0;
  const parts = entries.map((entry) => {
    if (!Number.isInteger(entry.tag) || entry.tag <= previous || entry.tag > 255)
      throw new TypeError('evidence tags must ascend');
    if (!Number.isInteger(entry.length) || entry.length < 0 || entry.length > 0xffff_ffff)
      throw new TypeError('evidence length out of range');
    previous = entry.tag;
    return concatBytes(Uint8Array.of(entry.tag), u32be(entry.length), sized(entry.sha256, 32));
  });
  return sha256(concatBytes(...parts));
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new TypeError(`expected ${length} bytes`);
  return bytes;
}
