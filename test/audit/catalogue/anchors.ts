import { openAuthority } from '../../support/ballot-evidence.ts';
import { sha256, TEST_NOW, testCa } from '../../support/ballots.ts';
import { toHex, u64be } from '../../../src/encoding/bytes.ts';
import type { Files } from './bases.ts';
import type { Anchor, Book, Entry } from './book.ts';
import { cheat, editLines, put, relist, type Item } from './item.ts';

const ANCHORS = 'public/time-anchors.jsonl';

const timeOf = ({ leaf }: Entry): Date => new Date(Number(Buffer.from(leaf).readBigUInt64BE(24)) * 1000);

/** Of `full` the anchors stand at 7, 14 and 17. */
function anchorAt({ entries }: Book, index: number): Entry & { anchor: Anchor } {
  return entries[index] as Entry & { anchor: Anchor };
}

/** Another token stands in the log, and it is what the entry commits to. */
function stampedBy(make: (book: Book, entry: Entry & { anchor: Anchor }) => Uint8Array): Item['corrupt'] {
  return cheat((book) => {
    const entry = anchorAt(book, 14);
    const token = make(book, entry);
    entry.anchor.token = token;
    put(entry.leaf, 32, ...sha256(token));
    // Behind it everything is as it would be.
    entry.keeps = true;
  });
}

function lines(name: string, finds: string, at: readonly number[], change: (lines: string[]) => string[]): Item {
  const corrupt = relist((files) => editLines(files, ANCHORS, change));
  return { name, base: 'full', level: 'public', corrupt, finds: [finds], at };
}

const replace =
  (before: RegExp, after: string) =>
  (all: string[]): string[] =>
    all.with(1, all[1]!.replace(before, after));

const cerOf = (files: Files, kind: string): string =>
  [...files.keys()].find((path) => path.startsWith(`public/trust/${kind}/`))!;

function swap(files: Files, kind: string, der: Uint8Array, name = toHex(sha256(der))): Files {
  files.delete(cerOf(files, kind));
  return files.set(`public/trust/${kind}/${name}.cer`, der);
}

