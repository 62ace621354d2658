import type { Counts } from '../../../src/tally/ports.ts';
import type { Protocol } from '../../../src/tally/protocol.ts';
import { edit, cheat, relist, type Item } from './item.ts';

const RESULT = 'public/protocol.json';
const TABLE = 'public/tally.csv';
const DOCUMENTS = 'public/documents.jsonl';

type Nominations = Protocol['nominations'];

/** The protocol says something else, and the log commits to what it says. */
function claim(name: string, finds: string | readonly string[], change: (protocol: Protocol) => object): Item {
  return {
    name: `a protocol with ${name}`,
    base: 'plain',
    level: 'public',
    corrupt: cheat(() => undefined, { claim: (protocol) => ({ ...protocol, ...change(protocol) }) }),
    finds: [finds].flat(),
    at: [finds].flat().some((found) => found.startsWith('A15')) ? [10] : [],
  };
}

const ofContest =
  (change: Partial<Protocol['contest']>) =>
  ({ contest }: Protocol) => ({ contest: { ...contest, ...change } });
const ofLog =
  (change: Partial<Protocol['log']>) =>
  ({ log }: Protocol) => ({ log: { ...log, ...change } });

/** The protocol is made of other counts. */
function recounted(name: string, finds: readonly string[], change: (counts: Map<number, number>) => number): Item {
  const recount = (counts: Counts): Counts => {
    const byCandidate = new Map(counts.byCandidate);
    return { ...counts, ballots: counts.ballots + change(byCandidate), byCandidate };
  };
  const corrupt = cheat(() => undefined, { recount });
  return { name: `a protocol with ${name}`, base: 'plain', level: 'public', corrupt, finds };
}

const more = (counts: Map<number, number>, number: number, ballots: number): Map<number, number> =>
  counts.set(number, (counts.get(number) ?? 0) + ballots);

const withFirst =
  (change: (candidate: Nominations[number]['candidates'][number]) => object) =>
  ({ nominations }: Protocol) => ({
    nominations: nominations.map((nomination) => ({
      ...nomination,
      candidates: nomination.candidates.map((each, i) => (i === 0 ? { ...each, ...change(each) } : each)),
    })),
  });

