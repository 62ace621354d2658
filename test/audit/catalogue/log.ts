import { cheat, edit, flip, put, relist, type Item } from './item.ts';
import { insertEntry, readBook, removeEntry, type Book, type Entry } from './book.ts';
import { contestTag, definitionDigest } from '../../../src/encoding/contest.ts';
import { sha256, TEST_NOW } from '../../support/ballots.ts';
import { encodeLeaf, leafTime } from '../../../src/log/leaf.ts';
import { seal } from './seal.ts';
import { readLines } from '../../support/export-files.ts';
import type { Base } from './bases.ts';

const HASHES = 'public/log/tile/0/000.p/11';
const ENTRIES = 'public/log/tile/entries/000.p/11';

/** An entry of no consequence. */
export function decision({ contest }: Book): Entry {
  const tag = contestTag(definitionDigest(contest, sha256));
  const time = leafTime(TEST_NOW.getTime());
  return { leaf: encodeLeaf({ type: 'decision', contestTag: tag, time, decisionSha256: sha256(new Uint8Array()) }) };
}

/** What the log published before it was changed, as far as its new length goes. */
const published = ({ files }: Base, size: number): { size: number; note: string }[] =>
  readLines<{ size: number; checkpoint: string }>(Buffer.from(files.get('public/checkpoints.jsonl')!))
    .filter((line) => line.size < size)
    .map((line) => ({ size: line.size, note: line.checkpoint }));

/** The log is rewritten with all the keys, but what others have seen of it stays as it was. */
function rewrite(change: (book: Book) => unknown): Item['corrupt'] {
  return (base) => {
    const book = readBook(base);
    change(book);
    const history = (lines: { size: number; note: string }[]) => [
      ...published(base, book.entries.length),
      lines.at(-1)!,
    ];
    return seal(book, { history });
  };
}

function malformed(name: string, change: (leaf: Uint8Array) => unknown): Item {
  return {
    name: `a leaf with ${name}`,
    base: 'plain',
    corrupt: cheat((book) => {
      const entry = decision(book);
      change(entry.leaf);
      insertEntry(book, 4, entry);
    }),
    finds: ['A07'],
    at: [4],
  };
}

export const LOG_ITEMS: readonly Item[] = [
  {
    name: 'a hash of a tile changed',
    base: 'plain',
    corrupt: relist((files) => edit(files, HASHES, flip(3 * 32))),
    finds: ['A05 level-0'],
    at: [3],
  },
  {
    name: 'a hash of the upper tile changed',
    base: 'wide',
    level: 'public',
    corrupt: relist((files) => edit(files, 'public/log/tile/1/000.p/1', flip(0))),
    finds: ['A05 level-1'],
    at: [0],
  },
  {
    name: 'a hash of the full tile changed',
    base: 'wide',
    level: 'public',
    corrupt: relist((files) => edit(files, 'public/log/tile/0/000', flip(-1))),
    finds: ['A05 level-0'],
    at: [255],
  },
  {
    name: 'a tile of hashes cut short',
    base: 'plain',
    corrupt: relist((files) => edit(files, HASHES, (bytes) => bytes.subarray(0, -1))),
    finds: ['A05 length'],
  },
  {
    name: 'a tile of hashes missing',
    base: 'plain',
    corrupt: relist((files) => files.delete(HASHES)),
    finds: ['A01 missing', 'A05 missing'],
  },
  {
    name: 'an entry of another length',
    base: 'plain',
    corrupt: relist((files) => edit(files, ENTRIES, flip(1))),
    finds: ['A05 entry-length'],
  },
  {
    name: 'the entries cut off before the last one',
    base: 'embargo',
    level: 'public',
    corrupt: relist((files) => edit(files, 'public/log/tile/entries/000.p/7', (bytes) => bytes.subarray(0, -130))),
    finds: ['A04', 'A05 length', 'A05 level-0', 'A06 root', 'A08 not-opened'],
    at: [0, 1, 2, 3, 4, 5, 6],
  },
  {
    name: 'a voter tag changed in the entries alone',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, ENTRIES, flip(5 * 130 + 2 + 64))),
    finds: ['A04', 'A05 level-0', 'A06 root', 'A15 checkpoint'],
    at: [5, 6, 8, 9, 10],
  },
  {
    name: 'a ballot removed from a log that was published',
    base: 'plain',
    corrupt: rewrite((book) => removeEntry(book, 3)),
    finds: ['A06 root'],
    at: [3, 6, 8],
  },
  {
    name: 'a ballot replaced in a log that was published',
    base: 'plain',
    level: 'public',
    corrupt: rewrite(({ entries }) => put(entries[3]!.leaf, 64, ...sha256(Buffer.from('somebody else')))),
    finds: ['A06 root'],
    at: [3, 6, 8, 9],
  },
  {
    name: 'two ballots swapped in a log that was published',
    base: 'plain',
    corrupt: rewrite(({ entries }) => {
      [entries[2], entries[5]] = [entries[5]!, entries[2]!];
    }),
    finds: ['A06 root'],
    at: [3, 6, 8, 9],
  },
  {
    name: 'all ballots reordered in a log that was published',
    base: 'plain',
    corrupt: rewrite(({ entries }) => {
      entries.splice(1, 8, ...entries.slice(1, 9).reverse());
    }),
    finds: ['A06 root'],
    at: [3, 6, 8, 9],
  },
  malformed('another magic', (leaf) => put(leaf, 0, 0x45)),
  malformed('an unknown type', (leaf) => put(leaf, 4, 99)),
  malformed('type 2, which is none', (leaf) => put(leaf, 4, 2)),
  malformed('reserved bytes set', (leaf) => put(leaf, 7, 1)),
  malformed('a time that is no multiple of a minute', (leaf) => put(leaf, 31, leaf[31]! ^ 1)),
  malformed('a time past all numbers', (leaf) => put(leaf, 24, 0xff)),
  malformed('field B set where it must be zero', (leaf) => put(leaf, 64, 1)),
  malformed('field C set where it must be zero', (leaf) => put(leaf, 127, 1)),
  malformed('an index longer than a number', (leaf) => {
    leaf.set([22], 4);
    leaf.fill(0, 32, 64);
    leaf[63] = 1;
  }),
  {
    name: 'a closing with a field set',
    base: 'plain',
    level: 'public',
    corrupt: cheat(({ entries }) => put(entries[9]!.leaf, 32, 1)),
    finds: [...['A07', 'A08 before-closing', 'A12 premature', 'A15 checkpoint', 'A15 closedAt', 'A15 size']],
    at: [9, 10],
  },
  {
    name: 'a ballot leaf malformed',
    base: 'embargo',
    corrupt: cheat(({ entries }) => put(entries[4]!.leaf, 5, 1)),
    finds: ['A07', 'A20 ghost'],
    at: [4],
  },
];
