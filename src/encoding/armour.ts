import { fromUtf8, toUtf8 } from './bytes.ts';
import { malformed } from './der.ts';

/** Armoured text longer than this is refused unread: twice what `toDer` takes. */
const MAX_BYTES = 2 * 1024 * 1024;
const SEQUENCE = 0x30;
const LABELS = ['CMS', 'PKCS7'] as const;

const SPACE = 64;
const OTHER = 255;
const SEXTET = new Uint8Array(256).fill(OTHER);
for (const white of ' \t\r\n') SEXTET[white.charCodeAt(0)] = SPACE;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let i = 0; i < 64; i++) SEXTET[ALPHABET.charCodeAt(i)] = i;

/**
 * Takes base64 or PEM armour ("CMS" and "PKCS7" only) off attacker-controlled bytes; DER and BER come back as they are.
 * No DER SEQUENCE is base64 text: it begins with 0x30, which is "0", and base64 of a SEQUENCE begins with "M".
 * @throws DauysError `ballot-malformed`
 */
export function removeArmour(input: Uint8Array | string): Uint8Array {
  if (input.length > MAX_BYTES) throw malformed('message too large');
  if (typeof input !== 'string' && input[0] === SEQUENCE) return input;
  const text = typeof input === 'string' ? toUtf8(input) : input;
  const start = skipWhite(text, 0);
  const bytes = text[start] === 0x2d ? decodeBase64(pemBody(text)) : decodeBase64(text.subarray(start));
  if (bytes[0] !== SEQUENCE) throw malformed('no DER under the armour');
  return bytes;
}

/** RFC 7468 strict form without explanatory text; the bodies of other labels are never decoded. */
function pemBody(bytes: Uint8Array): Uint8Array {
  let text: string;
  try {
    text = fromUtf8(bytes).trim();
  } catch {
    throw malformed('armour is not text');
  }
  for (const label of LABELS) {
    const begin = `-----BEGIN ${label}-----`;
    const end = `-----END ${label}-----`;
    if (text.startsWith(begin) && text.endsWith(end) && text.length > begin.length + end.length) {
      return toUtf8(text.slice(begin.length, -end.length));
    }
  }
  throw malformed('PEM is not one CMS or PKCS7 block');
}

function skipWhite(text: Uint8Array, from: number): number {
  let offset = from;
  while (offset < text.length && SEXTET[text[offset] ?? 0] === SPACE) offset++;
  return offset;
}

/** RFC 4648 §4 with padding and zero spare bits; white space between letters is skipped. */
function decodeBase64(text: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(text.length / 4) * 3);
  let size = 0;
  let quantum = 0;
  let letters = 0;
  let offset = 0;
  for (; offset < text.length; offset++) {
    const sextet = SEXTET[text[offset] ?? 0] ?? OTHER;
    if (sextet === SPACE) continue;
    if (sextet === OTHER) break;
    quantum = (quantum << 6) | sextet;
    if (++letters % 4 !== 0) continue;
    out[size++] = quantum >> 16;
    out[size++] = quantum >> 8;
    out[size++] = quantum;
    quantum = 0;
  }
  expectPadding(text, offset, (4 - (letters % 4)) % 4);
  if (letters % 4 === 1 || (letters % 4 === 2 && (quantum & 0xf) !== 0) || (letters % 4 === 3 && (quantum & 3) !== 0)) {
    throw malformed('base64 cut short');
  }
  if (letters % 4 === 2) out[size++] = quantum >> 4;
  if (letters % 4 === 3) {
    out[size++] = quantum >> 10;
    out[size++] = quantum >> 2;
  }
  return out.subarray(0, size);
}

function expectPadding(text: Uint8Array, from: number, signs: number): void {
  let seen = 0;
  for (let offset = from; offset < text.length; offset++) {
    if (text[offset] === 0x3d) seen++;
    else if (SEXTET[text[offset] ?? 0] !== SPACE) throw malformed('not base64');
  }
  if (seen !== signs) throw malformed('base64 padding');
}