export const ANCHOR_ITEMS: readonly Item[] = [
  lines('the tokens missing', 'A11 missing', [7, 14, 17], () => []),
  lines('a token missing', 'A11 missing', [14], (all) => all.toSpliced(1, 1)),
  lines('a token of no entry', 'A11 no-such-entry', [18], (all) => [
    ...all,
    all[2]!.replace('"index":17', '"index":18'),
  ]),
  lines('the tokens out of order', 'A11 order', [7], ([first, second, third]) => [second!, first!, third!]),
  lines('a token of no form', 'A11 malformed', [], (all) => ['null', ...all]),
  lines('a token said to be of another size', 'A11 another-entry', [14], replace(/"size":14/, '"size":8')),
  lines('the token of another entry', 'A11 another-token', [14], (all) => {
    const { token } = JSON.parse(all[0]!) as { token: string };
    return replace(/"token":"[^"]*"/, `"token":"${token}"`)(all);
  }),
  lines('a checkpoint that was not stamped', 'A11 signature', [14], replace(/(— [^ ]+ ......)./u, '$1x')),
  {
    name: 'a token over something else',
    base: 'full',
    level: 'public',
    corrupt: stampedBy(({ base }, entry) => base.exported.ledger.authority.stamp(Buffer.from('else'), timeOf(entry))),
    finds: ['A11 time-stamp-invalid'],
    at: [14],
  },
  {
    name: 'a token of an authority that nobody trusts',
    base: 'full',
    level: 'public',
    corrupt: stampedBy((_book, entry) =>
      openAuthority(testCa(new Date(TEST_NOW.getTime() + 1)), TEST_NOW).stamp(
        Buffer.from(entry.anchor.checkpoint),
        timeOf(entry),
      ),
    ),
    finds: ['A11 time-stamp-invalid'],
    at: [14],
  },
  {
    name: 'a token with one bit changed',
    base: 'full',
    level: 'public',
    corrupt: stampedBy((_book, { anchor }) =>
      anchor.token.map((octet, i, all) => (i === all.length - 9 ? octet ^ 1 : octet)),
    ),
    finds: ['A11 time-stamp-invalid'],
    at: [14],
  },
  {
    name: 'a history rewritten with all keys but the authority’s',
    base: 'full',
    level: 'public',
    corrupt: cheat(({ entries }) => put(entries[3]!.leaf, 64, ...sha256(Buffer.from('else'))), { keepsStamps: true }),
    finds: ['A11 root'],
    at: [7, 14, 17],
  },
  {
    name: 'a checkpoint back-dated: stamped before its newest ballot was there',
    base: 'full',
    level: 'public',
    corrupt: stampedBy(({ base }, { anchor, ...entry }) => {
      const early = new Date(timeOf(entry).getTime() - 20 * 60_000);
      return base.exported.ledger.authority.stamp(Buffer.from(anchor.checkpoint), early);
    }),
    finds: ['A11 entries-later'],
    at: [14],
  },
  {
    name: 'a ballot dated behind the anchor over it',
    base: 'full',
    level: 'public',
    corrupt: cheat(({ entries }) => put(entries[3]!.leaf, 24, ...entries[13]!.leaf.subarray(24, 32))),
    finds: ['A11 entries-later'],
    at: [7],
  },
  {
    name: 'an anchor over more than the log had',
    base: 'full',
    level: 'public',
    corrupt: cheat((book) => {
      const entry = anchorAt(book, 14);
      entry.anchor.size = 15;
      put(entry.leaf, 96, ...u64be(15));
      entry.keeps = true;
    }),
    finds: ['A08 anchored-size', 'A11 root'],
    at: [14],
  },
  {
    name: 'an anchor over less than the one before',
    base: 'full',
    level: 'public',
    corrupt: cheat((book) => {
      anchorAt(book, 14).anchor.size = 7;
    }),
    finds: ['A08 anchored-size'],
    at: [14],
  },
  {
    name: 'the anchor behind the closing over less than the closing',
    base: 'full',
    level: 'public',
    corrupt: cheat((book) => {
      anchorAt(book, 17).anchor.size = 15;
    }),
    finds: ['A08 anchored-size'],
    at: [17],
  },
  {
    name: 'the anchor of the trust set another authority',
    base: 'embargo',
    level: 'public',
    corrupt: relist((files) => swap(files, 'anchors', testCa(new Date(TEST_NOW.getTime() + 1)).anchorDer)),
    finds: ['A18 fingerprint'],
    at: [0],
  },
  {
    name: 'an intermediate added to the trust set',
    base: 'embargo',
    level: 'public',
    corrupt: relist((files) => {
      const der = testCa(new Date(TEST_NOW.getTime() + 1)).intermediateDer;
      return files.set(`public/trust/intermediates/${toHex(sha256(der))}.cer`, der);
    }),
    finds: ['A18 fingerprint'],
    at: [0],
  },
  {
    name: 'the authority of time-stamps taken out of the trust set',
    base: 'full',
    level: 'public',
    corrupt: relist((files) => files.delete(cerOf(files, 'tsa'))),
    finds: ['A18 fingerprint'],
    at: [0],
  },
  {
    name: 'a trust file under another name',
    base: 'embargo',
    level: 'public',
    corrupt: relist((files) => swap(files, 'anchors', files.get(cerOf(files, 'anchors'))!, '0'.repeat(64))),
    finds: ['A18 name'],
  },
  {
    name: 'a trust file that is no certificate',
    base: 'embargo',
    level: 'public',
    corrupt: relist((files) => swap(files, 'anchors', Buffer.from('no certificate'))),
    finds: ['A18 unreadable'],
  },
  {
    name: 'the trust set of another time named in entry 0',
    base: 'plain',
    corrupt: cheat(({ entries }) => put(entries[0]!.leaf, 64, 1, 2, 3)),
    finds: ['A18 fingerprint', 'A23 trust-set'],
    at: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  },
];
