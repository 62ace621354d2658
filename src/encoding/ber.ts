import { concatBytes } from './bytes.ts';
import { malformed, TAG } from './der.ts';
import { der } from './der-writer.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 4096;

const CONSTRUCTED = 0x20;
const SEQUENCE_NUMBER = TAG.sequence & ~CONSTRUCTED;
const SET_NUMBER = TAG.set & ~CONSTRUCTED;
const CONSTRUCTED_OCTETS = TAG.octetString | CONSTRUCTED;

/** Where an element stands in a CMS SignedData: decides what must keep its bytes. */
type Role =
  | 'content-info'
  | 'explicit'
  | 'signed-data'
  | 'certificates'
  | 'signer-infos'
  | 'signer-info'
  | 'unsigned-attributes'
  | 'attribute'
  | 'attribute-values'
  | 'signed'
  | 'plain';

/** Elements met so far, over the whole message. */
interface Budget {
  elements: number;
}

interface Header {
  readonly tag: number;
  readonly contentStart: number;
  /** -1 for the indefinite form. */
  readonly length: number;
  readonly minimal: boolean;
}

/**
 * One CMS message in BER as DER: definite minimal lengths, constructed OCTET STRINGs joined. Certificates and signed
 * attributes were signed as they are, so there any other encoding is refused, never repaired. SET OF order is kept.
 * @returns the same array when it is already DER
 * @throws DauysError `ballot-malformed` also past 1 MiB, 4096 elements or 32 levels, and for trailing bytes
 */
export function toDer(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_BYTES) throw malformed('message too large');
  const budget = { elements: 0 };
  if (isDer(bytes, 0, bytes.length, budget)) return bytes;
  const { out, end } = convert(bytes, 0, bytes.length, 'content-info', 0, { elements: 0 });
  if (end !== bytes.length) throw malformed('trailing bytes');
  if (!isDer(out, 0, out.length, { elements: 0 })) throw malformed('not DER after conversion');
  return out;
}

/** Whether `[start, limit)` is exactly one element of definite minimal lengths all the way down; throws past the budget. */
function isDer(bytes: Uint8Array, start: number, limit: number, budget: Budget): boolean {
  const ends = new Array<number>(MAX_DEPTH);
  let depth = 0;
  let offset = start;
  let end = limit;
  for (;;) {
    if (++budget.elements > MAX_ELEMENTS) throw malformed('too many elements');
    if (end - offset < 2) throw malformed('element cut short');
    const tag = bytes[offset] ?? 0;
    let length = bytes[offset + 1] ?? 0;
    offset += 2;
    if (length >= 0x80) {
      const header = readHeader(bytes, offset - 2, end);
      if (!header.minimal) return false;
      length = header.length;
      offset = header.contentStart;
    }
    if (tag === CONSTRUCTED_OCTETS) return false;
    if (length > end - offset) throw malformed('element cut short');
    checkForm(tag, bytes, offset, length);
    if (depth === 0 && offset + length !== limit) throw malformed('trailing bytes');
    if ((tag & CONSTRUCTED) !== 0 && length > 0) {
      if (depth >= MAX_DEPTH) throw malformed('nested too deep');
      ends[depth++] = end;
      end = offset + length;
      continue;
    }
    offset += length;
    while (offset === end && depth > 0) end = ends[--depth] ?? 0;
    if (depth === 0) return true;
  }
}

/** What can be wrong with an element before anybody asks what it means. */
function checkForm(tag: number, bytes: Uint8Array, contentStart: number, length: number): void {
  if ((tag & 0x1f) === 0x1f) throw malformed('tag number above 30');
  if ((tag & ~CONSTRUCTED) === 0) throw malformed('reserved tag');
  if (tag === SEQUENCE_NUMBER || tag === SET_NUMBER) throw malformed('primitive SEQUENCE or SET');
  if (tag === TAG.oid && (length === 0 || (bytes[contentStart + length - 1] ?? 0x80) >= 0x80)) {
    throw malformed('OBJECT IDENTIFIER cut short');
  }
}

