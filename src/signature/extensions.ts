import { toHex } from '../encoding/bytes.ts';
import {
  contentOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  peekTag,
  readBoolean,
  readNamedBits,
  readOid,
  readOptional,
  readSmallInteger,
  readTag,
  readTlv,
  TAG,
} from '../encoding/der.ts';
import type { DerCursor, Tlv } from '../encoding/der.ts';
import { oidBytes, OID } from '../encoding/oids.ts';

export interface Extension {
  readonly critical: boolean;
  /** The OCTET STRING whose content is the DER of the extension's own type. */
  readonly value: Tlv;
}

/** By the hex of the identifier's content octets. */
export type Extensions = ReadonlyMap<string, Extension>;

const MAX_EXTENSIONS = 64;
/** Elements inside one extension. */
const MAX_STEPS = 4096;

/**
 * SEQUENCE SIZE (1..MAX) OF Extension, no identifier twice (RFC 5280 §4.2).
 *
 * @throws DauysError `ballot-malformed`
 */
export function readExtensions(cursor: DerCursor): Extensions {
  return readExtensionList(enterTag(cursor, TAG.sequence));
}

/** The same from inside the sequence, whatever its tag. */
export function readExtensionList(sequence: DerCursor): Extensions {
  const extensions = new Map<string, Extension>();
  do {
    const inner = enterTag(sequence, TAG.sequence);
    const key = readExtensionKey(inner);
    if (extensions.has(key)) throw malformed('extension twice');
    const critical = readDefaultFalse(inner);
    extensions.set(key, { critical, value: readTag(inner, TAG.octetString) });
    expectEnd(inner);
    if (extensions.size > MAX_EXTENSIONS) throw malformed('too many extensions');
  } while (sequence.offset < sequence.end);
  return extensions;
}

/** Keys of the arc 2.5.29, in which all but a few extensions are, by their last octet. */
const STANDARD_KEYS = Array.from({ length: 0x80 }, (_, last) => toHex(Uint8Array.of(0x55, 0x1d, last)));

function readExtensionKey(cursor: DerCursor): string {
  const { bytes, offset } = cursor;
  const isStandard =
    bytes[offset] === TAG.oid && bytes[offset + 1] === 3 && bytes[offset + 2] === 0x55 && bytes[offset + 3] === 0x1d;
  const standard = isStandard ? STANDARD_KEYS[bytes[offset + 4] ?? 0x80] : undefined;
  if (standard === undefined) return toHex(readOid(cursor));
  readTlv(cursor);
  return standard;
}

/** BOOLEAN DEFAULT FALSE: DER leaves the default out (X.690 §11.5). */
export function readDefaultFalse(cursor: DerCursor): boolean {
  if (peekTag(cursor) !== TAG.boolean) return false;
  if (!readBoolean(cursor)) throw malformed('DEFAULT value encoded');
  return true;
}

/** Key of `Extensions` for a dotted identifier. */
export const extensionKey = (dotted: string): string => toHex(oidBytes(dotted));

const KEY_USAGE = extensionKey(OID.keyUsage);
const BASIC_CONSTRAINTS = extensionKey(OID.basicConstraints);
const EXTENDED_KEY_USAGE = extensionKey(OID.extendedKeyUsage);
const SUBJECT_KEY_ID = extensionKey(OID.subjectKeyIdentifier);
const AUTHORITY_KEY_ID = extensionKey(OID.authorityKeyIdentifier);

/** Bits of keyUsage in the order of RFC 5280 §4.2.1.3. */
export const KEY_USAGE_BITS = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

export type KeyUsageBit = keyof typeof KEY_USAGE_BITS;

export interface BasicConstraints {
  readonly isCa: boolean;
  readonly pathLength: number | undefined;
}

/** The extensions every path and every ballot looks at, decoded when the certificate is parsed. */
export interface CommonExtensions {
  readonly basicConstraints: BasicConstraints | undefined;
  /** The octets of the BIT STRING. */
  readonly keyUsage: Uint8Array | undefined;
  /** Content octets of the identifiers. */
  readonly extendedKeyUsage: readonly Uint8Array[] | undefined;
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
}

