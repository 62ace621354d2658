import { parseManifest } from '../../../src/audit/export-manifest.ts';
import { canonicalJson } from '../../../src/encoding/canonical-json.ts';
import { issueCrl } from '../../../src/devca/crl-builder.ts';
import { TEST_NOW } from '../../support/ballots.ts';
import type { Files } from './bases.ts';
import { edit, flip, relist, tamper, type Item } from './item.ts';

const UNIT = 'restricted/ballots/000000.bin';

/** The manifest with some of it replaced, in its one encoding. */
function remake(files: Files, changes: object): void {
  edit(files, 'manifest.json', (bytes) => canonicalJson({ ...parseManifest(bytes), ...changes }));
}

function without(path: string): Item['corrupt'] {
  return relist((files) => {
    if (!files.delete(path)) throw new Error(`no ${path}`);
  });
}

const listOf = (files: Files): string => [...files.keys()].find((path) => path.startsWith('restricted/lists/'))!;

/** The manifest, and whether every file is there and is itself. */
export const FILE_ITEMS: readonly Item[] = [
  {
    name: 'a file that no manifest lists',
    base: 'plain',
    corrupt: tamper((files) => files.set('public/result.txt', Buffer.from('all is well'))),
    finds: ['A01 unlisted'],
  },
  {
    name: 'a salt changed by somebody without keys',
    base: 'plain',
    corrupt: tamper((files) => edit(files, UNIT, flip(10))),
    finds: ['A01 digest', 'A21 ballot'],
    at: [1],
  },
  {
    name: 'a digest in the manifest changed',
    base: 'plain',
    corrupt: tamper((files) => {
      const { files: listed } = parseManifest(files.get('manifest.json')!);
      remake(files, {
        files: listed.map((each) => (each.path === 'public/policy.json' ? { ...each, sha256: '0'.repeat(64) } : each)),
      });
    }),
    finds: ['A01 digest'],
  },
  {
    name: 'a manifest in another spelling',
    base: 'plain',
    corrupt: tamper((files) => edit(files, 'manifest.json', (bytes) => `${bytes.toString()}\n`)),
    finds: ['A01 malformed'],
  },
  {
    name: 'a manifest that leads out of the export',
    base: 'plain',
    corrupt: tamper((files) => {
      const { files: listed } = parseManifest(files.get('manifest.json')!);
      remake(files, { files: [{ ...listed[0], path: '../secret' }, ...listed.slice(1)] });
    }),
    finds: ['A01 malformed'],
  },
  {
    name: 'a manifest of another contest',
    base: 'plain',
    corrupt: tamper((files) => {
      remake(files, { contest: 'regional-demo' });
    }),
    finds: ['A02 contest'],
  },
  {
    name: 'a manifest of a longer log',
    base: 'embargo',
    level: 'public',
    corrupt: tamper((files) => {
      remake(files, { size: 8 });
    }),
    finds: [
      ...['A01 missing', 'A01 unexpected', 'A03 size', 'A05 missing', 'A06 newest', 'A06 root', 'A08 not-opened'],
    ],
    at: [0],
  },
  { name: 'the unit of records missing', base: 'plain', corrupt: without(UNIT), finds: ['A20 unit-missing'] },
  {
    name: 'the unit of records deleted by somebody without keys',
    base: 'plain',
    corrupt: tamper((files) => files.delete(UNIT)),
    finds: ['A01 missing', 'A20 missing'],
    at: [1, 2, 3, 4, 5, 6, 7, 8],
  },
  {
    name: 'a unit of records too many',
    base: 'plain',
    corrupt: relist((files) => files.set('restricted/ballots/000001.bin', Buffer.alloc(0))),
    finds: ['A01 unexpected'],
  },
  {
    name: 'a partial tile wider than the log',
    base: 'plain',
    corrupt: relist((files) =>
      files.set(
        'public/log/tile/0/000.p/12',
        Buffer.concat([files.get('public/log/tile/0/000.p/11')!, Buffer.alloc(32)]),
      ),
    ),
    finds: ['A01 unexpected'],
  },
  { name: 'the definition missing', base: 'plain', corrupt: without('public/contest.json'), finds: ['A02 unreadable'] },
  {
    name: 'the definition in another spelling',
    base: 'plain',
    corrupt: relist((files) =>
      edit(files, 'public/contest.json', (bytes) => JSON.stringify(JSON.parse(bytes.toString()), undefined, 1)),
    ),
    finds: ['A02 encoding'],
  },
  {
    name: 'the list of candidates changed behind the log',
    base: 'embargo',
    level: 'public',
    corrupt: relist((files) => {
      edit(files, 'public/contest.json', (bytes) => {
        const contest = JSON.parse(bytes.toString()) as { candidates: { number: number }[] };
        const [first, second] = contest.candidates;
        [first!.number, second!.number] = [second!.number, first!.number];
        return canonicalJson(contest);
      });
    }),
    finds: ['A02 digest'],
    at: [0],
  },
  { name: 'the key missing', base: 'plain', corrupt: without('public/log/key'), finds: ['A03 key'] },
  { name: 'the policy missing', base: 'plain', corrupt: without('public/policy.json'), finds: ['A23 policy'] },
  {
    name: 'the policy another than the ballots',
    base: 'plain',
    corrupt: relist((files) =>
      edit(files, 'public/policy.json', (bytes) => bytes.toString().replace('"off"', '"ocsp"')),
    ),
    finds: ['A23 policy', 'A27 policy-laxer'],
    at: [1, 2, 3, 4, 5, 6, 7, 8],
  },
  {
    name: 'the revocation list missing',
    base: 'embargo',
    corrupt: relist((files) => files.delete(listOf(files))),
    finds: ['A27 revocation-unavailable'],
    at: [1, 2, 3, 4, 5, 6],
  },
  {
    name: 'another revocation list under the name of this one',
    base: 'embargo',
    corrupt: relist((files, { exported }) => {
      const [thisUpdate, nextUpdate] = [-1, 1].map((days) => new Date(TEST_NOW.getTime() + days * 86_400_000));
      const { intermediate } = exported.ledger.ca;
      const other = issueCrl(intermediate, { thisUpdate: thisUpdate!, nextUpdate: nextUpdate!, number: 8 });
      files.set(listOf(files), other);
    }),
    finds: ['A01 name', 'A27 revocation-unavailable'],
    at: [1, 2, 3, 4, 5, 6],
  },
];
