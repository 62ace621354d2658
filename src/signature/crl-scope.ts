import { equalBytes } from '../encoding/bytes.ts';
import { concatBytes } from '../encoding/bytes.ts';
import {
  contentOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  readOptional,
  readTag,
  readTlv,
  TAG,
} from '../encoding/der.ts';
import type { DerCursor } from '../encoding/der.ts';
import { der } from '../encoding/der-writer.ts';
import { OID } from '../encoding/oids.ts';
import type { Certificate } from './certificate.ts';
import { decodeExtension, extensionKey, readGeneralNames, type GeneralName } from './extensions.ts';
import { namesMatch, nameOf, type Name } from './name.ts';

/** Reasons of revocation as a set of bits: bit i is bit i of ReasonFlags (RFC 5280 §4.2.1.13). */
export type Reasons = number;

/** Bits 1 to 8; bit 0 is unused. */
export const ALL_REASONS: Reasons = 0b1_1111_1110;

/** The issuing distribution point of a list (RFC 5280 §5.2.5). */
export interface ListScope {
  readonly names: readonly GeneralName[] | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly isIndirect: boolean;
  readonly reasons: Reasons;
}

/** @throws DauysError `ballot-malformed` */
export function readListScope(cursor: DerCursor, issuer: Name): ListScope {
  const inner = enterTag(cursor, TAG.sequence);
  const names = readPointName(inner, issuer);
  const onlyUserCertificates = readFlag(inner, 0x81);
  const onlyCaCertificates = readFlag(inner, 0x82);
  const reasons = readReasons(inner, 0x83);
  const isIndirect = readFlag(inner, 0x84);
  const onlyAttributeCertificates = readFlag(inner, 0x85);
  expectEnd(inner);
  return { names, onlyUserCertificates, onlyCaCertificates, onlyAttributeCertificates, isIndirect, reasons };
}

/** IMPLICIT BOOLEAN DEFAULT FALSE. */
function readFlag(cursor: DerCursor, tag: number): boolean {
  const tlv = readOptional(cursor, tag);
  if (tlv === undefined) return false;
  const content = contentOf(tlv);
  if (content.length !== 1 || content[0] !== 0xff) throw malformed('DEFAULT value encoded');
  return true;
}

function readReasons(cursor: DerCursor, tag: number): Reasons {
  const tlv = readOptional(cursor, tag);
  if (tlv === undefined) return ALL_REASONS;
  const [unused = 8, first = 0, second = 0, ...rest] = contentOf(tlv);
  if (unused > 7 || rest.length > 0) throw malformed('reason flags');
  let reasons = 0;
  for (let bit = 1; bit <= 8; bit++) {
    if (((bit < 8 ? first : second) & (0x80 >> (bit & 7))) !== 0) reasons |= 1 << bit;
  }
  return reasons;
}

/** [0] DistributionPointName: full names, or an RDN to be set behind `base`. */
function readPointName(cursor: DerCursor, base: Name | undefined): readonly GeneralName[] | undefined {
  const outer = readOptional(cursor, 0xa0);
  if (outer === undefined) return undefined;
  const choice = enter(cursor, outer);
  const name = readTlv(choice);
  expectEnd(choice);
  if (name.tag === 0xa0) return readGeneralNames(enter(choice, name));
  if (name.tag !== 0xa1 || base === undefined) throw malformed('distribution point name');
  return [{ tag: 0xa4, content: appendRelativeName(base, contentOf(name)) }];
}

function appendRelativeName(base: Name, rdn: Uint8Array): Uint8Array {
  const cursor = openDer(base.der);
  return der(TAG.sequence, concatBytes(contentOf(readTag(cursor, TAG.sequence)), der(TAG.set, rdn)));
}

/** One distribution point of a certificate (RFC 5280 §4.2.1.13). */
interface DistributionPoint {
  readonly names: readonly GeneralName[] | undefined;
  readonly reasons: Reasons;
  /** Directory names of a CRL issuer that is not the certificate's. */
  readonly listIssuers: readonly Name[] | undefined;
}

const CRL_DISTRIBUTION_POINTS = extensionKey(OID.crlDistributionPoints);

/** The certificate's points, and the one every certificate has: its issuer's own list (RFC 5280 §6.3.3). */
function distributionPointsOf({ issuer, extensions }: Certificate): DistributionPoint[] {
  const points = decodeExtension(extensions, CRL_DISTRIBUTION_POINTS, (cursor) => {
    const list = enterTag(cursor, TAG.sequence);
    const found: DistributionPoint[] = [];
    do found.push(readDistributionPoint(enterTag(list, TAG.sequence), issuer));
    while (list.offset < list.end);
    return found;
  });
  const own = { names: [{ tag: 0xa4, content: issuer.der }], reasons: ALL_REASONS, listIssuers: undefined };
  return [...(points ?? []), own];
}

function readDistributionPoint(point: DerCursor, issuer: Name): DistributionPoint {
  // The relative form counts from the list's issuer, which stands behind it.
  const ahead = { ...point };
  readOptional(ahead, 0xa0);
  readOptional(ahead, 0x81);
  const listIssuers = readListIssuers(ahead);
  expectEnd(ahead);
  const names = readPointName(point, listIssuers?.[0] ?? issuer);
  return { names, reasons: readReasons(point, 0x81), listIssuers };
}

function readListIssuers(cursor: DerCursor): readonly Name[] | undefined {
  const tlv = readOptional(cursor, 0xa2);
  if (tlv === undefined) return undefined;
  const names = readGeneralNames(enter(cursor, tlv));
  return names.filter(({ tag }) => tag === 0xa4).map(({ content }) => nameOf(content));
}

/**
 * The reasons for which a list answers about a certificate (RFC 5280 §6.3.3 (b) and (d)); none when the certificate is
 * outside its scope.
 */
export function reasonsCovered(
  certificate: Certificate,
  list: { readonly issuer: Name; readonly scope: ListScope | undefined },
): Reasons {
  const { scope } = list;
  const isCa = certificate.basicConstraints?.isCa === true;
  if (scope !== undefined) {
    if (scope.onlyAttributeCertificates || (isCa ? scope.onlyUserCertificates : scope.onlyCaCertificates)) return 0;
  }
  return distributionPointsOf(certificate)
    .filter((point) => isIssuerOfPoint(certificate, point, list) && hasPointName(point, scope))
    .reduce((reasons, point) => reasons | (point.reasons & (scope?.reasons ?? ALL_REASONS)), 0);
}

function isIssuerOfPoint(
  certificate: Certificate,
  { listIssuers }: DistributionPoint,
  { issuer, scope }: { readonly issuer: Name; readonly scope: ListScope | undefined },
): boolean {
  if (listIssuers === undefined) return namesMatch(issuer, certificate.issuer);
  return scope?.isIndirect === true && listIssuers.some((name) => namesMatch(name, issuer));
}

function hasPointName({ names, listIssuers }: DistributionPoint, scope: ListScope | undefined): boolean {
  const wanted = scope?.names;
  if (wanted === undefined) return true;
  const offered = names ?? (listIssuers ?? []).map(({ der: content }) => ({ tag: 0xa4, content }));
  return wanted.some((a) => offered.some((b) => isSameGeneralName(a, b)));
}

function isSameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.tag !== b.tag) return false;
  return a.tag === 0xa4 ? namesMatch(nameOf(a.content), nameOf(b.content)) : equalBytes(a.content, b.content);
}
