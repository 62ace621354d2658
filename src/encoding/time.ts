import { contentOf, malformed, peekTag, readTag, TAG, type DerCursor } from './der.ts';

/**
 * RFC 5280 §4.1.2.5: UTCTime `YYMMDDHHMMSSZ` (50–99 are 19xx) or GeneralizedTime `YYYYMMDDHHMMSSZ`, of any year:
 * validators take both forms for both centuries.
 *
 * @throws DauysError `ballot-malformed` on fractions, offsets, missing seconds and days that do not exist
 */
export function readTime(cursor: DerCursor): Date {
  const isUtcTime = peekTag(cursor) === TAG.utcTime;
  const content = contentOf(readTag(cursor, isUtcTime ? TAG.utcTime : TAG.generalizedTime));
  const digits = isUtcTime ? 12 : 14;
  if (content.length !== digits + 1 || content[digits] !== 0x5a) throw malformed('time form');
  const pair = (index: number): number => twoDigits(content, index);
  if (!isUtcTime) return toDate(pair(0) * 100 + pair(2), pair, 4);
  const year = pair(0);
  return toDate(year < 50 ? 2000 + year : 1900 + year, pair, 2);
}

/** Digits after the point; nobody writes more than nanoseconds. */
const MAX_FRACTION = 9;

/**
 * RFC 3161 §2.4.2: GeneralizedTime `YYYYMMDDHHMMSS[.f]Z`, the fraction without trailing zeros. What is below a
 * millisecond is cut off.
 *
 * @throws DauysError `ballot-malformed` on any other form
 */
export function readPreciseTime(cursor: DerCursor): Date {
  const content = contentOf(readTag(cursor, TAG.generalizedTime));
  const fraction = content.length === 15 ? undefined : content.subarray(15, -1);
  const isPlain = fraction === undefined;
  if (content[content.length - 1] !== 0x5a || (!isPlain && content[14] !== 0x2e)) throw malformed('time form');
  const pair = (index: number): number => twoDigits(content, index);
  const date = toDate(pair(0) * 100 + pair(2), pair, 4);
  if (!isPlain) date.setUTCMilliseconds(millisecondsOf(fraction));
  return date;
}

function millisecondsOf(fraction: Uint8Array): number {
  const { length } = fraction;
  const isDigits = fraction.every((octet) => octet >= 0x30 && octet <= 0x39);
  if (length === 0 || length > MAX_FRACTION || !isDigits || fraction[length - 1] === 0x30) throw malformed('time form');
  return [100, 10, 1].reduce((sum, weight, index) => sum + weight * ((fraction[index] ?? 0x30) - 0x30), 0);
}

function twoDigits(content: Uint8Array, index: number): number {
  const tens = (content[index] ?? 0) - 0x30;
  const ones = (content[index + 1] ?? 0) - 0x30;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw malformed('time digits');
  return tens * 10 + ones;
}

function toDate(year: number, pair: (index: number) => number, at: number): Date {
  const [month, day, hour, minute, second] = [pair(at), pair(at + 2), pair(at + 4), pair(at + 6), pair(at + 8)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) throw malformed('no such day');
  if (hour > 23 || minute > 59 || second > 59) throw malformed('no such time of day');
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
