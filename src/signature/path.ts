import { DauysError, isDauysError, type Code } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { algorithmUnsupported } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { isSameName, namesMatch } from './name.ts';
import { pathExtensionsOf } from './path-extensions.ts';
import { checkPathRules, checkPathValidity, mayIssue, untrusted } from './path-validation.ts';
import { verifySignature } from './public-key.ts';

export interface PathRequest {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly at: Date;
  /** Looks at a path that is good so far (revocation) and throws to send the search on to the next one. */
  readonly accept?: (path: readonly Certificate[]) => void;
  /** What to say when only an issuer's key or algorithm stands in the way; a citizen can do nothing about it. */
  readonly unsupportedIssuerCode?: 'algorithm-unsupported' | 'certificate-untrusted';
}

/** Certificates in a path, target and anchor included. */
const MAX_PATH = 16;
const MAX_SIGNATURE_CHECKS = 256;
/** Steps of the search, those the memo answers included. */
const MAX_LINKS = 4096;
const MAX_PATHS = 64;

/** The code told when no path is good: the last of these that any path reached. */
const TELLING: readonly Code[] = [
  'certificate-untrusted',
  'algorithm-unsupported',
  'certificate-not-yet-valid',
  'certificate-expired',
  'revocation-unavailable',
  'certificate-revoked',
];

interface Search extends PathRequest {
  signatureChecks: number;
  links: number;
  paths: number;
  failure: DauysError | undefined;
}

/**
 * Builds and validates a path from `target` to an anchor (RFC 5280 §6.1), trying every issuer with the right name: the
 * signature decides, key identifiers only order the tries. Work is bounded in signature checks, paths and depth.
 *
 * @returns the path from the target to the anchor, both included (the target alone when it is an anchor itself)
 * @throws DauysError `certificate-untrusted`; `certificate-expired`, `certificate-not-yet-valid` when a path is good
 * but for its dates; `algorithm-unsupported` for the target's key or algorithm; what `accept` throws
 */
export function verifyPath(target: Certificate, request: PathRequest): readonly Certificate[] {
  if (target.signatureAlgorithm === undefined) throw algorithmUnsupported('signature algorithm of the certificate');
  if (target.publicKey.kind === 'unsupported') throw algorithmUnsupported(target.publicKey.why);
  pathExtensionsOf(target);
  const search: Search = {
    ...request,
    signatureChecks: 0,
    links: 0,
    paths: 0,
    failure: undefined,
  };
  const path = request.anchors.some(({ der }) => equalBytes(der, target.der))
    ? tryPath(search, [target])
    : extend(search, [target]);
  if (path === undefined) throw search.failure ?? untrusted('no path to an anchor');
  return path;
}

/** Depth first over everything that may have issued the last certificate of `chain`. */
function extend(search: Search, chain: readonly Certificate[]): readonly Certificate[] | undefined {
  const last = chain.at(-1);
  if (last === undefined) return undefined;
  for (const { issuer, isAnchor } of issuersOf(last, search)) {
    const isUseless =
      !isAnchor && (chain.length + 2 > MAX_PATH || chain.some((member) => isSameEntity(member, issuer)));
    if (isUseless || !isIssuedBy(search, last, issuer, isAnchor)) continue;
    const longer = [...chain, issuer];
    const path = isAnchor ? tryPath(search, longer) : extend(search, longer);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** A path that came back to a name and key would only be longer. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
  return equalBytes(a.spki, b.spki) && namesMatch(a.subject, b.subject);
}

interface Candidate {
  readonly issuer: Certificate;
  readonly isAnchor: boolean;
}

/** Those whose name is the same bytes come first: comparing by characters is rarely needed and takes longer. */
function* issuersOf(certificate: Certificate, { anchors, intermediates }: PathRequest): Generator<Candidate> {
  const wanted = certificate.issuer;
  const isSame = ({ subject }: Certificate): boolean => isSameName(wanted, subject);
  const isAlike = (candidate: Certificate): boolean => !isSame(candidate) && namesMatch(candidate.subject, wanted);
  for (const matches of [isSame, isAlike]) {
    for (const issuer of byKeyIdentifier(anchors.filter(matches), certificate)) yield { issuer, isAnchor: true };
    for (const issuer of byKeyIdentifier(intermediates.filter(matches), certificate)) yield { issuer, isAnchor: false };
  }
}

function byKeyIdentifier(candidates: Certificate[], { authorityKeyId: wanted }: Certificate): Certificate[] {
  if (candidates.length < 2 || wanted === undefined) return candidates;
  const rank = ({ subjectKeyId }: Certificate): number =>
    subjectKeyId === undefined ? 1 : equalBytes(subjectKeyId, wanted) ? 0 : 2;
  return candidates.sort((a, b) => rank(a) - rank(b));
}

function isIssuedBy(search: Search, certificate: Certificate, issuer: Certificate, isAnchor: boolean): boolean {
  if (++search.links > MAX_LINKS || !mayIssue(issuer, isAnchor)) return false;
  if (issuer.publicKey.kind === 'unsupported' || certificate.signatureAlgorithm === undefined) {
    note(search, new DauysError(search.unsupportedIssuerCode ?? 'certificate-untrusted', 'algorithm of an issuer'));
    return false;
  }
  const isPinned = search.intermediates.includes(certificate);
  const known = isPinned ? links.get(certificate)?.get(issuer) : undefined;
  if (known !== undefined) return known;
  if (++search.signatureChecks > MAX_SIGNATURE_CHECKS) return false;
  const { publicKey } = issuer;
  const isGood = verifySignature(publicKey, certificate.signatureAlgorithm, certificate.tbs, certificate.signature);
  if (isPinned) remember(certificate, issuer, isGood);
  return isGood;
}

/**
 * Which pinned certificate signed which. Parsed certificates never change, so this is a memo and nothing else; it is
 * what makes a ballot cost one CA signature.
 */
const links = new WeakMap<Certificate, WeakMap<Certificate, boolean>>();

function remember(certificate: Certificate, issuer: Certificate, isGood: boolean): void {
  const known = links.get(certificate) ?? new WeakMap<Certificate, boolean>();
  links.set(certificate, known.set(issuer, isGood));
}

function tryPath(search: Search, path: readonly Certificate[]): readonly Certificate[] | undefined {
  if (++search.paths > MAX_PATHS) return undefined;
  try {
    checkPathRules(path);
    checkPathValidity(path, search.at);
    search.accept?.(path);
    return path;
  } catch (error) {
    if (!isDauysError(error)) throw error;
    note(search, error);
    return undefined;
  }
}

function note(search: Search, failure: DauysError): void {
  const told = search.failure === undefined ? -1 : TELLING.indexOf(search.failure.code);
  if (TELLING.indexOf(failure.code) > told) search.failure = failure;
}
