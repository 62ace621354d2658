import { createHash } from 'node:crypto';
import { enterTag, openDer, readOctetAlignedBits, readTag, TAG } from '../encoding/der.ts';
import { derNull, derOid, derSequence } from '../encoding/der-writer.ts';

/** Random octets from the operating system, or a test's own source. */
export type RandomBytes = (length: number) => Uint8Array;

/** A throw-away signing key together with the algorithms it signs by. */
export interface DevKey {
  readonly kind: 'rsa' | 'gost512';
  /** SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** AlgorithmIdentifier of the signature. */
  readonly signatureAlgorithm: Uint8Array;
  /** AlgorithmIdentifier of the digest beneath it. */
  readonly digestAlgorithm: Uint8Array;
  readonly digest: (data: Uint8Array) => Uint8Array;
  readonly sign: (data: Uint8Array) => Uint8Array;
}

/** AlgorithmIdentifier with NULL parameters, as НУЦ writes them. */
export function algorithmIdentifier(oid: string): Uint8Array {
  return derSequence(derOid(oid), derNull());
}

/** SHA-1 of the subjectPublicKey bits (RFC 5280 §4.2.1.2, method 1). */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  const cursor = enterTag(openDer(spki), TAG.sequence);
  readTag(cursor, TAG.sequence);
  return new Uint8Array(createHash('sha1').update(readOctetAlignedBits(cursor)).digest());
}
