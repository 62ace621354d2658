import { DauysError } from '../domain/errors.ts';

/** One element: `bytes[start, end)` with its content at `[contentStart, end)`. Views, no copies. */
export interface Tlv {
  readonly bytes: Uint8Array;
  /** The identifier octet; tag numbers above 30 do not occur in what we read and are refused. */
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** Counts elements read, so that the work done on hostile input has a bound a test can assert. */
export interface StepMeter {
  steps: number;
  readonly maxSteps: number;
}

/** A position inside one element's content. */
export interface DerCursor {
  readonly bytes: Uint8Array;
  offset: number;
  readonly end: number;
  readonly depth: number;
  readonly meter: StepMeter;
}

const MAX_DEPTH = 32;

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

export function malformed(what: string): DauysError {
  return new DauysError('ballot-malformed', what);
}

/**
 * Opens attacker-controlled bytes as a run of DER elements (X.690 §10: definite minimal lengths only).
 * Every function here throws DauysError `ballot-malformed`.
 */
export function openDer(bytes: Uint8Array, maxSteps = 4096): DerCursor {
  return { bytes, offset: 0, end: bytes.length, depth: 0, meter: { steps: 0, maxSteps } };
}

/** Identifier octet of the next element, or -1 at the end. */
export function peekTag(cursor: DerCursor): number {
  return cursor.offset < cursor.end ? (cursor.bytes[cursor.offset] ?? -1) : -1;
}

export function readTlv(cursor: DerCursor): Tlv {
  if (++cursor.meter.steps > cursor.meter.maxSteps) throw malformed('too many DER elements');
  const { bytes, offset: start, end } = cursor;
  if (end - start < 2) throw malformed('DER element cut short');
  const tag = bytes[start] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw malformed('DER tag number above 30');
  let length = bytes[start + 1] ?? 0;
  let contentStart = start + 2;
  if (length >= 0x80) {
    const octets = length & 0x7f;
    if (octets === 0 || octets > 4) throw malformed('DER length form');
    if (end - contentStart < octets) throw malformed('DER element cut short');
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[contentStart + i] ?? 0);
    if (length < 0x80 || length < 256 ** (octets - 1)) throw malformed('DER length not minimal');
    contentStart += octets;
  }
  if (length > end - contentStart) throw malformed('DER element cut short');
  cursor.offset = contentStart + length;
  return { bytes, tag, start, contentStart, end: cursor.offset };
}

export function readTag(cursor: DerCursor, tag: number): Tlv {
  if (peekTag(cursor) !== tag) throw malformed(`DER tag 0x${tag.toString(16)} expected`);
  return readTlv(cursor);
}

/** The next element if it has this tag. */
export function readOptional(cursor: DerCursor, tag: number): Tlv | undefined {
  return peekTag(cursor) === tag ? readTlv(cursor) : undefined;
}

/** A cursor over the content of a constructed element. */
export function enter(cursor: DerCursor, tlv: Tlv): DerCursor {
  if (cursor.depth >= MAX_DEPTH) throw malformed('DER nested too deep');
  return { bytes: tlv.bytes, offset: tlv.contentStart, end: tlv.end, depth: cursor.depth + 1, meter: cursor.meter };
}

/** Reads the next element, which must have `tag`, and enters it. */
export function enterTag(cursor: DerCursor, tag: number): DerCursor {
  return enter(cursor, readTag(cursor, tag));
}

export function expectEnd(cursor: DerCursor): void {
  if (cursor.offset !== cursor.end) throw malformed('trailing bytes');
}

/** Content octets, a view. */
export function contentOf(tlv: Tlv): Uint8Array {
  return tlv.bytes.subarray(tlv.contentStart, tlv.end);
}

/** The whole element with its header, a view. */
export function elementOf(tlv: Tlv): Uint8Array {
  return tlv.bytes.subarray(tlv.start, tlv.end);
}

/** X.690 §8.3: content octets of a minimal INTEGER, two's complement, a view. */
export function readInteger(cursor: DerCursor): Uint8Array {
  const content = contentOf(readTag(cursor, TAG.integer));
  const [first, second] = content;
  if (first === undefined) throw malformed('empty INTEGER');
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw malformed('INTEGER not minimal');
  }
  return content;
}

/** A small non-negative INTEGER (versions, path lengths): at most 31 bits. */
export function readSmallInteger(cursor: DerCursor): number {
  const content = readInteger(cursor);
  if (content.length > 4 || (content[0] ?? 0) >= 0x80) throw malformed('INTEGER out of range');
  return content.reduce((value, byte) => value * 256 + byte, 0);
}

/** X.690 §11.1: TRUE is 0xff. */
export function readBoolean(cursor: DerCursor): boolean {
  const content = contentOf(readTag(cursor, TAG.boolean));
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw malformed('BOOLEAN');
  return content[0] === 0xff;
}

/** A BIT STRING of whole octets (keys, signatures): its octets, a view. */
export function readOctetAlignedBits(cursor: DerCursor): Uint8Array {
  const content = contentOf(readTag(cursor, TAG.bitString));
  if (content.length === 0 || content[0] !== 0) throw malformed('BIT STRING is not octet-aligned');
  return content.subarray(1);
}

/** A named-bit BIT STRING (key usage): bit 0 is the most significant bit of `bits[0]`; X.690 §11.2 padding rules. */
export function readNamedBits(cursor: DerCursor): Uint8Array {
  const content = contentOf(readTag(cursor, TAG.bitString));
  const unused = content[0] ?? 8;
  const bits = content.subarray(1);
  const last = bits[bits.length - 1];
  if (unused > 7 || (last === undefined && unused !== 0)) throw malformed('BIT STRING padding');
  if (last !== undefined && ((last & ((1 << unused) - 1)) !== 0 || ((last >> unused) & 1) === 0)) {
    throw malformed('BIT STRING padding');
  }
  return bits;
}

/** Content octets of an OBJECT IDENTIFIER, checked for well-formed minimal arcs; compare with `oidBytes` of `oids.ts`. */
export function readOid(cursor: DerCursor): Uint8Array {
  const content = contentOf(readTag(cursor, TAG.oid));
  let atArcStart = true;
  for (const byte of content) {
    if (atArcStart && byte === 0x80) throw malformed('OBJECT IDENTIFIER arc not minimal');
    atArcStart = byte < 0x80;
  }
  if (content.length === 0 || !atArcStart) throw malformed('OBJECT IDENTIFIER cut short');
  return content;
}
