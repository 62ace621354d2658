import { equalBytes } from '../encoding/bytes.ts';
import {
  elementOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  peekTag,
  readInteger,
  readOctetAlignedBits,
  readSmallInteger,
  readTag,
  TAG,
} from '../encoding/der.ts';
import type { DerCursor } from '../encoding/der.ts';
import { OID } from '../encoding/oids.ts';
import { readDerOrPem } from '../encoding/pem.ts';
import { readTime } from '../encoding/time.ts';
import {
  isNullOrAbsent,
  readAlgorithm,
  signatureAlgorithmOf,
  type AlgorithmIdentifier,
  type SignatureAlgorithm,
} from './algorithms.ts';
import { readListScope, type ListScope } from './crl-scope.ts';
import { collectSerials, type SerialIndex } from './crl-serials.ts';
import { decodeExtension, extensionKey, readExtensions, readGeneralNames, type Extensions } from './extensions.ts';
import { isEmptyName, nameOf, readName, type Name } from './name.ts';

/** A certificate revocation list (RFC 5280 §5), parsed once; views into its DER. */
export interface CertificateList {
  readonly tbs: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  /** RFC 5280 §5.1.2.5 demands it; a list without one is never current. */
  readonly nextUpdate: Date | undefined;
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
  /** Why the list tells nothing about any certificate: a delta list, or a critical extension that is not processed. */
  readonly unusable: string | undefined;
  readonly scope: ListScope | undefined;
  readonly serials: SerialIndex;
  /** Whose certificate an entry revokes: the issuer of the list unless an indirect list says otherwise. */
  readonly certificateIssuerOf: (entry: number) => readonly Name[];
}

interface Entries {
  readonly serials: SerialIndex;
  readonly issuers: ReadonlyMap<number, readonly Name[]>;
  readonly hasUnknownCritical: boolean;
}

const CRL_LABELS = ['X509 CRL', 'CRL'];
const NO_EXTENSIONS: Extensions = new Map();
const KEY = {
  issuingDistributionPoint: extensionKey(OID.issuingDistributionPoint),
  deltaCrlIndicator: extensionKey(OID.deltaCrlIndicator),
  certificateIssuer: extensionKey(OID.certificateIssuer),
  reasonCode: extensionKey(OID.reasonCode),
};

/**
 * Reads one list, DER or PEM. Checks its form only.
 *
 * @throws DauysError `ballot-malformed`
 */
export function parseCrl(file: Uint8Array): CertificateList {
  const [der, second] = readDerOrPem(file, CRL_LABELS);
  if (der === undefined || second !== undefined) throw malformed('one list a file');
  // Every entry is a handful of elements of at least two octets each.
  const top = openDer(der, der.length);
  const outer = enterTag(top, TAG.sequence);
  expectEnd(top);
  const tbsTlv = readTag(outer, TAG.sequence);
  const identifier = readAlgorithm(outer);
  const signature = readOctetAlignedBits(outer);
  expectEnd(outer);
  return { tbs: elementOf(tbsTlv), signature, ...readTbs(enter(outer, tbsTlv), identifier) };
}

function readTbs(tbs: DerCursor, outer: AlgorithmIdentifier): Omit<CertificateList, 'tbs' | 'signature'> {
  const isVersion2 = peekTag(tbs) === TAG.integer;
  if (isVersion2 && readSmallInteger(tbs) !== 1) throw malformed('CRL version');
  const identifier = readAlgorithm(tbs);
  if (!isSameAlgorithm(identifier, outer)) throw malformed('signature algorithms differ');
  const issuer = readName(tbs);
  if (isEmptyName(issuer)) throw malformed('empty issuer');
  const thisUpdate = readTime(tbs);
  const nextUpdate = isTime(peekTag(tbs)) ? readTime(tbs) : undefined;
  const entries = readEntries(tbs, isVersion2);
  const extensions = readListExtensions(tbs, isVersion2);
  expectEnd(tbs);
  const scope = decodeExtension(extensions, KEY.issuingDistributionPoint, (cursor) => readListScope(cursor, issuer));
  const own = [issuer];
  return {
    issuer,
    thisUpdate,
    nextUpdate,
    signatureAlgorithm: signatureAlgorithmOf(identifier),
    unusable: whyUnusable(extensions, entries, scope),
    scope,
    serials: entries.serials,
    certificateIssuerOf: (entry) => entries.issuers.get(entry) ?? own,
  };
}