export const RESULT_ITEMS: readonly Item[] = [
  recounted('a ballot given to another candidate', ['A14 candidate-2', 'A14 candidate-4'], (counts) => {
    more(more(counts, 4, -1), 2, 1);
    return 0;
  }),
  recounted('ballots of nobody', ['A14 candidate-1'], (counts) => {
    more(counts, 1, 100);
    return 100;
  }),
  recounted('a ballot left out', ['A14 candidate-4'], (counts) => {
    more(counts, 4, -1);
    return -1;
  }),
  claim('a candidate left out', ['A15 nominations'], ({ nominations }) => ({
    nominations: nominations.map((each) => ({ ...each, candidates: each.candidates.slice(0, -1) })),
  })),
  claim(
    'a candidate under another name',
    ['A15 nominations'],
    withFirst(() => ({ name: { kk: 'Басқа', ru: 'Другой' } })),
  ),
  claim(
    'a candidate of another region',
    ['A15 nominations'],
    withFirst(() => ({ region: 'nowhere' })),
  ),
  claim('a sum that is none', ['A15 nominations'], ({ nominations }) => ({
    nominations: nominations.map((each) => ({ ...each, ballots: each.ballots + 1 })),
  })),
  claim('a word more', 'A15 members', () => ({ winner: 'candidate 1' })),
  claim('a word more of the log', 'A15 members', ofLog({ mirror: 'elsewhere.example' } as object)),
  claim('a note in one language', 'A15 members', ({ note }) => ({ note: { ru: note.ru } })),
  claim('a region with more', ['A15 regions'], ({ regions }) => ({
    regions: regions.map((each) => ({ ...each, ballots: each.ballots + 1 })),
  })),
  claim('another number of ballots that count', 'A15 counted', ({ counted }) => ({ counted: counted + 1 })),
  claim('another number of ballots annulled', 'A15 annulled', () => ({ annulled: 1 })),
  claim('another turnout', 'A15 turnout', ({ turnout }) => ({ turnout: turnout + 1 })),
  claim('another version', 'A15 protocol', () => ({ protocol: 'dauys/2' })),
  claim('another title', 'A15 contest', ofContest({ title: { kk: 'Басқа', ru: 'Другое' } })),
  claim('another definition', 'A15 contest', ofContest({ definition: '0'.repeat(64) })),
  claim('another time zone', 'A15 contest', ofContest({ timezone: 'UTC' })),
  claim('another end', 'A15 contest', ofContest({ closesAt: '2026-11-22T09:00:00.000Z' })),
  claim('another beginning', 'A15 contest', ofContest({ opensAt: '2026-11-22T05:00:00.000Z' })),
  claim('another log', 'A15 log', ofLog({ origin: 'elsewhere.example/log' })),
  claim('another key', 'A15 log', ofLog({ vkey: 'elsewhere' })),
  claim('a checkpoint of no log', 'A15 checkpoint', ofLog({ checkpoint: 'none' })),
  claim('another time of opening', 'A15 openedAt', () => ({ openedAt: '2026-11-22T05:30:00.000Z' })),
  claim('another time of closing', 'A15 closedAt', () => ({ closedAt: '2026-11-22T10:00:00.000Z' })),
  claim('a time in another spelling', 'A15 closedAt', ({ closedAt }) => ({ closedAt: closedAt.replace('.000Z', 'Z') })),
  claim('another size', ['A15 checkpoint', 'A15 size'], () => ({ size: 9 })),
  claim('the regions in another order', 'A15 regions', ({ regions }) => ({ regions: regions.toReversed() })),
  {
    name: 'a protocol that is not the one in the log',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) =>
      edit(files, RESULT, (bytes) => bytes.toString().replace('"ru":"Один ИИН', '"ru":"один ИИН')),
    ),
    finds: ['A14 table', 'A15 digest'],
    at: [10],
  },
  {
    name: 'a protocol with the proof of another entry',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, RESULT, (bytes) => bytes.toString().replace('index 10', 'index 9'))),
    finds: ['A15 proof'],
    at: [10],
  },
  {
    name: 'a protocol that is missing',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => files.delete(RESULT)),
    finds: ['A15 missing'],
    at: [10],
  },
  {
    name: 'a protocol that no entry stands for',
    base: 'embargo',
    level: 'public',
    corrupt: relist((files) => files.set(RESULT, Buffer.from('{"protocol":{},"proof":""}'))),
    finds: ['A15 not-in-the-log'],
  },
  {
    name: 'the tally changed',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, TABLE, (bytes) => bytes.toString().replace(/;0\r\n/, ';1\r\n'))),
    finds: ['A14 table'],
  },
  {
    name: 'the tally of another protocol',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, TABLE, (bytes) => bytes.toString().replace(/[0-9a-f]{64}/, '0'.repeat(64)))),
    finds: ['A14 table'],
  },
  {
    name: 'a tally without a candidate',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, TABLE, (bytes) => bytes.toString().replace(/[^\n]*\r\n$/, ''))),
    finds: ['A14 table', 'A14 texts'],
  },
  {
    name: 'a tally with the names of two candidates swapped',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) =>
      edit(files, TABLE, (bytes) => {
        const lines = bytes.toString().split('\r\n');
        const cells = lines.slice(-3, -1).map((line) => line.split(';'));
        const [one, two] = cells.map((row) => row.slice(5, 7));
        cells[0]!.splice(5, 2, ...two!);
        cells[1]!.splice(5, 2, ...one!);
        return [...lines.slice(0, -3), ...cells.map((row) => row.join(';')), ''].join('\r\n');
      }),
    ),
    finds: ['A14 texts'],
  },
  {
    name: 'a tally of another contest',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, TABLE, (bytes) => bytes.toString().replace('qamqor-demo', 'regional-demo'))),
    finds: ['A14 texts'],
  },
  {
    name: 'the text of the protocol missing among the documents',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, DOCUMENTS, () => '')),
    finds: ['A15 document'],
    at: [10],
  },
  {
    name: 'another text of the protocol among the documents',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => edit(files, DOCUMENTS, (bytes) => bytes.toString().replace('dauys/1', 'dauys/2'))),
    finds: ['A15 document'],
    at: [10],
  },
  {
    name: 'a document of no entry',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) =>
      edit(files, DOCUMENTS, (bytes) => `${bytes.toString()}{"index":11,"text":"a word more","type":20}\n`),
    ),
    finds: ['A01 no-such-entry'],
    at: [11],
  },
  {
    name: 'the tally missing',
    base: 'plain',
    level: 'public',
    corrupt: relist((files) => files.delete(TABLE)),
    finds: ['A14 table'],
  },
];
