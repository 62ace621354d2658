import { toUtf8, u64be } from '../../../src/encoding/bytes.ts';
import { sha256, TEST_NOW, testCitizen } from '../../support/ballots.ts';
import { signAnnulment } from '../../support/signed-annulment.ts';
import { insertEntry, readBook, removeEntry, type Book, type Entry } from './book.ts';
import { eventOf } from './events.ts';
import { cheat, editLines, put, relist, type Item } from './item.ts';
import { seal } from './seal.ts';

const DOCUMENTS = 'public/documents.jsonl';
const BEHIND = ['A14 annulled-candidate-4', 'A14 candidate-4', 'A16 after-protocol'];
/** A minute, as leaves have it, behind the closing. */
const DECIDED_S = TEST_NOW.getTime() / 1000 - ((TEST_NOW.getTime() / 1000) % 60) + 3660;

interface Decision {
  /** What the decision names, where it is not this contest and the ballot of the leaf. */
  readonly contest?: string;
  readonly about?: number;
  /** Where the entry comes to stand. */
  readonly at?: number;
  /** The citizen who signs beside the 901st. */
  readonly by?: number;
}

/** Adds an entry with its checkpoint, as every event has one. */
function enter(book: Book, at: number, entry: Entry): void {
  insertEntry(book, at, entry);
  book.checkpoints = [...new Set([...book.checkpoints, at + 1])].sort((a, b) => a - b);
}

/** Of `plain`, closed at 9: two members of the commission annul a ballot before the protocol. */
export function annul(
  book: Book,
  ballot: number,
  { contest = book.contest.id, about = ballot, at = 10, by = 902 }: Decision = {},
): void {
  const { ca } = book.base.exported.ledger;
  const { text, commit, signatures } = signAnnulment({
    contest,
    ballot: about,
    index: at,
    at: new Date(1000 * DECIDED_S),
    members: [testCitizen(901, ca), testCitizen(by, ca)],
    evidence: book.entries.find(({ record }) => record)!.record!.evidence,
  });
  const body = { type: 'annulment', index: ballot, decisionCommit: commit } as const;
  enter(book, at, {
    ...eventOf(book, body, DECIDED_S),
    text,
    annuls: ballot,
    signatures: signatures.map(({ cms, evidence }) => ({ cms, evidence })),
  });
}

/** The record of a ballot is erased by a decision, at the end of the log. */
export function erase(book: Book, ballot: number, isGone = true): void {
  const text = `erase ${ballot}`;
  const body = { type: 'erasure', index: ballot, decisionSha256: sha256(toUtf8(text)) } as const;
  enter(book, book.entries.length, { ...eventOf(book, body), text });
  const entry = book.entries[ballot]!;
  if (!isGone || !entry.record) return;
  entry.erased = entry.record.number;
  delete entry.opening;
  delete entry.record;
}

/** A ballot annulled (entry 10), another erased (entry 12), and the entries of both. */
export function decide(book: Book): void {
  annul(book, 3);
  erase(book, 5);
}

function decided(name: string, finds: readonly string[], at: readonly number[], change: (book: Book) => unknown): Item {
  return { name, base: 'plain', corrupt: cheat(change), finds, at };
}

/** The documents of a ledger with decisions, changed. */
function documents(name: string, find: string, at: number, change: (lines: string[]) => string[]): Item {
  const corrupt: Item['corrupt'] = (base) => {
    const book = readBook(base);
    decide(book);
    const made = { ...base, files: seal(book) };
    return relist((files) => editLines(files, DOCUMENTS, change))(made);
  };
  return { name, base: 'plain', corrupt, finds: [find], at: [at] };
}

const annulment = (lines: string[], change: (line: string) => string): string[] => lines.with(0, change(lines[0]!));

