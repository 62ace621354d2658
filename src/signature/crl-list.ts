import { equalBytes } from '../encoding/bytes.ts';
import {
  contentOf,
  elementOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  peekTag,
  readInteger,
  readOctetAlignedBits,
  readOptional,
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
import { readEntries, type Entries } from './crl-entries.ts';
import { readListScope, type ListScope } from './crl-scope.ts';
import type { SerialIndex } from './crl-serials.ts';
import { decodeExtension, extensionKey, readExtensions, type Extensions } from './extensions.ts';
import { isEmptyName, readName, type Name } from './name.ts';

/** A certificate revocation list (RFC 5280 §5), parsed once; views into its DER. */
export interface CertificateList {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  /** RFC 5280 §5.1.2.5 demands it; a list without one is never current. */
  readonly nextUpdate: Date | undefined;
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
  /** CRLNumber, content octets: never negative. */
  readonly number: Uint8Array | undefined;
  /** BaseCRLNumber, content octets: there in a delta list, which tells nothing without a base (RFC 5280 §5.2.4). */
  readonly baseNumber: Uint8Array | undefined;
  /** Values of the extensions in which a delta list must be the same as its base, as they stand. */
  readonly scopeDer: Uint8Array | undefined;
  readonly authorityKeyIdDer: Uint8Array | undefined;
  /** Why the list tells nothing about any certificate: a critical extension that is not processed, for one. */
  readonly unusable: string | undefined;
  readonly scope: ListScope | undefined;
  readonly serials: SerialIndex;
  /** Whose certificate an entry revokes: the issuer of the list unless an indirect list says otherwise. */
  readonly certificateIssuerOf: (entry: number) => readonly Name[];
}

const CRL_LABELS = ['X509 CRL', 'CRL'];
/** RFC 5280 §5.2.3. */
const MAX_NUMBER_OCTETS = 20;
const NO_EXTENSIONS: Extensions = new Map();
const KEY = {
  authorityKeyIdentifier: extensionKey(OID.authorityKeyIdentifier),
  crlNumber: extensionKey(OID.crlNumber),
  deltaCrlIndicator: extensionKey(OID.deltaCrlIndicator),
  issuingDistributionPoint: extensionKey(OID.issuingDistributionPoint),
};

/**
 * Reads one list, DER or PEM. Checks its form only.
 *
 * @throws DauysError `ballot-malformed`
 */
export function parseCrl(file: Uint8Array): CertificateList {
  const [der, second] = readDerOrPem(file, CRL_LABELS);
  if (der === undefined || second !== undefined) throw malformed('one list a file');
  return readList(der, readEntries);
}

/**
 * A list whose entries have been walked over and indexed before: what stands before and behind them is read, they are
 * not.
 *
 * @throws DauysError `ballot-malformed`
 */
export function readIndexedList(der: Uint8Array, serials: SerialIndex): CertificateList {
  return readList(der, (tbs) => {
    readOptional(tbs, TAG.sequence);
    return { serials, issuers: new Map(), hasUnknownCritical: false };
  });
}

type ReadEntries = (tbs: DerCursor, isVersion2: boolean) => Entries;

function readList(der: Uint8Array, read: ReadEntries): CertificateList {
  // Every entry is a handful of elements of at least two octets each.
  const top = openDer(der, der.length);
  const outer = enterTag(top, TAG.sequence);
  expectEnd(top);
  const tbsTlv = readTag(outer, TAG.sequence);
  const identifier = readAlgorithm(outer);
  const signature = readOctetAlignedBits(outer);
  expectEnd(outer);
  return { der, tbs: elementOf(tbsTlv), signature, ...readTbs(enter(outer, tbsTlv), identifier, read) };
}

function readTbs(
  tbs: DerCursor,
  outer: AlgorithmIdentifier,
  read: ReadEntries,
): Omit<CertificateList, 'der' | 'tbs' | 'signature'> {
  const isVersion2 = peekTag(tbs) === TAG.integer;
  if (isVersion2 && readSmallInteger(tbs) !== 1) throw malformed('CRL version');
  const identifier = readAlgorithm(tbs);
  if (!isSameAlgorithm(identifier, outer)) throw malformed('signature algorithms differ');
  const issuer = readName(tbs);
  if (isEmptyName(issuer)) throw malformed('empty issuer');
  const thisUpdate = readTime(tbs);
  const nextUpdate = isTime(peekTag(tbs)) ? readTime(tbs) : undefined;
  const entries = read(tbs, isVersion2);
  const extensions = readListExtensions(tbs, isVersion2);
  expectEnd(tbs);
  const scope = decodeExtension(extensions, KEY.issuingDistributionPoint, (cursor) => readListScope(cursor, issuer));
  const own = [issuer];
  return {
    issuer,
    thisUpdate,
    nextUpdate,
    signatureAlgorithm: signatureAlgorithmOf(identifier),
    number: decodeExtension(extensions, KEY.crlNumber, readNumber),
    baseNumber: decodeExtension(extensions, KEY.deltaCrlIndicator, readNumber),
    scopeDer: valueOf(extensions, KEY.issuingDistributionPoint),
    authorityKeyIdDer: valueOf(extensions, KEY.authorityKeyIdentifier),
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

function readNumber(cursor: DerCursor): Uint8Array {
  const content = readInteger(cursor);
  if ((content[0] ?? 0) >= 0x80 || content.length > MAX_NUMBER_OCTETS) throw malformed('CRL number');
  return content;
}

function valueOf(extensions: Extensions, key: string): Uint8Array | undefined {
  const extension = extensions.get(key);
  return extension === undefined ? undefined : contentOf(extension.value);
}

/** RFC 5280 §5.2 and §5.3: such a list MUST NOT be used to determine the status of any certificate. */
function whyUnusable(extensions: Extensions, entries: Entries, scope: ListScope | undefined): string | undefined {
  for (const [key, { critical }] of extensions) {
    const isProcessed = key === KEY.issuingDistributionPoint || key === KEY.deltaCrlIndicator;
    if (critical && !isProcessed) return 'unknown critical extension';
  }
  if (entries.hasUnknownCritical) return 'unknown critical entry extension';
  return entries.issuers.size > 0 && scope?.isIndirect !== true ? 'certificate issuer in a direct list' : undefined;
}
