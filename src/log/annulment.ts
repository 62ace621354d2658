import {
  compareBytes,
  concatBytes,
  equalBytes,
  fromHex,
  fromUtf8,
  toHex,
  toUtf8,
  u32be,
  type Sha256,
} from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';

const HASH_BYTES = 32;

/** What the entry of an annulment commits to, in public: the decision, and of its signatures no more than digests. */
export interface AnnulmentDocument {
  /** JCS text of the decision. */
  readonly decision: string;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** SHA-256 of each CMS, ascending. */
  readonly signatures: readonly [Uint8Array, Uint8Array];
}

/**
 * Field B of an annulment leaf: SHA-256(salt ‖ u32be length ‖ decision ‖ SHA-256(CMS 1) ‖ SHA-256(CMS 2)). Certificates
 * name people, so the commitment can be opened without them.
 */
export function annulmentCommit({ decision, salt, signatures }: AnnulmentDocument, sha256: Sha256): Uint8Array {
  const text = toUtf8(decision);
  const parts = [salt, ...signatures];
  if (parts.some((part) => part.length !== HASH_BYTES)) throw new TypeError('salt and digests are 32 bytes');
  return sha256(concatBytes(salt, u32be(text.length), text, ...signatures));
}

/** The text kept with the entry (JCS). */
export function encodeAnnulmentDocument({ decision, salt, signatures }: AnnulmentDocument): string {
  return fromUtf8(canonicalJson({ decision, salt: toHex(salt), signatures: signatures.map(toHex) }));
}

/** Reads such a text, strictly; undefined for anything else. @param text - attacker-controlled */
export function parseAnnulmentDocument(text: string): AnnulmentDocument | undefined {
  const { decision, salt, signatures } = membersOf(text);
  const [saltBytes, first, second] = [salt, ...(Array.isArray(signatures) ? (signatures as unknown[]) : [])].map(hash);
  if (typeof decision !== 'string' || saltBytes === undefined || first === undefined || second === undefined) {
    return undefined;
  }
  if (compareBytes(first, second) >= 0 || !decision.isWellFormed()) return undefined;
  const document: AnnulmentDocument = { decision, salt: saltBytes, signatures: [first, second] };
  return equalBytes(toUtf8(encodeAnnulmentDocument(document)), toUtf8(text)) ? document : undefined;
}

function hash(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === 'string' ? fromHex(value) : undefined;
  return bytes?.length === HASH_BYTES ? bytes : undefined;
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