export const DECISION_ITEMS: readonly Item[] = [
  decided('a ballot annulled twice', ['A16 repeated'], [11], (book) => {
    annul(book, 3);
    annul(book, 3, { at: 11 });
  }),
  decided('an annulment of what is no ballot', ['A14 annulled-total', 'A16 no-ballot'], [10], (book) => {
    annul(book, 9);
  }),
  decided('an annulment of what comes later', ['A14 annulled-total', 'A16 no-ballot'], [10], (book) => {
    annul(book, 11);
  }),
  {
    name: 'an annulment while voting',
    base: 'embargo',
    corrupt: cheat((book) => {
      annul(book, 3, { at: 7 });
    }),
    finds: ['A16 before-closing'],
    at: [7],
  },
  decided('an annulment behind the protocol', BEHIND, [11], (book) => {
    annul(book, 3, { at: 11 });
    delete book.entries[11]!.annuls;
  }),
  decided('a decision about another ballot', ['A16 another-ballot'], [10], (book) => {
    annul(book, 3, { about: 4 });
  }),
  decided('a decision about another contest', ['A16 another-ballot'], [10], (book) => {
    annul(book, 3, { contest: 'regional-demo' });
  }),
  decided('an annulment that commits to another decision', ['A16 another-decision'], [10], (book) => {
    annul(book, 3);
    put(book.entries[10]!.leaf, 64, 1, 2, 3);
  }),
  decided('an annulment signed twice by one person', ['A16 same-person'], [10], (book) => {
    annul(book, 3, { by: 901 });
  }),
  decided('an annulment with one signature', ['A16 signature-missing'], [10], (book) => {
    annul(book, 3);
    book.entries[10]!.signatures!.pop();
  }),
  decided('an annulment with another signature than it commits to', ['A16 another-signature'], [10], (book) => {
    annul(book, 3);
    annul(book, 4, { at: 11 });
    book.entries[10]!.signatures![0] = book.entries[11]!.signatures![0]!;
    removeEntry(book, 11);
  }),
  decided('an annulment signed before its time', ['A16 time'], [10], (book) => {
    annul(book, 3);
    put(book.entries[10]!.signatures![1]!.evidence, 5, ...u64be(1000 * (DECIDED_S - 60)));
  }),
  documents('the decision of an annulment missing', 'A16 missing', 10, (lines) => lines.slice(1)),
  documents('the decision of an annulment changed', 'A16 another-decision', 10, (lines) =>
    annulment(lines, (line) => line.replace('Ошибка', 'ошибка')),
  ),
  documents('the decision of an annulment in another form', 'A16 malformed', 10, (lines) =>
    annulment(lines, (line) => line.replace('\\"salt\\":', '\\"Salt\\":')),
  ),
  decided('a ballot erased twice', ['A17 repeated'], [12], (book) => {
    erase(book, 5);
    erase(book, 5);
  }),
  decided('an erasure of what is no ballot', ['A17 no-ballot'], [11], (book) => {
    erase(book, 9);
  }),
  decided('an erased ballot whose opening stays', ['A17 opening-present'], [11], (book) => {
    const { opening } = book.entries[5]!;
    erase(book, 5);
    book.entries[5]!.opening = opening!;
  }),
  decided('an erased ballot whose record stays', ['A17 record-present'], [5], (book) => {
    const { record } = book.entries[5]!;
    erase(book, 5);
    book.entries[5]!.record = record!;
  }),
  decided('a ballot erased by nobody', ['A12 unopened', 'A20 missing'], [5], (book) => {
    erase(book, 5);
    removeEntry(book, 11);
  }),
  documents('the decision of an erasure missing', 'A17 missing', 12, (lines) => lines.slice(0, -1)),
  documents('the decision of an erasure changed', 'A17 another-decision', 12, (lines) =>
    lines.with(-1, lines.at(-1)!.replace('erase 5', 'erase 6')),
  ),
  {
    name: 'an annulled ballot that counts',
    base: 'plain',
    level: 'public',
    corrupt: cheat(
      (book) => {
        annul(book, 3);
      },
      {
        recount: (counts) => {
          const [[number = 0] = []] = counts.annulled;
          const byCandidate = new Map(counts.byCandidate).set(number, (counts.byCandidate.get(number) ?? 0) + 1);
          return { ...counts, byCandidate, annulled: new Map<number, number>() };
        },
      },
    ),
    finds: ['A14 annulled-candidate-4', 'A14 candidate-4'],
  },
];