/** RFC 5280 §5.1.1.2 asks for the same identifier; НУЦ writes NULL parameters outside and none inside. */
function isSameAlgorithm(inner: AlgorithmIdentifier, outer: AlgorithmIdentifier): boolean {
  if (equalBytes(inner.der, outer.der)) return true;
  return equalBytes(inner.oid, outer.oid) && isNullOrAbsent(inner) && isNullOrAbsent(outer);
}

function isTime(tag: number): boolean {
  return tag === TAG.utcTime || tag === TAG.generalizedTime;
}

function readListExtensions(tbs: DerCursor, isVersion2: boolean): Extensions {
  if (peekTag(tbs) !== 0xa0) return NO_EXTENSIONS;
  if (!isVersion2) throw malformed('CRL extensions before version 2');
  const inner = enterTag(tbs, 0xa0);
  const extensions = readExtensions(inner);
  expectEnd(inner);
  return extensions;
}

/** RFC 5280 §5.2 and §5.3: such a list MUST NOT be used to determine the status of any certificate. */
function whyUnusable(extensions: Extensions, entries: Entries, scope: ListScope | undefined): string | undefined {
  if (extensions.has(KEY.deltaCrlIndicator)) return 'delta list';
  for (const [key, { critical }] of extensions) {
    if (critical && key !== KEY.issuingDistributionPoint) return 'unknown critical extension';
  }
  if (entries.hasUnknownCritical) return 'unknown critical entry extension';
  return entries.issuers.size > 0 && scope?.isIndirect !== true ? 'certificate issuer in a direct list' : undefined;
}

function readEntries(tbs: DerCursor, isVersion2: boolean): Entries {
  const collector = collectSerials(tbs.bytes);
  const issuers = new Map<number, readonly Name[]>();
  let hasUnknownCritical = false;
  if (peekTag(tbs) === TAG.sequence) {
    const list = enterTag(tbs, TAG.sequence);
    let current: readonly Name[] | undefined;
    for (let index = 0; list.offset < list.end; index++) {
      const entry = enterTag(list, TAG.sequence);
      const serial = readInteger(entry);
      const start = serial.byteOffset - tbs.bytes.byteOffset;
      collector.add(start, start + serial.length);
      readTime(entry);
      if (entry.offset < entry.end) {
        if (!isVersion2) throw malformed('CRL entry extensions before version 2');
        const extensions = readExtensions(entry);
        hasUnknownCritical ||= hasUnknownCriticalEntryExtension(extensions);
        current = decodeExtension(extensions, KEY.certificateIssuer, readDirectoryNames) ?? current;
        expectEnd(entry);
      }
      // §5.3.3: an entry without the extension has the certificate issuer of the entry before it.
      if (current !== undefined) issuers.set(index, current);
    }
  }
  return { serials: collector.finish(), issuers, hasUnknownCritical };
}

function hasUnknownCriticalEntryExtension(extensions: Extensions): boolean {
  for (const [key, { critical }] of extensions) {
    if (critical && key !== KEY.certificateIssuer && key !== KEY.reasonCode) return true;
  }
  return false;
}

function readDirectoryNames(cursor: DerCursor): readonly Name[] {
  const names = readGeneralNames(enterTag(cursor, TAG.sequence));
  return names.filter(({ tag }) => tag === 0xa4).map(({ content }) => nameOf(content));
}
