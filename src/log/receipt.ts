import { DauysError } from '../domain/errors.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import type { Receipt, ReceiptOpening } from '../domain/receipt.ts';
import { equalBytes, fromHex, toHex, u64be, type Sha256 } from '../encoding/bytes.ts';
import { ballotCommit, choiceCommit, evidenceDigest, type EvidenceEntry } from './commitments.ts';
import { leafTime, parseLeaf } from './leaf.ts';
import { createNoteVerifier, type VerifyEd25519 } from './note.ts';
import { parseProof, verifyProof } from './proof.ts';

const MAX_RECEIPT_CHARACTERS = 65_536;

/** What a receipt proves under a log's key. */
export interface VerifiedReceipt {
  /** As the receipt says it: neither id is in the leaf, only the definition ties them to log and number. */
  readonly contest: string;
  readonly candidate: string;
  readonly number: number;
  readonly index: number;
  /** RFC 3339 in UTC with milliseconds. */
  readonly acceptedAt: string;
  readonly leaf: Uint8Array;
  readonly contestTag: Uint8Array;
  readonly origin: string;
  /** Size and root of the checkpoint that covers the entry. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Of the CMS as it was received. */
  readonly cmsSha256: Uint8Array;
  readonly evidence: readonly EvidenceEntry[];
}

/**
 * Verifies a receipt offline: the checkpoint is signed by the log of `vkey`, the leaf stands in it at the index, and
 * the opening leads to the leaf's commitments, so CMS digest, candidate number and time of acceptance are the logged
 * ones. That the number belongs to the candidate id, and the log to the contest id, cannot be checked without the
 * contest's definition: a caller who has it compares `contestTag`, `origin` and the candidate of `number`.
 * @param text - the receipt's JSON, attacker-controlled
 * @param vkey - trusted
 * @throws DauysError `receipt-malformed`, `receipt-invalid`; `config-invalid` when `vkey` is none
 */
export function verifyReceipt(
  text: string,
  vkey: string,
  crypto: { readonly sha256: Sha256; readonly verifyEd25519: VerifyEd25519 },
): VerifiedReceipt {
  const verifier = createNoteVerifier(vkey, crypto);
  const { receipt, acceptedAtMs } = parseReceipt(text);
  const proof = parseProof(receipt.proof);
  const leaf = parseLeaf(proof.leaf);
  const { origin, size, root } = verifyProof(proof, [verifier], crypto.sha256);
  if (proof.index !== receipt.index) throw invalid('index differs from the proof');
  if (leaf.type !== 'ballot') throw invalid('entry is no ballot');
  if (leaf.time !== leafTime(acceptedAtMs)) throw invalid('time differs from the leaf');
  const { opening, number } = receipt;
  verifyAcceptedAt(opening, acceptedAtMs, crypto.sha256);
  const cms = bytesOf(opening.cmsSha256);
  const evidence = opening.evidence.map((entry) => ({ ...entry, sha256: bytesOf(entry.sha256) }));
  const digest = evidenceDigest(evidence, crypto.sha256);
  if (!equalBytes(leaf.ballotCommit, ballotCommit(bytesOf(opening.saltBallot), cms, digest, crypto.sha256))) {
    throw invalid('opening does not lead to the ballot commitment');
  }
  if (
    !equalBytes(leaf.choiceCommit, choiceCommit(bytesOf(opening.saltChoice), leaf.contestTag, number, crypto.sha256))
  ) {
    throw invalid('opening does not lead to the choice commitment');
  }
  const { contest, candidate, index, acceptedAt } = receipt;
  const { contestTag } = leaf;
  return {
    ...{ contest, candidate, number, index, acceptedAt, leaf: proof.leaf, contestTag, origin, size, root },
    ...{ cmsSha256: cms, evidence },
  };
}

function verifyAcceptedAt({ evidence }: ReceiptOpening, acceptedAtMs: number, sha256: Sha256): void {
  const value = u64be(acceptedAtMs);
  const entry = evidence.find(({ tag }) => tag === EVIDENCE.acceptedAtMs);
  if (entry?.length !== value.length || entry.sha256 !== toHex(sha256(value))) {
    throw invalid('time differs from the evidence');
  }
}

/**
 * Reads a receipt and verifies nothing. Exact keys, no key twice, no other JSON spelling of the same values than white
 * space between tokens.
 * @param text - attacker-controlled
 * @throws DauysError `receipt-malformed`
 */
export function parseReceipt(text: string): { readonly receipt: Receipt; readonly acceptedAtMs: number } {
  if (text.length > MAX_RECEIPT_CHARACTERS) throw malformed('receipt is too long');
  const json = parseJson(text);
  // JSON.parse keeps the last of two equal keys, a reader may see the first: then writing it again gives another text.
  if (JSON.stringify(json) !== text.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1')) {
    throw malformed('receipt is not plain JSON');
  }
  const receipt = fieldsOf(json, [
    'status',
    'contest',
    'candidate',
    'number',
    'index',
    'acceptedAt',
    'proof',
    'opening',
  ]);
  const { status, contest, candidate, number, index, acceptedAt, proof } = receipt;
  const opening = fieldsOf(receipt.opening, ['saltBallot', 'saltChoice', 'evidence', 'cmsSha256']);
  const { saltBallot, saltChoice, cmsSha256 } = opening;
  const evidence = parseEvidence(opening.evidence);
  if (status !== 'accepted' || !isId(contest) || !isId(candidate)) throw malformed('receipt names no contest');
  if (!isInteger(number, 1, 65_534) || !isInteger(index, 0, Number.MAX_SAFE_INTEGER) || typeof proof !== 'string') {
    throw malformed('receipt has a field out of range');
  }
  if (!isDigest(saltBallot) || !isDigest(saltChoice) || !isDigest(cmsSha256)) throw malformed('opening is not hex');
  const acceptedAtMs = typeof acceptedAt === 'string' ? Date.parse(acceptedAt) : Number.NaN;
  if (!isInteger(acceptedAtMs, 0, 253_402_300_799_999) || new Date(acceptedAtMs).toISOString() !== acceptedAt) {
    throw malformed('receipt has a malformed time');
  }
  return {
    receipt: {
      ...{ status, contest, candidate, number, index, acceptedAt, proof },
      opening: { saltBallot, saltChoice, evidence, cmsSha256 },
    },
    acceptedAtMs,
  };
}

function parseEvidence(json: unknown): ReceiptOpening['evidence'] {
  if (!Array.isArray(json)) throw malformed('evidence is no list');
  let previous = 0;
  return json.map((item: unknown) => {
    const { tag, length, sha256 } = fieldsOf(item, ['tag', 'length', 'sha256']);
    if (!isInteger(tag, previous + 1, 255) || !isInteger(length, 0, 0xffff_ffff) || !isDigest(sha256)) {
      throw malformed('evidence entry is malformed or out of order');
    }
    previous = tag;
    return { tag, length, sha256 };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('receipt is not JSON');
  }
}

function fieldsOf<K extends string>(json: unknown, names: readonly K[]): Readonly<Record<K, unknown>> {
  if (typeof json !== 'object' || json === null || Object.keys(json).toSorted().join() !== names.toSorted().join()) {
    throw malformed('receipt has missing or unknown fields');
  }
  return json as Record<K, unknown>;
}

function isInteger(value: unknown, from: number, to: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9-]{1,64}$/.test(value);
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** For hex that `isDigest` has seen. */
function bytesOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0);
}

function malformed(message: string): DauysError {
  return new DauysError('receipt-malformed', message);
}

function invalid(message: string): DauysError {
  return new DauysError('receipt-invalid', message);
}
