import { isDauysError } from '../domain/errors.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { allowsKeyUsage, type Certificate } from './certificate.ts';
import { findRevocation, type CertificateList } from './crl.ts';
import { extensionKey } from './extensions.ts';
import { namesMatch } from './name.ts';
import { ocspRefused } from './ocsp-refusal.ts';
import { checkPathRules, mayIssue } from './path-validation.ts';
import { verifySignature } from './public-key.ts';

const NO_CHECK = extensionKey(OID.ocspNoCheck);

/**
 * RFC 6960 §4.2.2.2: whether `delegate` was issued and signed by `issuer` to sign answers in its name. Neither time
 * nor revocation is looked at.
 * @throws DauysError `revocation-unavailable`, `ballot-malformed`
 */
export function checkDelegateRules(delegate: Certificate, issuer: Certificate): void {
  if (!namesMatch(delegate.issuer, issuer.subject) || !mayIssue(issuer, true)) throw ocspRefused('responderForeign');
  // anyExtendedKeyUsage does not do: the authority has to say so by name.
  const isForAnswers = delegate.extendedKeyUsage?.some((usage) => isOid(usage, OID.ocspSigning)) ?? false;
  if (!isForAnswers) throw ocspRefused('responderUsage');
  if (!allowsKeyUsage(delegate, 'digitalSignature')) throw ocspRefused('responderKeyUsage');
  if (delegate.basicConstraints?.isCa === true) throw ocspRefused('responderIsAuthority');
  checkRules(delegate, issuer);
  const { signatureAlgorithm, tbs, signature } = delegate;
  const isSigned =
    signatureAlgorithm !== undefined && verifySignature(issuer.publicKey, signatureAlgorithm, tbs, signature);
  if (!isSigned) throw ocspRefused('responderForged');
}

function checkRules(delegate: Certificate, issuer: Certificate): void {
  try {
    checkPathRules([delegate, issuer]);
  } catch (error) {
    if (isDauysError(error)) throw ocspRefused('responderPath', error);
    throw error;
  }
}

/**
 * RFC 6960 §4.2.2.2.1: the authority either says that nobody needs to ask about its delegate, or a list must cover it.
 * @throws DauysError `revocation-unavailable`, `ballot-malformed`
 */
export function checkDelegateRevocation(
  delegate: Certificate,
  {
    issuer,
    at,
    lists,
  }: { readonly issuer: Certificate; readonly at: Date; readonly lists: readonly CertificateList[] },
): void {
  // There it is or is not: НУЦ has issued it with the NULL it should hold, and with nothing.
  if (delegate.extensions.has(NO_CHECK)) return;
  const { status } = findRevocation([delegate, issuer], lists, at);
  if (status === 'revoked') throw ocspRefused('responderRevoked');
  if (status === 'none') throw ocspRefused('responderUnchecked');
}
