import { hash } from 'node:crypto';
import type { CertificateList } from './crl-list.ts';

/** Names of lists: a memo over values that never change. */
const digests = new WeakMap<CertificateList, string>();

/** Hex SHA-256 of a list's DER. */
export function digestOfList(list: CertificateList): string {
  const known = digests.get(list) ?? hash('sha256', list.der, 'hex');
  digests.set(list, known);
  return known;
}

/** Takes over from somebody trusted what the digest is. */
export function rememberDigest(list: CertificateList, sha256: string): void {
  digests.set(list, sha256);
}
