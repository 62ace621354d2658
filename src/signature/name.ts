import { equalBytes, toHex } from '../encoding/bytes.ts';
import { contentOf, elementOf, enter, expectEnd, openDer, readOid, readTag, readTlv, TAG } from '../encoding/der.ts';
import type { DerCursor } from '../encoding/der.ts';

/** A distinguished name (RFC 5280 §4.1.2.4) as it was read; its parts are decoded when somebody asks. */
export interface Name {
  readonly der: Uint8Array;
  /** What `decodeName` found, so that a name compared often is decoded once. */
  decoded?: readonly RelativeName[];
  canonical?: readonly string[];
}

/** One RDN: its attributes in the order they stand. */
export type RelativeName = readonly NameAttribute[];

export interface NameAttribute {
  /** Content octets of the attribute type. */
  readonly type: Uint8Array;
  readonly tag: number;
  readonly value: Uint8Array;
}

/** @throws DauysError `ballot-malformed` */
export function readName(cursor: DerCursor): Name {
  return { der: elementOf(readTag(cursor, TAG.sequence)) };
}

/** A name from its DER. */
export function nameOf(der: Uint8Array): Name {
  return { der };
}

export function isEmptyName(name: Name): boolean {
  return name.der.length === 2;
}

/** @throws DauysError `ballot-malformed` on an empty RDN or anything else that is not an RDNSequence */
export function decodeName(name: Name): readonly RelativeName[] {
  name.decoded ??= readRelativeNames(name.der);
  return name.decoded;
}

function readRelativeNames(der: Uint8Array): RelativeName[] {
  const outer = openDer(der, 1024);
  const sequence = enter(outer, readTag(outer, TAG.sequence));
  expectEnd(outer);
  const rdns: RelativeName[] = [];
  while (sequence.offset < sequence.end) rdns.push(readRelativeName(enter(sequence, readTag(sequence, TAG.set))));
  return rdns;
}

/** The attributes of one RDN, from inside its SET (or the implicit form of a distribution point's name). */
export function readRelativeName(set: DerCursor): RelativeName {
  const attributes: NameAttribute[] = [];
  do {
    const pair = enter(set, readTag(set, TAG.sequence));
    const type = readOid(pair);
    const tlv = readTlv(pair);
    expectEnd(pair);
    attributes.push({ type, tag: tlv.tag, value: contentOf(tlv) });
  } while (set.offset < set.end);
  return attributes;
}

/** The characters of a directory string, or undefined when the bytes are not text of that type. */
export function attributeText({ tag, value }: NameAttribute): string | undefined {
  switch (tag) {
    case TAG.utf8String:
      return decodeWith(UTF8, value);
    case TAG.bmpString:
      return value.length % 2 === 0 ? decodeWith(UTF16, value) : undefined;
    case TAG.universalString:
      return universalText(value);
    case TAG.printableString:
    case TAG.ia5String:
    case NUMERIC_STRING:
    case VISIBLE_STRING:
      return isAscii(value) ? latin1(value) : undefined;
    case TAG.teletexString:
      return latin1(value);
    default:
      return undefined;
  }
}

const NUMERIC_STRING = 0x12;
const VISIBLE_STRING = 0x1a;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UTF16 = new TextDecoder('utf-16be', { fatal: true, ignoreBOM: true });

function decodeWith(decoder: typeof UTF8, value: Uint8Array): string | undefined {
  try {
    return decoder.decode(value);
  } catch {
    return undefined;
  }
}

function latin1(value: Uint8Array): string {
  let text = '';
  for (const byte of value) text += String.fromCharCode(byte);
  return text;
}

function isAscii(value: Uint8Array): boolean {
  for (const byte of value) if (byte >= 0x80) return false;
  return true;
}

function universalText(value: Uint8Array): string | undefined {
  if (value.length % 4 !== 0) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  const points = Array.from({ length: value.length / 4 }, (_, i) => view.getUint32(4 * i));
  const isText = points.every((point) => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff));
  return isText ? String.fromCodePoint(...points) : undefined;
}

/** RFC 4518 §2.2: control and format characters that map to nothing. */
const MAPS_TO_NOTHING =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u06dd\u070f\u1806\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2063\u206a-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc]/gu;
/** RFC 4518 §2.2: everything that maps to SPACE. */
// eslint-disable-next-line no-control-regex
const SPACES = /[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/**
 * RFC 4518 preparation for caseIgnoreMatch: mapped, case-folded, NFKC, spaces at the ends dropped and inside
 * compressed. Upper case before lower folds what lower alone leaves apart (ß and SS, final sigma).
 */
export function prepareText(text: string): string {
  const folded = text.replace(MAPS_TO_NOTHING, '').normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
  return folded.replace(SPACES, ' ').trim();
}

/** Values that are not text compare by type and bytes alone. */
function canonicalAttribute(attribute: NameAttribute): string {
  const text = attributeText(attribute);
  const value = text === undefined ? `#${attribute.tag}:${toHex(attribute.value)}` : `=${prepareText(text)}`;
  return `${toHex(attribute.type)}${value}`;
}

/** One string per RDN; equal strings are equal RDNs. Attributes of one RDN are a set (RFC 5280 §7.1). */
export function canonicalRelativeName(rdn: RelativeName): string {
  return rdn.map(canonicalAttribute).sort().join('\n');
}

function canonicalName(name: Name): readonly string[] {
  name.canonical ??= decodeName(name).map(canonicalRelativeName);
  return name.canonical;
}

/** The same bytes, which is the usual case. What one of the two knows of itself the other then knows too. */
export function isSameName(a: Name, b: Name): boolean {
  if (!equalBytes(a.der, b.der)) return false;
  if (b.canonical !== undefined) a.canonical ??= b.canonical;
  else if (a.canonical !== undefined) b.canonical = a.canonical;
  return true;
}

/** RFC 5280 §7.1: same RDNs in the same order, compared by characters and not by string type. */
export function namesMatch(a: Name, b: Name): boolean {
  if (isSameName(a, b)) return true;
  try {
    const [left, right] = [canonicalName(a), canonicalName(b)];
    return left.length === right.length && left.every((rdn, i) => rdn === right[i]);
  } catch {
    return false;
  }
}

/** Whether `name` lies in the subtree `base`: its first RDNs are those of `base` (RFC 5280 §4.2.1.10). */
export function isNameWithin(name: Name, base: Name): boolean {
  const [inner, outer] = [canonicalName(name), canonicalName(base)];
  return outer.length <= inner.length && outer.every((rdn, i) => rdn === inner[i]);
}
