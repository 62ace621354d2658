import { hash } from 'node:crypto';
import type { DigestAlgorithm } from './algorithms.ts';
import { streebog512 } from './gost/streebog.ts';

/** SHA-256 on OpenSSL, for every layer that takes it as an argument. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer');
}

/** For attributes that know no other hash (ESSCertID) and for names; never for what a signature covers. */
export function sha1(data: Uint8Array): Uint8Array {
  return hash('sha1', data, 'buffer');
}

/** Digest octets in the order the standard prints them. */
export function digestOf(algorithm: DigestAlgorithm, data: Uint8Array): Uint8Array {
  return algorithm === 'streebog512' ? streebog512(data) : hash(algorithm, data, 'buffer');
}
