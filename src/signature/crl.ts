import { DauysError, unlessRefused } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import type { Certificate } from './certificate.ts';
import { byNumberDescending, isDeltaOf } from './crl-delta.ts';
import { entryRange, entryReason, REASON, type EntryRange } from './crl-entries.ts';
import type { CertificateList } from './crl-list.ts';
import { ALL_REASONS, reasonsCovered } from './crl-scope.ts';
import { hasSigned, isSignerOf } from './crl-signer.ts';
import { namesMatch } from './name.ts';
import { verifyPath } from './path.ts';

export { parseCrl, type CertificateList } from './crl-list.ts';

/**
 * `signer`: ballots, where the pinned CAs stand as configured and only the signer has to be covered. `path`: every
 * certificate below the anchor has to be covered.
 */
export type Coverage = 'signer' | 'path';

/** What lists say about a certificate, and which of them. */
export interface FoundRevocation {
  /** `none` when the current, good lists do not cover the certificate, and no list revokes it. */
  readonly status: 'good' | 'revoked' | 'none';
  /** Those the status stands on: each base with the delta applied to it behind it; none of them for `none`. */
  readonly lists: readonly CertificateList[];
  /** For each of `lists`, where the certificate stands on it. */
  readonly entries: readonly (EntryRange | undefined)[];
}

interface Question {
  /** Complete lists, the newest first. */
  readonly bases: readonly CertificateList[];
  /** Delta lists, the newest first. */
  readonly deltas: readonly CertificateList[];
  readonly at: Date;
  readonly coverage: Coverage;
  /** Certificates beside the path that may hold the key a list is signed with. */
  readonly others: readonly Certificate[];
  /**
   * Signers of lists being looked into. A list may be the only one that covers its own signer (a self-issued
   * list-signing certificate): it then counts, while any other list can still revoke that signer.
   */
  readonly asked: readonly Certificate[];
}

/** Only current lists tell anything: one that is over, or has not begun, is as good as none. */
function ask(
  lists: readonly CertificateList[],
  at: Date,
  coverage: Coverage,
  others: readonly Certificate[],
): Question {
  const current = lists.filter((list) => isCurrent(list, at)).sort(byNumberDescending);
  return {
    bases: current.filter(({ baseNumber }) => baseNumber === undefined),
    deltas: current.filter(({ baseNumber }) => baseNumber !== undefined),
    ...{ at, coverage, others, asked: [] },
  };
}

function isCurrent({ unusable, thisUpdate, nextUpdate }: CertificateList, at: Date): boolean {
  return unusable === undefined && thisUpdate <= at && nextUpdate !== undefined && at <= nextUpdate;
}

/**
 * Looks a good path up in the revocation lists (RFC 5280 §6.3). Without any list nothing is asked. A revoked
 * certificate is told before a missing list.
 *
 * @param path - from the target to the anchor, as `verifyPath` returns it
 * @param others - where to look for a separate list-signing key of a CA; for `signer` they are pinned
 * @throws DauysError `certificate-revoked`, `revocation-unavailable`
 */
export function checkRevocation(
  path: readonly Certificate[],
  lists: readonly CertificateList[],
  at: Date,
  coverage: Coverage = 'signer',
  others: readonly Certificate[] = [],
): void {
  if (lists.length > 0) check(path, ask(lists, at, coverage, others));
}

/**
 * What the lists say about the first certificate of a good path alone: the pinned CAs above it stand as configured.
 *
 * @param others - pinned certificates beside the path, where a CA's separate list-signing key may be
 */
export function findRevocation(
  path: readonly Certificate[],
  lists: readonly CertificateList[],
  at: Date,
  others: readonly Certificate[] = [],
): FoundRevocation {
  return find(path, ask(lists, at, 'signer', others));
}

function check(path: readonly Certificate[], question: Question): void {
  const below = question.coverage === 'signer' ? path.slice(0, 1) : path.slice(0, -1);
  const statuses = below.map((_, index) => find(path.slice(index), question).status);
  if (statuses.includes('revoked')) throw new DauysError('certificate-revoked', 'a certificate is on a list');
  if (statuses.includes('none')) throw new DauysError('revocation-unavailable', 'no good list covers a certificate');
}

