import { DauysError } from '../domain/errors.ts';
import { OID } from '../encoding/oids.ts';
import { allowsKeyUsage, hasKeyUsage, type Certificate } from './certificate.ts';
import { extensionKey } from './extensions.ts';
import { isEmptyName, namesMatch } from './name.ts';
import {
  hasUnknownCriticalExtension,
  pathExtensionsOf,
  type NameConstraints,
  type PathExtensions,
} from './path-extensions.ts';
import { satisfiesNameConstraints } from './path-name-constraints.ts';
import { arePoliciesValid } from './path-policies.ts';

export function untrusted(why: string): DauysError {
  return new DauysError('certificate-untrusted', why);
}

export function isSelfIssued(certificate: Certificate): boolean {
  return namesMatch(certificate.subject, certificate.issuer);
}

/**
 * Whether a certificate may stand above another: basic constraints, key usage, no unknown critical extension
 * (RFC 5280 §6.1.4 (k), (n), (o)). An anchor is a name and a key, so one of version 1 or 2 says nothing against
 * itself; what an anchor of version 3 does say is held against it.
 */
export function mayIssue(certificate: Certificate, isAnchor: boolean): boolean {
  if (hasUnknownCriticalExtension(certificate)) return false;
  if (certificate.version < 3) return isAnchor;
  return certificate.basicConstraints?.isCa === true && allowsKeyUsage(certificate, 'keyCertSign');
}

/**
 * The checks of RFC 5280 §6.1 that need no signature and no clock. Names chain and each issuer `mayIssue`: the search
 * has seen to that.
 *
 * @param path - from the target to the anchor
 * @throws DauysError `certificate-untrusted`, `ballot-malformed`
 */
export function checkPathRules(path: readonly Certificate[]): void {
  const [target] = path;
  const anchor = path.at(-1);
  if (target === undefined || anchor === undefined) throw new TypeError('empty path');
  checkTarget(target);
  if (path.length === 1) return;
  const below = path.slice(0, -1).reverse();
  checkPathLength(anchor, below);
  if (!path.some(constrainsNamesOrPolicies)) return;
  const steps = below.map((certificate) => ({
    ...pathExtensionsOf(certificate),
    certificate,
    // Of the target nobody asks: only intermediates are excused anything for being self-issued.
    isSelfIssued: certificate !== target && isSelfIssued(certificate),
  }));
  checkNameConstraints(pathExtensionsOf(anchor), steps);
  if (!arePoliciesValid(pathExtensionsOf(anchor), steps)) throw untrusted('certificate policies');
}

/** Without any of these, §6.1 has nothing to hold names against and no policy can be missing. */
function constrainsNamesOrPolicies(certificate: Certificate): boolean {
  const { nameConstraints, requireExplicitPolicy, policyMappings } = pathExtensionsOf(certificate);
  return nameConstraints !== undefined || requireExplicitPolicy !== undefined || policyMappings.length > 0;
}

const SUBJECT_ALT_NAME = extensionKey(OID.subjectAltName);

function isCritical({ extensions }: Certificate, key: string): boolean {
  return extensions.get(key)?.critical ?? false;
}

function checkTarget(target: Certificate): void {
  if (hasUnknownCriticalExtension(target)) throw untrusted('unknown critical extension');
  // RFC 5280 §4.1.2.6: without a subject the alternative names have to be critical.
  if (isEmptyName(target.subject) && !isCritical(target, SUBJECT_ALT_NAME)) throw untrusted('nobody is named');
  if (target.basicConstraints?.isCa === true) return;
  // RFC 5280 §4.2.1.9 and §4.2.1.10: neither belongs into a certificate that is not a CA's.
  if (hasKeyUsage(target, 'keyCertSign')) throw untrusted('keyCertSign without cA');
  if (pathExtensionsOf(target).nameConstraints !== undefined) throw untrusted('name constraints without cA');
}

/** §6.1.4 (l) and (m): self-issued certificates do not count; the target is no intermediate. */
function checkPathLength(anchor: Certificate, below: readonly Certificate[]): void {
  let left = anchor.basicConstraints?.pathLength ?? Infinity;
  for (const certificate of below.slice(0, -1)) {
    if (!isSelfIssued(certificate)) {
      if (left === 0) throw untrusted('path length');
      left -= 1;
    }
    left = Math.min(left, certificate.basicConstraints?.pathLength ?? left);
  }
}

interface Step extends PathExtensions {
  readonly certificate: Certificate;
  readonly isSelfIssued: boolean;
}

/** §6.1.3 (b), (c) and §6.1.4 (g): the names of a self-issued intermediate are not held to the constraints. */
function checkNameConstraints(anchor: PathExtensions, steps: readonly Step[]): void {
  const constraints: NameConstraints[] = anchor.nameConstraints === undefined ? [] : [anchor.nameConstraints];
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const isHeld = isLast || !step.isSelfIssued;
    if (isHeld && !satisfiesNameConstraints(step.certificate, step, constraints)) throw untrusted('name constraints');
    if (step.nameConstraints !== undefined) constraints.push(step.nameConstraints);
  }
}

/**
 * Validity of every certificate, the anchor's too, at an instant; both ends belong to it.
 *
 * @throws DauysError `certificate-expired`, `certificate-not-yet-valid`
 */
export function checkPathValidity(path: readonly Certificate[], at: Date): void {
  const instant = at.getTime();
  if (Number.isNaN(instant)) throw new TypeError('not an instant');
  for (const { notBefore, notAfter } of path) {
    if (instant > notAfter.getTime())
      throw new DauysError('certificate-expired', 'a certificate of the path has expired');
    if (instant < notBefore.getTime())
      throw new DauysError('certificate-not-yet-valid', 'a certificate of the path is not yet valid');
  }
}
