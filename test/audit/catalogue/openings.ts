import { choiceCommit } from '../../../src/log/commitments.ts';
import { contestTag, definitionDigest } from '../../../src/encoding/contest.ts';
import { sha256 } from '../../support/ballots.ts';
import { truncate, type Book, type Entry } from './book.ts';
import { cheat, edit, flip, put, relist, type Item } from './item.ts';

const OPENINGS = 'public/log/openings/000.p/11';
const BYTES = 34;
/** The number of nobody. */
const NOBODY = 60_000;

function opening(
  name: string,
  finds: readonly string[],
  at: readonly number[],
  change: (bytes: Buffer) => Uint8Array,
): Item {
  const corrupt = relist((files) => edit(files, OPENINGS, change));
  return { name, base: 'plain', level: 'public', corrupt, finds, at };
}

/** The leaf commits to another number, and the opening opens it. */
function reopen({ contest }: Book, entry: Entry, candidateNumber: number, isOpened = true): void {
  const { saltChoice } = entry.opening!;
  const tag = contestTag(definitionDigest(contest, sha256));
  put(entry.leaf, 96, ...choiceCommit(saltChoice, tag, candidateNumber, sha256));
  if (isOpened) entry.opening = { saltChoice, candidateNumber };
}

/** A candidate that is not this ballot's. */
export function anotherNumber({ contest }: Book, { record }: Entry): number {
  return contest.candidates.find(({ number }) => number !== record!.number)!.number;
}

export const OPENING_ITEMS: readonly Item[] = [
  opening(
    'an opening of another candidate',
    ['A12 another-choice', 'A14 candidate-4', 'A14 candidate-7'],
    [3],
    (bytes) => {
      bytes.writeUInt16BE(7, 3 * BYTES);
      return bytes;
    },
  ),
  opening('an opening with another salt', ['A12 another-choice'], [3], flip(3 * BYTES + 20)),
  opening('an opening that is zero', ['A12 unopened'], [3], (bytes) => bytes.fill(0, 3 * BYTES, 4 * BYTES)),
  opening('an opening of what is no ballot', ['A12 no-ballot'], [9], flip(9 * BYTES + 5)),
  opening('two openings swapped', ['A12 another-choice'], [3, 4], (bytes) =>
    Buffer.concat([
      bytes.subarray(0, 3 * BYTES),
      bytes.subarray(4 * BYTES, 5 * BYTES),
      bytes.subarray(3 * BYTES, 4 * BYTES),
      bytes.subarray(5 * BYTES),
    ]),
  ),
  opening('openings cut short', ['A12 length', 'A12 unopened'], [1, 2, 3, 4, 5, 6, 7, 8], (bytes) =>
    bytes.subarray(0, -1),
  ),
  {
    name: 'openings missing after the closing',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => files.delete(OPENINGS)),
    finds: ['A12 not-opened'],
  },
  {
    name: 'openings of a contest under embargo',
    base: 'embargo',
    level: 'public',
    corrupt: cheat((book) => {
      book.isOpened = true;
      for (const entry of book.entries) {
        const { record } = entry;
        if (record) entry.opening = { candidateNumber: record.number, saltChoice: record.saltChoice };
      }
    }),
    finds: ['A12 premature'],
  },
  {
    name: 'an opening of nobody, before the protocol',
    base: 'plain',
    level: 'public',
    corrupt: cheat((book) => {
      truncate(book, 10);
      reopen(book, book.entries[3]!, NOBODY);
    }),
    finds: ['A13'],
    at: [3],
  },
  {
    name: 'a choice changed in the leaf alone',
    base: 'plain',
    corrupt: cheat((book) => {
      reopen(book, book.entries[3]!, anotherNumber(book, book.entries[3]!), false);
    }),
    finds: ['A12 another-choice', 'A22 choice'],
    at: [3],
  },
  {
    name: 'a choice changed in leaf and opening',
    base: 'plain',
    corrupt: cheat((book) => {
      reopen(book, book.entries[3]!, anotherNumber(book, book.entries[3]!));
    }),
    finds: ['A22 choice'],
    at: [3],
  },
  {
    name: 'a choice changed in the leaf under embargo',
    base: 'embargo',
    corrupt: cheat(({ entries }) => put(entries[3]!.leaf, 96, 1, 2, 3)),
    finds: ['A22 choice'],
    at: [3],
  },
];
