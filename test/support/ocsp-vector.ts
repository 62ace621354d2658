import { readdirSync, readFileSync } from 'node:fs';
import { fromBase64 } from '../../src/encoding/bytes.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import type { OcspRefusal } from '../../src/signature/ocsp-refusal.ts';
import type { OcspQuestion } from '../../src/signature/ocsp.ts';

/** One file of fixtures/vectors/ocsp: a question, the answer, and the verdict. Bytes are base64. */
export interface OcspVector {
  readonly name: string;
  /** What is particular about this one. */
  readonly about: string;
  readonly expect: 'good' | 'revoked' | 'unknown' | 'revocation-unavailable';
  /** Why there is no answer: the rule and its words. */
  readonly rule?: OcspRefusal;
  readonly why?: string;
  /** When it was revoked, RFC 3339, and the reason if one is told. */
  readonly revokedAt?: string;
  readonly reason?: number;
  /** RFC 3339. */
  readonly at: string;
  readonly maxAgeMs: number;
  readonly skewMs: number;
  /** Certificate asked about, and the authority it is from. */
  readonly certificate: string;
  readonly issuer: string;
  /** What was sent; left out where a kept answer is judged again. */
  readonly nonce?: string;
  readonly lists: readonly string[];
  readonly response: string;
}

const DIRECTORY = new URL('../../fixtures/vectors/ocsp/', import.meta.url);
const bytes = (base64: string): Uint8Array => fromBase64(base64)!;

export function readOcspVectors(): OcspVector[] {
  const files = readdirSync(DIRECTORY).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(new URL(file, DIRECTORY), 'utf8')) as OcspVector);
}

export const responseOf = (vector: OcspVector): Uint8Array => bytes(vector.response);

export function questionOf(vector: OcspVector): OcspQuestion {
  const issuer = parseCertificate(bytes(vector.issuer));
  return {
    certId: encodeCertId(parseCertificate(bytes(vector.certificate)), issuer),
    issuer,
    at: new Date(vector.at),
    ...(vector.nonce === undefined ? {} : { nonce: bytes(vector.nonce) }),
    maxAgeMs: vector.maxAgeMs,
    skewMs: vector.skewMs,
    lists: vector.lists.map((list) => parseCrl(bytes(list))),
  };
}
