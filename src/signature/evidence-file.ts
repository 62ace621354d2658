import { DauysError, isDauysError } from '../domain/errors.ts';
import type { EvidenceValue } from '../domain/evidence.ts';
import { concatBytes, equalBytes, toUtf8 } from '../encoding/bytes.ts';
import { parseCrl, type CertificateList } from './crl.ts';

/** What a service kept of one ballot's decision, as it leaves the service (PROTOCOL.md §6). */
export interface EvidenceFile {
  readonly contest: string;
  /** Of the entry in the contest's log. */
  readonly index: number;
  /** By ascending tags. */
  readonly values: readonly EvidenceValue[];
  /** DER of whole lists, each once. */
  readonly lists: readonly Uint8Array[];
}

/** Two lists of the greatest size that a service takes, in base64, with room for the rest. */
export const MAX_EVIDENCE_FILE_BYTES = 192 * 1024 * 1024;
const MAX_VALUES = 16;
/** An OCSP answer or a token has two kilobytes, and at most 16. */
const MAX_VALUE_CHARACTERS = 65_536;
const MAX_LISTS = 16;

const CONTEST = /^[a-z0-9-]{1,64}$/;
const INTEGER = /^(?:0|[1-9][0-9]{0,15})$/;
const QUOTE = 0x22;

/** @throws DauysError `evidence-invalid` when it would be too large */
export function encodeEvidenceFile({ contest, index, values, lists }: EvidenceFile): Uint8Array {
  const members = values.map(({ tag, value }) => toUtf8(`{"tag":${tag},"value":"${toBase64(value)}"}`));
  const file = concatBytes(
    toUtf8(`{"dauys":"evidence/1","contest":"${contest}","index":${index},"evidence":[`),
    ...joined(members),
    toUtf8('],"lists":['),
    ...joined(lists.map((list) => toUtf8(`"${toBase64(list)}"`))),
    toUtf8(']}\n'),
  );
  if (file.length > MAX_EVIDENCE_FILE_BYTES) throw invalid('too large for a file');
  return file;
}

const COMMA = toUtf8(',');

function joined(parts: readonly Uint8Array[]): Uint8Array[] {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [COMMA, part]));
}

/** A position in the file. */
interface Scanner {
  readonly bytes: Buffer;
  offset: number;
}

/**
 * Reads attacker-controlled bytes as an evidence file: the one spelling that `encodeEvidenceFile` writes and no other.
 * Says nothing of what the values and lists mean.
 * @throws DauysError `evidence-invalid`
 */
export function parseEvidenceFile(file: Uint8Array): EvidenceFile {
  if (file.length > MAX_EVIDENCE_FILE_BYTES) throw invalid('too large');
  const scanner: Scanner = { bytes: Buffer.from(file.buffer, file.byteOffset, file.length), offset: 0 };
  expect(scanner, '{"dauys":"evidence/1","contest":"');
  const contest = readText(scanner, 64);
  if (!CONTEST.test(contest)) throw invalid('its contest');
  expect(scanner, ',"index":');
  const index = readInteger(scanner);
  expect(scanner, ',"evidence":[');
  const values = readList(scanner, MAX_VALUES, readValue);
  if (values.some(({ tag }, i) => tag <= (values[i - 1]?.tag ?? 0) || tag > 255)) throw invalid('its tags');
  expect(scanner, ',"lists":[');
  const lists = readList(scanner, MAX_LISTS, (each) => {
    expect(each, '"');
    return readBase64(each, MAX_EVIDENCE_FILE_BYTES);
  });
  expect(scanner, '}\n');
  if (scanner.offset !== file.length) throw invalid('trailing bytes');
  return { contest, index, values, lists };
}

/**
 * The lists of an evidence file, or given beside it.
 * @throws DauysError `evidence-invalid` for one that is no list in DER, or is there twice
 */
export function parseEvidenceLists(lists: readonly Uint8Array[]): CertificateList[] {
  const parsed = lists.map(parseList);
  const isTwice = parsed.some(({ der }, i) => parsed.some((other, j) => i < j && equalBytes(der, other.der)));
  if (isTwice) throw invalid('a list stands twice');
  return parsed;
}

function parseList(bytes: Uint8Array): CertificateList {
  try {
    const list = parseCrl(bytes);
    if (list.der === bytes) return list;
  } catch (cause) {
    if (!isDauysError(cause)) throw cause;
    throw invalid('a list cannot be read', cause);
  }
  throw invalid('a list is not in DER');
}

function readValue(scanner: Scanner): EvidenceValue {
  expect(scanner, '{"tag":');
  const tag = readInteger(scanner);
  expect(scanner, ',"value":"');
  const value = readBase64(scanner, MAX_VALUE_CHARACTERS);
  expect(scanner, '}');
  return { tag, value };
}

/** The elements of an array whose bracket is open, and its end. */
function readList<T>(scanner: Scanner, most: number, read: (scanner: Scanner) => T): T[] {
  const found: T[] = [];
  while (scanner.bytes[scanner.offset] !== 0x5d) {
    if (found.length === most) throw invalid('too many elements');
    if (found.length > 0) expect(scanner, ',');
    found.push(read(scanner));
  }
  scanner.offset++;
  return found;
}

function expect(scanner: Scanner, text: string): void {
  const end = scanner.offset + text.length;
  if (scanner.bytes.toString('latin1', scanner.offset, end) !== text) throw invalid('its form');
  scanner.offset = end;
}

/** The rest of a string whose quotation mark is open. */
function readText(scanner: Scanner, most: number): string {
  const end = scanner.bytes.indexOf(QUOTE, scanner.offset);
  if (end === -1 || end - scanner.offset > most) throw invalid('a string');
  const text = scanner.bytes.toString('latin1', scanner.offset, end);
  scanner.offset = end + 1;
  return text;
}

function readBase64(scanner: Scanner, most: number): Uint8Array {
  const text = readText(scanner, most);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw invalid('its base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function readInteger(scanner: Scanner): number {
  const [digits = ''] = /^[0-9]*/.exec(scanner.bytes.toString('latin1', scanner.offset, scanner.offset + 17)) ?? [];
  const value = Number(digits);
  if (!INTEGER.test(digits) || !Number.isSafeInteger(value)) throw invalid('a number');
  scanner.offset += digits.length;
  return value;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

function invalid(why: string, cause?: unknown): DauysError {
  return new DauysError('evidence-invalid', `evidence file: ${why}`, { cause });
}
