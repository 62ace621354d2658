import { equalBytes } from '../encoding/bytes.ts';
import { allowsKeyUsage, type Certificate } from './certificate.ts';
import type { CertificateList } from './crl-list.ts';
import { namesMatch } from './name.ts';
import { verifySignature } from './public-key.ts';

/** Who signed which list: memos over values that never change; a national list takes long to hash. */
const verdicts = new WeakMap<CertificateList, WeakMap<Certificate, boolean>>();
const knownSigners = new WeakMap<CertificateList, Certificate>();

/** Whether the list is signed with this certificate's key. */
export function hasSigned(candidate: Certificate, list: CertificateList): boolean {
  const signer = knownSigners.get(list);
  if (signer !== undefined) return equalBytes(signer.spki, candidate.spki);
  if (list.signatureAlgorithm === undefined) return false;
  const known = verdicts.get(list) ?? new WeakMap<Certificate, boolean>();
  verdicts.set(list, known);
  const isGood =
    known.get(candidate) ?? verifySignature(candidate.publicKey, list.signatureAlgorithm, list.tbs, list.signature);
  known.set(candidate, isGood);
  return isGood;
}

/** Takes over from somebody trusted that the signature of `signer` over the list is good, and no other key's is. */
export function rememberSigner(list: CertificateList, signer: Certificate): void {
  knownSigners.set(list, signer);
}

/** RFC 5280 §6.3.3 (f) and (g): a certificate of the list's issuer that may sign lists and has signed this one. */
export function isSignerOf(candidate: Certificate, list: CertificateList): boolean {
  return (
    namesMatch(candidate.subject, list.issuer) && allowsKeyUsage(candidate, 'cRLSign') && hasSigned(candidate, list)
  );
}
