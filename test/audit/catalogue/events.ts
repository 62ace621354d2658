import { u64be } from '../../../src/encoding/bytes.ts';
import { contestTag, definitionDigest } from '../../../src/encoding/contest.ts';
import { encodeLeaf, leafTime, type Leaf } from '../../../src/log/leaf.ts';
import { sha256, TEST_NOW } from '../../support/ballots.ts';
import { insertEntry, removeEntry, truncate, type Book, type Entry } from './book.ts';
import { cheat, put, type Item } from './item.ts';

const HOUR_S = 3600;
const NOW_S = leafTime(TEST_NOW.getTime());
const NOTHING = sha256(new Uint8Array());

type Body = Leaf extends infer Each ? (Each extends Leaf ? Omit<Each, 'contestTag' | 'time'> : never) : never;

/** An entry of any type, by default of the end of the contest. */
export function eventOf({ contest }: Pick<Book, 'contest'>, body: Body, time = NOW_S + HOUR_S + 60): Entry {
  const tag = contestTag(definitionDigest(contest, sha256));
  return { leaf: encodeLeaf({ contestTag: tag, time, ...body }) };
}

const setTime = ({ leaf }: Entry, seconds: number): Uint8Array => put(leaf, 24, ...u64be(seconds));

/** A ballot that only the public sees: whose it is nobody has to know. */
function strange(book: Book, from = 1): Entry {
  const { leaf, opening } = structuredClone(book.entries[from]!);
  return { leaf: put(leaf, 64, ...sha256(Buffer.from('nobody'))), ...(opening && { opening }) };
}

/** Of `plain`, whose entries are: opened, ballots 1–8, closed 9, protocol 10. */
function order(name: string, finds: readonly string[], at: readonly number[], change: (book: Book) => unknown): Item {
  return { name, base: 'plain', level: 'public', corrupt: cheat(change), finds, at };
}

function time(name: string, find: string, index: number, seconds: number): Item {
  return order(name, [find], [index], ({ entries }) => setTime(entries[index]!, seconds));
}

export const EVENT_ITEMS: readonly Item[] = [
  order('a log that nobody opened', ['A08 not-opened'], [0], (book) => {
    truncate(book, 9);
    book.entries[0] = eventOf(book, { type: 'decision', decisionSha256: NOTHING });
  }),
  order('a log opened twice', ['A08 opened-again'], [4], (book) => {
    insertEntry(book, 4, structuredClone(book.entries[0]!));
  }),
  order('a log closed twice', ['A08 closed-again'], [10], (book) => {
    insertEntry(book, 10, structuredClone(book.entries[9]!));
  }),
  order('a second protocol', ['A08 protocol-again'], [11], (book) => {
    insertEntry(book, 11, { leaf: book.entries[10]!.leaf.slice() });
  }),
  order(
    'a protocol before the closing',
    ['A08 before-closing', 'A10 before-closing', 'A15 document', 'A15 missing'],
    [5],
    (book) => {
      truncate(book, 10);
      insertEntry(book, 5, eventOf(book, { type: 'protocol', protocolSha256: NOTHING }, NOW_S));
    },
  ),
  order('a ballot behind the closing', ['A08 after-closing'], [10], (book) => {
    truncate(book, 10);
    insertEntry(book, 10, strange(book));
  }),
  order('the trust set changed behind the closing', ['A08 after-closing'], [10], (book) => {
    const trustFingerprint = book.entries[0]!.leaf.slice(64, 96);
    insertEntry(book, 10, eventOf(book, { type: 'trust-changed', trustFingerprint }));
  }),
  order('a ballot of another contest', ['A08 another-contest'], [3], (book) => {
    truncate(book, 9);
    put(book.entries[3]!.leaf, 8, 1, 2, 3);
  }),
  order('a closing of another contest', ['A08 another-contest'], [9], ({ entries }) =>
    put(entries[9]!.leaf, 8, 1, 2, 3),
  ),
  order('a voter tag in two ballots', ['A09'], [5], ({ entries }) =>
    put(entries[5]!.leaf, 64, ...entries[2]!.leaf.subarray(64, 96)),
  ),
  order('a ballot twice', ['A09'], [6], (book) => {
    insertEntry(book, 6, structuredClone(book.entries[2]!));
  }),
  time('a ballot before the window', 'A10 too-early', 3, NOW_S - HOUR_S - 60),
  time('a ballot at the end of the window', 'A10 too-late', 3, NOW_S + HOUR_S),
  order('closed before the end', ['A10 closed-early'], [9], ({ entries }) => {
    for (const entry of [entries[9]!, entries[10]!]) setTime(entry, NOW_S + HOUR_S - 60);
    const protocol = entries[10]!.protocol!;
    entries[10]!.protocol = { ...protocol, closedAt: new Date((NOW_S + HOUR_S - 60) * 1000).toISOString() };
  }),
  time('the protocol before the closing in time', 'A10 before-closing', 10, NOW_S),
  {
    name: 'a ballot that nobody signed, counted',
    base: 'plain',
    corrupt: cheat((book) => {
      insertEntry(book, 6, strange(book));
    }),
    finds: ['A20 missing'],
    at: [6],
  },
  {
    name: 'a ballot that nobody signed, while voting',
    base: 'embargo',
    corrupt: cheat((book) => {
      insertEntry(book, 6, strange(book));
    }),
    finds: ['A20 missing'],
    at: [6],
  },
  {
    name: 'the opening at another time than the protocol says',
    base: 'plain',
    level: 'public',
    corrupt: cheat(({ entries }) => setTime(entries[0]!, NOW_S)),
    finds: ['A15 openedAt'],
    at: [10],
  },
  {
    name: 'a log without its opening',
    base: 'embargo',
    corrupt: cheat((book) => removeEntry(book, 0)),
    finds: ['A08 not-opened', 'A23 trust-set'],
    at: [0, 1, 2, 3, 4, 5],
  },
];
