import { compareBytes, concatBytes, toUtf8 } from './bytes.ts';
import { TAG } from './der.ts';

/** One DER element: identifier octet, minimal definite length, the parts in order. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  return concatBytes(Uint8Array.of(tag), encodeLength(content.length), content);
}

export function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

export const derSequence = (...parts: readonly Uint8Array[]): Uint8Array => der(TAG.sequence, ...parts);

/** @param dotted - `1.2.840.113549` */
export function derOid(dotted: string): Uint8Array {
  return der(TAG.oid, oidContent(dotted));
}

/** Content octets of an OBJECT IDENTIFIER. */
export function oidContent(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return Uint8Array.from([first * 40 + second, ...rest].flatMap(base128));
}

function base128(arc: number): number[] {
  const digits = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) | 0x80);
  return digits;
}

/** INTEGER from an unsigned big-endian magnitude of any length. */
export function derUnsigned(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const minimal = first === -1 ? Uint8Array.of(0) : magnitude.subarray(first);
  return der(TAG.integer, (minimal[0] ?? 0) >= 0x80 ? concatBytes(Uint8Array.of(0), minimal) : minimal);
}

export const derNull = (): Uint8Array => der(TAG.null);
export const derOctets = (content: Uint8Array): Uint8Array => der(TAG.octetString, content);
export const derBits = (content: Uint8Array): Uint8Array => der(TAG.bitString, Uint8Array.of(0), content);
export const derBoolean = (value: boolean): Uint8Array => der(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
export const derUtf8 = (text: string): Uint8Array => der(TAG.utf8String, toUtf8(text));
export const derPrintable = (text: string): Uint8Array => der(TAG.printableString, toUtf8(text));

/** SET OF in DER order: elements sorted by their encodings (X.690 §11.6). */
export function derSetOf(...elements: readonly Uint8Array[]): Uint8Array {
  return der(TAG.set, ...[...elements].sort(compareBytes));
}
