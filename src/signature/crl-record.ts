import { DauysError } from '../domain/errors.ts';
import { equalBytes, fromUtf8, toHex } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import type { Certificate } from './certificate.ts';
import { digestOfList } from './crl-digest.ts';
import type { EntryRange } from './crl-entries.ts';
import type { CertificateList } from './crl-list.ts';
import { findRevocation, type FoundRevocation } from './crl.ts';

/**
 * What a status stands on, small enough to keep with every ballot: which lists, and where the certificate stands on
 * each. Whoever holds the list with that digest can look at those octets, and at the whole list.
 */
export interface CrlRecord {
  readonly lists: readonly RecordedList[];
}

export interface RecordedList {
  /** Lower-case hex, of the DER. */
  readonly sha256: string;
  /** CRLNumber in decimal digits. */
  readonly number: string | null;
  /** RFC 3339, whole seconds, UTC. */
  readonly thisUpdate: string;
  readonly nextUpdate: string;
  readonly kind: 'base' | 'delta';
  /** The certificate's entry, by its octets in the list; null where it has none. */
  readonly entry: EntryRange | null;
}

const MAX_RECORD_BYTES = 8192;
/** Every base adds one of eight reasons or more, and may have a delta. */
const MAX_LISTS = 16;
const MAX_POSITION = 0xffff_ffff;
const SHA256 = /^[0-9a-f]{64}$/;
/** 20 octets are 49 digits. */
const NUMBER = /^(?:0|[1-9][0-9]{0,48})$/;
const SECOND = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/** The record of what `findRevocation` found: JCS (RFC 8785) in UTF-8. */
export function encodeCrlRecord({ lists, entries }: FoundRevocation): Uint8Array {
  return canonicalJson({ lists: lists.map((list, i) => recordOf(list, entries[i])) });
}

function recordOf(list: CertificateList, entry: EntryRange | undefined): RecordedList {
  const { number, baseNumber, thisUpdate, nextUpdate } = list;
  if (nextUpdate === undefined) throw new TypeError('a list without an end is no ground');
  return {
    sha256: digestOfList(list),
    number: number === undefined ? null : BigInt(`0x${toHex(number)}`).toString(),
    thisUpdate: secondsOf(thisUpdate),
    nextUpdate: secondsOf(nextUpdate),
    kind: baseNumber === undefined ? 'base' : 'delta',
    entry: entry ?? null,
  };
}

function secondsOf(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/**
 * Reads a record: the one encoding of it and no other, within bounds.
 *
 * @throws DauysError `evidence-invalid`
 */
export function parseCrlRecord(bytes: Uint8Array): CrlRecord {
  const value = bytes.length <= MAX_RECORD_BYTES ? readJson(bytes) : undefined;
  const lists = isObject(value) ? value['lists'] : undefined;
  if (!Array.isArray(lists) || lists.length > MAX_LISTS || !lists.every(isRecordedList)) throw invalid('its form');
  const record = { lists: lists.map(pick) };
  // Also refuses unknown and repeated members, white space and other spellings.
  if (!equalBytes(canonicalJson(record), bytes)) throw invalid('its encoding');
  return record;
}

function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes));
  } catch (cause) {
    throw invalid('not JSON', cause);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecordedList(value: unknown): value is RecordedList {
  if (!isObject(value)) return false;
  const { sha256, number, thisUpdate, nextUpdate, kind, entry } = value;
  return (
    isText(sha256, SHA256) &&
    (number === null || isText(number, NUMBER)) &&
    isTime(thisUpdate) &&
    isTime(nextUpdate) &&
    (kind === 'base' || kind === 'delta') &&
    (entry === null || (isObject(entry) && isPosition(entry['offset']) && isPosition(entry['length'])))
  );
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

function isTime(value: unknown): boolean {
  if (!isText(value, SECOND)) return false;
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && secondsOf(time) === value;
}

function isPosition(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_POSITION;
}

function pick({ sha256, number, thisUpdate, nextUpdate, kind, entry }: RecordedList): RecordedList {
  const range = entry === null ? null : { offset: entry.offset, length: entry.length };
  return { sha256, number, thisUpdate, nextUpdate, kind, entry: range };
}

/**
 * Decides again, as of `at`, from the lists that a record names, and compares.
 *
 * @param path - from the certificate to the anchor, good at `at`
 * @param lists - lists in hand, in any order; those the record does not name are left aside
 * @returns what was found, which is what the record says
 * @throws DauysError `evidence-invalid`; `revocation-unavailable` when a list that the record names is not in hand
 */
export function verifyCrlRecord(
  record: Uint8Array,
  path: readonly Certificate[],
  lists: readonly CertificateList[],
  at: Date,
  others: readonly Certificate[] = [],
): FoundRevocation {
  const inHand = new Map(lists.map((list) => [digestOfList(list), list]));
  const named = parseCrlRecord(record).lists.map(({ sha256 }) => {
    const list = inHand.get(sha256);
    if (list === undefined) throw new DauysError('revocation-unavailable', 'a list that the record names is not here');
    return list;
  });
  const found = findRevocation(path, named, at, others);
  if (!equalBytes(encodeCrlRecord(found), record)) throw invalid('the lists say something else');
  return found;
}

function invalid(why: string, cause?: unknown): DauysError {
  return new DauysError('evidence-invalid', `record of revocation lists: ${why}`, { cause });
}