/** @throws DauysError `ballot-malformed` */
export function decodeCommonExtensions(extensions: Extensions): CommonExtensions {
  return {
    basicConstraints: decodeExtension(extensions, BASIC_CONSTRAINTS, readBasicConstraints),
    keyUsage: decodeExtension(extensions, KEY_USAGE, readKeyUsage),
    extendedKeyUsage: decodeExtension(extensions, EXTENDED_KEY_USAGE, readExtendedKeyUsage),
    subjectKeyId: decodeExtension(extensions, SUBJECT_KEY_ID, (value) => contentOf(readTag(value, TAG.octetString))),
    authorityKeyId: decodeExtension(extensions, AUTHORITY_KEY_ID, readAuthorityKeyId),
  };
}

/** The value of an extension, read to its end, or undefined when the extension is not there. */
export function decodeExtension<T>(extensions: Extensions, key: string, read: (cursor: DerCursor) => T): T | undefined {
  const extension = extensions.get(key);
  if (extension === undefined) return undefined;
  const { bytes, contentStart, end } = extension.value;
  const cursor: DerCursor = { bytes, offset: contentStart, end, depth: 0, meter: { steps: 0, maxSteps: MAX_STEPS } };
  const value = read(cursor);
  expectEnd(cursor);
  return value;
}

function readBasicConstraints(cursor: DerCursor): BasicConstraints {
  const inner = enterTag(cursor, TAG.sequence);
  const isCa = readDefaultFalse(inner);
  const pathLength = inner.offset < inner.end ? readSmallInteger(inner) : undefined;
  expectEnd(inner);
  return { isCa, pathLength };
}

function readKeyUsage(cursor: DerCursor): Uint8Array {
  const bits = readNamedBits(cursor);
  if (bits.length === 0 || bits.length > 2) throw malformed('key usage bits');
  return bits;
}

function readExtendedKeyUsage(cursor: DerCursor): Uint8Array[] {
  const inner = enterTag(cursor, TAG.sequence);
  const usages: Uint8Array[] = [];
  do usages.push(readOid(inner));
  while (inner.offset < inner.end);
  return usages;
}

/** Only the key identifier is of use; issuer and serial ([1], [2]) stand both or not at all (RFC 5280 §4.2.1.1). */
function readAuthorityKeyId(cursor: DerCursor): Uint8Array | undefined {
  const inner = enterTag(cursor, TAG.sequence);
  const keyId = readOptional(inner, 0x80);
  const issuer = readOptional(inner, 0xa1);
  const serial = readOptional(inner, 0x82);
  expectEnd(inner);
  if ((issuer === undefined) !== (serial === undefined)) throw malformed('authority key identifier');
  return keyId === undefined ? undefined : contentOf(keyId);
}

/** A general name as it stands: its context tag and content (RFC 5280 §4.2.1.6). */
export interface GeneralName {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** SEQUENCE SIZE (1..MAX) OF GeneralName, from inside the sequence. */
export function readGeneralNames(inner: DerCursor): GeneralName[] {
  const names: GeneralName[] = [];
  do names.push(readGeneralName(inner));
  while (inner.offset < inner.end);
  return names;
}

const GENERAL_NAME_TAGS = new Set([0xa0, 0x81, 0x82, 0xa3, 0xa4, 0xa5, 0x86, 0x87, 0x88]);

export function readGeneralName(cursor: DerCursor): GeneralName {
  const tlv = readTlv(cursor);
  if (!GENERAL_NAME_TAGS.has(tlv.tag)) throw malformed('general name');
  if (tlv.tag === 0xa4) {
    const directory = enter(cursor, tlv);
    readTag(directory, TAG.sequence);
    expectEnd(directory);
  }
  return { tag: tlv.tag, content: contentOf(tlv) };
}
