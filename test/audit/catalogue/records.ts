import { signedBallot, TEST_NOW } from '../../support/ballots.ts';
import { acceptedAt, changeBallot, citizenOf, contentOf } from './ballots.ts';
import type { Book, KeptBallot } from './book.ts';
import { anotherNumber } from './openings.ts';
import { cheat, edit, editLines, relist, type Item } from './item.ts';
import { readUnit } from '../../support/export-files.ts';

const UNIT = 'restricted/ballots/000000.bin';

/** The octets of each record of a unit. */
function recordsOf(unit: Buffer): Buffer[] {
  let at = 0;
  return readUnit(unit).map(({ cms, evidence }) => {
    const length = 74 + 8 + cms.length + evidence.reduce((sum, { value }) => sum + 5 + value.length, 0);
    return unit.subarray(at, (at += length));
  });
}

function unit(
  name: string,
  finds: readonly string[],
  at: readonly number[],
  change: (records: Buffer[]) => Buffer[],
): Item {
  const corrupt = relist((files) => edit(files, UNIT, (bytes) => Buffer.concat(change(recordsOf(bytes)))));
  return { name, base: 'plain', corrupt, finds, at };
}

const withIndex = (record: Buffer, index: number): Buffer => {
  const copy = Buffer.from(record);
  copy.writeBigUInt64BE(BigInt(index));
  return copy;
};

/** What others are to judge again says something else than the records. */
function verdicts(name: string, at: readonly number[], change: (lines: string[]) => string[]): Item {
  const corrupt = relist((files) => editLines(files, 'restricted/ncanode/000000.jsonl', change));
  return { name, base: 'gost', corrupt, finds: ['A20 verdict'], at };
}

/** The record says something else than the leaf. */
function record(name: string, finds: readonly string[], change: (record: KeptBallot, book: Book) => unknown): Item {
  return {
    name,
    base: 'plain',
    corrupt: cheat((book) => change(book.entries[3]!.record!, book)),
    finds,
    at: [3],
  };
}

export const RECORD_ITEMS: readonly Item[] = [
  unit('a record missing', ['A20 missing'], [3], (all) => all.toSpliced(2, 1)),
  unit('the newest record missing', ['A20 missing'], [8], (all) => all.slice(0, -1)),
  unit('a record twice', ['A20 repeated'], [3], (all) => all.toSpliced(3, 0, all[2]!)),
  unit('the records out of order', ['A20 order'], [3], (all) => [all[0]!, all[1]!, all[3]!, all[2]!, ...all.slice(4)]),
  unit('a record of no ballot', ['A20 ghost'], [9], (all) => [...all, withIndex(all[0]!, 9)]),
  unit('a record past the log', ['A20 outside-unit'], [], (all) => [...all, withIndex(all[0]!, 11)]),
  unit('a record of another unit', ['A20 outside-unit'], [], (all) => [...all, withIndex(all[0]!, 65_537)]),
  unit('a record with an index past all numbers', ['A20 outside-unit'], [], (all) => [
    ...all,
    Buffer.concat([Buffer.alloc(8, 0xff), all[0]!.subarray(8)]),
  ]),
  unit('octets behind the last record', ['A20 malformed'], [], (all) => [...all, Buffer.alloc(3)]),
  unit('the last record cut short', ['A20 malformed'], [], (all) => all.with(-1, all.at(-1)!.subarray(0, -1))),
  unit('a record of a length that none has', ['A20 malformed'], [], (all) => {
    const copy = Buffer.from(all[7]!);
    copy.writeUInt32BE(0xffff_ffff, 74);
    return all.with(7, copy);
  }),
  unit('two records swapped', ['A21 ballot', 'A22 choice', 'A29', 'A31 leaf-time'], [3, 4], (all) =>
    all.with(2, withIndex(all[3]!, 3)).with(3, withIndex(all[2]!, 4)),
  ),
  verdicts('other signatures to judge again than those recorded', [2], ([a, , c]) => [
    a!,
    a!.replace('"index":1', '"index":2'),
    c!,
  ]),
  verdicts('a signature to judge again left out', [3], (lines) => lines.slice(0, -1)),
  verdicts('a signature to judge again that nobody recorded', [], (lines) => [...lines, lines[2]!]),
  record('another salt of the ballot', ['A21 ballot'], (kept) => (kept.saltBallot = Buffer.alloc(32, 1))),
  record('another salt of the choice', ['A22 choice'], (kept) => (kept.saltChoice = Buffer.alloc(32, 1))),
  record('another signature of the same person', ['A21 ballot'], (kept, book) => {
    kept.cms = signedBallot(contentOf(book, book.entries[3]!), citizenOf(book, 3), { signingTime: TEST_NOW });
  }),
  record('a choice changed in the record alone', ['A22 choice', 'A26 another-candidate'], (kept, book) => {
    kept.number = anotherNumber(book, book.entries[3]!);
  }),
  record('a choice of nobody in the record', ['A13 record', 'A22 choice', 'A26 another-candidate'], (kept) => {
    kept.number = 60_000;
  }),
  {
    name: 'a choice changed everywhere but in what was signed',
    base: 'plain',
    corrupt: changeBallot(3, (entry, book) => (entry.record!.number = anotherNumber(book, entry))),
    finds: ['A26 another-candidate'],
    at: [3],
  },
  {
    name: 'a choice changed in what was signed alone',
    base: 'plain',
    corrupt: changeBallot(3, (entry, book) => {
      const other = { record: { ...entry.record!, number: anotherNumber(book, entry) }, leaf: entry.leaf };
      const content = contentOf(book, other);
      entry.record!.cms = signedBallot(content, citizenOf(book, 3), { signingTime: acceptedAt(entry) });
    }),
    finds: ['A26 another-candidate'],
    at: [3],
  },
];
