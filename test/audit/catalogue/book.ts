import type { ContestDefinition } from '../../../src/domain/contest.ts';
import type { EvidenceValue } from '../../../src/domain/evidence.ts';
import { concatBytes, fromBase64, u32be } from '../../../src/encoding/bytes.ts';
import type { Protocol } from '../../../src/tally/protocol.ts';
import { readLines, readUnit } from '../../support/export-files.ts';
import type { Base } from './bases.ts';

export type { Files } from './bases.ts';

/** An export of at most 256 entries, taken apart: to change an entry here is to change it wherever it shows. */
export interface Book {
  readonly base: Base;
  contest: ContestDefinition;
  entries: Entry[];
  /** Sizes of which there is a checkpoint. */
  checkpoints: number[];
  trust: Record<'anchors' | 'intermediates' | 'tsa', Uint8Array[]>;
  lists: Map<string, Uint8Array>;
  /** The openings are out. */
  isOpened: boolean;
}

export interface Entry {
  leaf: Uint8Array;
  record?: KeptBallot;
  /** What the public sees of the choice. */
  opening?: { candidateNumber: number; saltChoice: Uint8Array };
  anchor?: Anchor;
  /** What an entry of another type commits to. */
  text?: string;
  protocol?: Protocol;
  /** What two members signed, and by what that was decided. */
  signatures?: { cms: Uint8Array; evidence: Uint8Array }[];
  /** Entry of the ballot that this one annuls. */
  annuls?: number;
  /** The candidate of a ballot whose record was erased. */
  erased?: number;
  /** Stays as it is when everything is made to fit. */
  keeps?: boolean;
}

export interface KeptBallot {
  number: number;
  saltBallot: Uint8Array;
  saltChoice: Uint8Array;
  cms: Uint8Array;
  evidence: EvidenceValue[];
}

export interface Anchor {
  size: number;
  token: Uint8Array;
  checkpoint: string;
}

/** What lines of the several files hold. */
interface Line {
  readonly index: number;
  readonly size: number;
  readonly token: string;
  readonly checkpoint: string;
  readonly text: string;
}

const ENTRY_BYTES = 130;
const OPENING_BYTES = 34;

/** Takes an export apart. */
export function readBook(base: Base): Book {
  const { files } = base;
  const text = (path: string): Buffer => Buffer.from(files.get(path) ?? []);
  const one = (folder: string): Buffer => {
    const [found, another] = [...files].filter(([path]) => path.startsWith(folder));
    if (another !== undefined) throw new Error('a book has one page');
    return Buffer.from(found?.[1] ?? []);
  };
  const bundle = one('public/log/tile/entries/');
  const size = bundle.length / ENTRY_BYTES;
  const entries = Array.from({ length: size }, (_, i): Entry => ({
    leaf: bundle.subarray(i * ENTRY_BYTES + 2, (i + 1) * ENTRY_BYTES),
  }));
  const openings = one('public/log/openings/');
  for (const { index, ...record } of readUnit(text('restricted/ballots/000000.bin'))) {
    entries[index]!.record = { ...record, evidence: [...record.evidence] };
    const opening = openings.subarray(index * OPENING_BYTES, (index + 1) * OPENING_BYTES);
    if (opening.length > 0) {
      entries[index]!.opening = { candidateNumber: opening.readUInt16BE(), saltChoice: opening.subarray(2) };
    }
  }
  for (const line of readLines<Line>(text('public/time-anchors.jsonl'))) {
    const { index, size: of, checkpoint } = line;
    entries[index]!.anchor = { size: of, token: fromBase64(line.token)!, checkpoint };
  }
  for (const { index, text: document } of readLines<Line>(text('public/documents.jsonl'))) {
    const entry = entries[index]!;
    if (entry.leaf[4] === 18) entry.protocol = JSON.parse(document) as Protocol;
    else entry.text = document;
  }
  const of = (folder: string): [string, Uint8Array][] => [...files].filter(([path]) => path.startsWith(folder));
  const bytesOf = (folder: string): Uint8Array[] => of(folder).map(([, bytes]) => bytes);
  return copyOf({
    base,
    contest: JSON.parse(text('public/contest.json').toString()) as ContestDefinition,
    entries,
    checkpoints: readLines<Line>(text('public/checkpoints.jsonl')).map(({ size: each }) => each),
    trust: {
      anchors: bytesOf('public/trust/anchors/'),
      intermediates: bytesOf('public/trust/intermediates/'),
      tsa: bytesOf('public/trust/tsa/'),
    },
    lists: new Map(of('restricted/lists/').map(([path, bytes]) => [path.slice(17, -4), bytes])),
    isOpened: openings.length > 0,
  });
}

/** Nothing that is changed here is changed in the base. */
function copyOf({ base, ...rest }: Book): Book {
  return { base, ...structuredClone(rest) };
}

/** Evidence as a record has it, in the order in which it is given. */
export function encodeEvidence(values: readonly EvidenceValue[]): Uint8Array {
  return concatBytes(...values.flatMap(({ tag, value }) => [Uint8Array.of(tag), u32be(value.length), value]));
}

/** Takes entries out; everything behind them moves up. */
export function removeEntry(book: Book, index: number): Entry {
  const [entry] = book.entries.splice(index, 1);
  const moved = (size: number): number => (size > index ? size - 1 : size);
  book.checkpoints = [...new Set(book.checkpoints.map(moved))].filter((size) => size > 0);
  for (const { anchor } of book.entries) if (anchor) anchor.size = moved(anchor.size);
  return entry!;
}

/** Puts an entry in; everything behind it moves down. */
export function insertEntry(book: Book, index: number, entry: Entry): void {
  const moved = (size: number): number => (size > index ? size + 1 : size);
  book.checkpoints = book.checkpoints.map(moved);
  for (const { anchor } of book.entries) if (anchor) anchor.size = moved(anchor.size);
  book.entries.splice(index, 0, entry);
  if (!book.checkpoints.includes(book.entries.length)) book.checkpoints.push(book.entries.length);
}

/** Cuts the log off, as an export at this size would. */
export function truncate(book: Book, size: number): void {
  book.entries.length = size;
  book.checkpoints = [...book.checkpoints.filter((each) => each < size), size];
  if (!book.entries.some(({ leaf }) => leaf[4] === 17)) book.isOpened = false;
}