function readHeader(bytes: Uint8Array, start: number, limit: number): Header {
  if (limit - start < 2) throw malformed('element cut short');
  const tag = bytes[start] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw malformed('tag number above 30');
  const first = bytes[start + 1] ?? 0;
  let contentStart = start + 2;
  if (first < 0x80) return { tag, contentStart, length: first, minimal: true };
  if (first === 0x80) return { tag, contentStart, length: -1, minimal: false };
  const octets = first & 0x7f;
  if (limit - contentStart < octets) throw malformed('element cut short');
  let length = 0;
  for (let i = 0; i < octets; i++) {
    length = length * 256 + (bytes[contentStart + i] ?? 0);
    if (length > MAX_BYTES) throw malformed('element cut short');
  }
  contentStart += octets;
  return { tag, contentStart, length, minimal: length >= 0x80 && length >= 256 ** (octets - 1) };
}

function convert(
  bytes: Uint8Array,
  start: number,
  limit: number,
  role: Role,
  depth: number,
  budget: Budget,
): { out: Uint8Array; end: number } {
  if (++budget.elements > MAX_ELEMENTS) throw malformed('too many elements');
  if (depth > MAX_DEPTH) throw malformed('nested too deep');
  const { tag, contentStart, length } = readHeader(bytes, start, limit);
  const contentLimit = length < 0 ? limit : contentStart + length;
  if (contentLimit > limit) throw malformed('element cut short');
  if (role === 'signed') return keepSigned(bytes, start, contentLimit, length, budget);
  if ((tag & CONSTRUCTED) === 0) {
    if (length < 0) throw malformed('primitive element of indefinite length');
    if (tag === 0) throw malformed('end of contents out of place');
    return { out: der(tag, bytes.subarray(contentStart, contentLimit)), end: contentLimit };
  }
  const parts: Uint8Array[] = [];
  let offset = contentStart;
  while (length < 0 ? !atEndOfContents(bytes, offset, limit) : offset < contentLimit) {
    const childRole = roleOf(role, parts.length, bytes[offset] ?? 0);
    const child = convert(bytes, offset, contentLimit, childRole, depth + 1, budget);
    parts.push(child.out);
    offset = child.end;
  }
  const out = isUniversalString(tag) ? joinOctets(tag, parts) : der(tag, ...parts);
  return { out, end: length < 0 ? offset + 2 : offset };
}

function keepSigned(
  bytes: Uint8Array,
  start: number,
  limit: number,
  length: number,
  budget: Budget,
): { out: Uint8Array; end: number } {
  if (length < 0 || !isDer(bytes, start, limit, budget)) throw malformed('signed part is not DER');
  return { out: bytes.subarray(start, limit), end: limit };
}

function atEndOfContents(bytes: Uint8Array, offset: number, limit: number): boolean {
  if (limit - offset < 2) throw malformed('end of contents missing');
  return bytes[offset] === 0 && bytes[offset + 1] === 0;
}

/** Universal types other than SEQUENCE and SET are strings when constructed (X.690 §8.6, §8.7, §8.23). */
function isUniversalString(tag: number): boolean {
  return (tag & 0xc0) === 0 && tag !== TAG.sequence && tag !== TAG.set;
}

/** X.690 §8.7.3: segments of a constructed OCTET STRING, themselves already joined. */
function joinOctets(tag: number, segments: readonly Uint8Array[]): Uint8Array {
  if (tag !== CONSTRUCTED_OCTETS) throw malformed('constructed string');
  const contents = segments.map((segment) => {
    if (segment[0] !== TAG.octetString) throw malformed('segment of a constructed OCTET STRING');
    return segment.subarray(readHeader(segment, 0, segment.length).contentStart);
  });
  return der(TAG.octetString, concatBytes(...contents));
}

/** The role of child `index` with identifier octet `tag`; a time-stamp token in an attribute is a message of its own. */
function roleOf(parent: Role, index: number, tag: number): Role {
  switch (parent) {
    case 'content-info':
      return index === 1 && tag === 0xa0 ? 'explicit' : 'plain';
    case 'explicit':
      return 'signed-data';
    case 'signed-data':
      if (tag === 0xa0) return 'certificates';
      return index >= 3 && tag === TAG.set ? 'signer-infos' : 'plain';
    case 'certificates':
      return 'signed';
    case 'signer-infos':
      return 'signer-info';
    case 'signer-info':
      if (tag === 0xa0) return 'signed';
      return tag === 0xa1 ? 'unsigned-attributes' : 'plain';
    case 'unsigned-attributes':
      return 'attribute';
    case 'attribute':
      return index === 1 ? 'attribute-values' : 'plain';
    case 'attribute-values':
      return 'content-info';
    case 'signed':
    case 'plain':
      return 'plain';
  }
}
