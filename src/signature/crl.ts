import { DauysError, isDauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { allowsKeyUsage, type Certificate } from './certificate.ts';
import type { CertificateList } from './crl-list.ts';
import { ALL_REASONS, reasonsCovered } from './crl-scope.ts';
import { namesMatch } from './name.ts';
import { verifyPath } from './path.ts';
import { verifySignature } from './public-key.ts';

export { parseCrl, type CertificateList } from './crl-list.ts';

/**
 * `signer`: ballots, where the pinned CAs stand as configured and only the signer has to be covered. `path`: every
 * certificate below the anchor has to be covered.
 */
export type RevocationMode = 'signer' | 'path';

interface Question {
  readonly lists: readonly CertificateList[];
  readonly at: Date;
  readonly mode: RevocationMode;
  /** Certificates beside the path that may hold the key a list is signed with. */
  readonly others: readonly Certificate[];
  /**
   * Signers of lists being looked into. A list may be the only one that covers its own signer (a self-issued
   * list-signing certificate): it then counts, while any other list can still revoke that signer.
   */
  readonly asked: readonly Certificate[];
}

type Status = 'good' | 'revoked' | 'unknown';

/**
 * Looks a good path up in the revocation lists (RFC 5280 §6.3). Without any list nothing is asked. A revoked
 * certificate is told before a missing list.
 *
 * @param path - from the target to the anchor, as `verifyPath` returns it
 * @param others - where to look for a separate list-signing key of a CA; in mode `signer` they are pinned
 * @throws DauysError `certificate-revoked`, `revocation-unavailable`
 */
export function checkRevocation(
  path: readonly Certificate[],
  lists: readonly CertificateList[],
  at: Date,
  mode: RevocationMode = 'signer',
  others: readonly Certificate[] = [],
): void {
  if (lists.length > 0) check(path, { lists, at, mode, others, asked: [] });
}

function check(path: readonly Certificate[], question: Question): void {
  const below = question.mode === 'signer' ? path.slice(0, 1) : path.slice(0, -1);
  const statuses = below.map((_, index) => statusOf(path.slice(index), question));
  if (statuses.includes('revoked')) throw new DauysError('certificate-revoked', 'a certificate is on a list');
  if (statuses.includes('unknown')) throw new DauysError('revocation-unavailable', 'no good list covers a certificate');
}

/** Status of the first certificate of a path. Several lists may cover it together, each for some reasons. */
function statusOf(path: readonly Certificate[], question: Question): Status {
  const [certificate] = path;
  if (certificate === undefined) return 'unknown';
  let covered = 0;
  for (const list of question.lists) {
    if (!isCurrent(list, question.at)) continue;
    const reasons = coveredBy(certificate, list);
    if (reasons === 0 || !isSignedFor(list, path, question)) continue;
    if (isListed(certificate, list)) return 'revoked';
    covered |= reasons;
  }
  return covered === ALL_REASONS ? 'good' : 'unknown';
}

function isCurrent({ unusable, thisUpdate, nextUpdate }: CertificateList, at: Date): boolean {
  return unusable === undefined && thisUpdate <= at && nextUpdate !== undefined && at <= nextUpdate;
}

/** A distribution point that cannot be read covers nothing. */
function coveredBy(certificate: Certificate, list: CertificateList): number {
  try {
    return reasonsCovered(certificate, list);
  } catch (error) {
    if (isDauysError(error)) return 0;
    throw error;
  }
}

/** Any reason counts, `removeFromCRL` too: in a base list it has no business (RFC 5280 §5.3.1). */
function isListed({ serialNumber, issuer }: Certificate, list: CertificateList): boolean {
  const entries = list.serials.find(serialNumber);
  return entries.some((entry) => list.certificateIssuerOf(entry).some((name) => namesMatch(name, issuer)));
}

/**
 * RFC 5280 §6.3.3 (f) and (g): the list is signed by a certificate of its issuer that may sign lists, in the path or
 * with a path of its own to the same anchor.
 */
function isSignedFor(list: CertificateList, path: readonly Certificate[], question: Question): boolean {
  const maySign = (candidate: Certificate): boolean =>
    namesMatch(candidate.subject, list.issuer) && allowsKeyUsage(candidate, 'cRLSign') && hasSigned(candidate, list);
  if (path.slice(1).some(maySign)) return true;
  return question.others.some((candidate) => maySign(candidate) && isTrustedSigner(candidate, path, question));
}

function isTrustedSigner(candidate: Certificate, path: readonly Certificate[], question: Question): boolean {
  const { others, at, mode, asked } = question;
  const anchor = path.at(-1);
  if (anchor === undefined) return false;
  if (asked.some(({ der }) => equalBytes(der, candidate.der))) return true;
  const deeper = { ...question, asked: [...asked, candidate] };
  const accept = (own: readonly Certificate[]): void => {
    if (mode === 'path') check(own, deeper);
  };
  try {
    verifyPath(candidate, { anchors: [anchor], intermediates: others, at, accept });
    return true;
  } catch (error) {
    if (isDauysError(error)) return false;
    throw error;
  }
}

/** Who signed which list: a memo over values that never change; a national list takes long to hash. */
const signers = new WeakMap<CertificateList, WeakMap<Certificate, boolean>>();

function hasSigned(candidate: Certificate, list: CertificateList): boolean {
  if (list.signatureAlgorithm === undefined) return false;
  const known = signers.get(list) ?? new WeakMap<Certificate, boolean>();
  signers.set(list, known);
  const isGood =
    known.get(candidate) ?? verifySignature(candidate.publicKey, list.signatureAlgorithm, list.tbs, list.signature);
  known.set(candidate, isGood);
  return isGood;
}