const NOTHING: FoundRevocation = { status: 'none', lists: [], entries: [] };

/** Several lists may cover a certificate together, each for some reasons. Any of them can revoke it. */
function find(path: readonly Certificate[], question: Question): FoundRevocation {
  const [certificate] = path;
  if (certificate === undefined) return NOTHING;
  const looked: Look[] = [];
  let covered = 0;
  for (const base of question.bases) {
    const reasons = coveredBy(certificate, base);
    const signer = reasons === 0 ? undefined : findSigner(base, path, question);
    if (signer === undefined) continue;
    const delta = question.deltas.find((list) => isDeltaOf(list, base) && hasSigned(signer, list));
    const look = lookUp(certificate, base, delta);
    if (look.isRevoked) return { status: 'revoked', ...listsOf([look]) };
    if ((covered | reasons) !== covered) looked.push(look);
    covered |= reasons;
  }
  return covered === ALL_REASONS ? { status: 'good', ...listsOf(looked) } : NOTHING;
}

/** A distribution point that cannot be read covers nothing. */
function coveredBy(certificate: Certificate, list: CertificateList): number {
  return unlessRefused(() => reasonsCovered(certificate, list)) ?? 0;
}

/** One base and its delta, with the certificate's entries in them. */
interface Look {
  readonly isRevoked: boolean;
  readonly lists: readonly { readonly list: CertificateList; readonly entries: readonly number[] }[];
}

/**
 * The delta's word comes first (RFC 5280 §6.3.3 (i) to (k)). `removeFromCRL` counts in a delta, and lifts a hold only:
 * what was revoked for any other reason stays revoked. In a base it has no business (§5.3.1), and revokes.
 */
function lookUp(certificate: Certificate, base: CertificateList, delta: CertificateList | undefined): Look {
  const inBase = { list: base, entries: entriesOf(certificate, base) };
  if (delta === undefined) return { isRevoked: inBase.entries.length > 0, lists: [inBase] };
  const inDelta = { list: delta, entries: entriesOf(certificate, delta) };
  const isLifted =
    inDelta.entries.every((entry) => entryReason(delta, entry) === REASON.removeFromCrl) &&
    inBase.entries.every((entry) => entryReason(base, entry) === REASON.certificateHold);
  const isRevoked = inDelta.entries.length > 0 ? !isLifted : inBase.entries.length > 0;
  return { isRevoked, lists: [inBase, inDelta] };
}

function listsOf(looked: readonly Look[]): Pick<FoundRevocation, 'lists' | 'entries'> {
  const judged = looked.flatMap(({ lists }) => lists);
  const entries = judged.map(({ list, entries: [first] }) =>
    first === undefined ? undefined : entryRange(list, first),
  );
  return { lists: judged.map(({ list }) => list), entries };
}

function entriesOf({ serialNumber, issuer }: Certificate, list: CertificateList): number[] {
  const entries = list.serials.find(serialNumber);
  return entries.filter((entry) => list.certificateIssuerOf(entry).some((name) => namesMatch(name, issuer)));
}

/**
 * RFC 5280 §6.3.3 (f) and (g): the list is signed by a certificate of its issuer that may sign lists, in the path or
 * with a path of its own to the same anchor.
 */
function findSigner(list: CertificateList, path: readonly Certificate[], question: Question): Certificate | undefined {
  return (
    path.slice(1).find((candidate) => isSignerOf(candidate, list)) ??
    question.others.find((candidate) => isSignerOf(candidate, list) && isTrustedSigner(candidate, path, question))
  );
}

function isTrustedSigner(candidate: Certificate, path: readonly Certificate[], question: Question): boolean {
  const { others, at, coverage, asked } = question;
  const anchor = path.at(-1);
  if (anchor === undefined) return false;
  if (asked.some(({ der }) => equalBytes(der, candidate.der))) return true;
  const deeper = { ...question, asked: [...asked, candidate] };
  const accept = (own: readonly Certificate[]): void => {
    if (coverage === 'path') check(own, deeper);
  };
  return (
    unlessRefused(() => verifyPath(candidate, { anchors: [anchor], intermediates: others, at, accept })) !== undefined
  );
}
