import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/storage/database.ts';
import { createLedger } from '../../src/storage/ledger.ts';
import { append, CONTEST, makePlace, openLedger, planOf, type Place } from './ledger-fixture.ts';

let place: Place;
let db: Database;
beforeEach(async () => {
  place = makePlace();
  ({ db } = openLedger(place));
  await append(place, db, ['opened', ...Array.from({ length: 256 }, (_, i) => ({ voter: `v${i}` }))]);
  await createLedger(db).append(CONTEST, [], (state) => ({
    ...planOf(place, ['trust-changed'])(state),
    documents: [{ index: state.size, text: 'text' }],
  }));
});
afterEach(() => {
  db.close();
  place.remove();
});

/** SQL that tries to change what may never change, by what forbids it. */
const FORBIDDEN: readonly (readonly [sql: string, why: string])[] = [
  ['UPDATE entry SET time_ms = 1 WHERE idx = 3', 'append-only: entry'],
  ['DELETE FROM entry WHERE idx = 257', 'append-only: entry'],
  ['INSERT OR REPLACE INTO entry SELECT contest, idx, zeroblob(128), 1 FROM entry WHERE idx = 257', 'gapless: entry'],
  ['INSERT INTO entry SELECT contest, 259, leaf, 1 FROM entry WHERE idx = 257', 'gapless: entry'],
  ['UPDATE ballot SET candidate = 1 WHERE idx = 1', 'append-only: ballot'],
  ['UPDATE ballot SET voter_tag = randomblob(32) WHERE idx = 1', 'append-only: ballot'],
  ['DELETE FROM ballot WHERE idx = 1', 'append-only: ballot'],
  [
    'INSERT OR REPLACE INTO ballot SELECT contest, idx, voter_tag, 99, 1 FROM ballot WHERE idx = 1',
    'append-only: ballot',
  ],
  ['INSERT INTO ballot SELECT contest, 258, voter_tag, 1, 1 FROM ballot WHERE idx = 1', 'ballot without its entry'],
  ['INSERT INTO ballot SELECT contest, 0, randomblob(32), 1, 1 FROM ballot WHERE idx = 1', 'ballot without its entry'],
  ['DELETE FROM ballot_secret WHERE idx = 1', 'append-only: ballot_secret'],
  ["UPDATE ballot_secret SET receipt = 'other' WHERE idx = 1", 'append-only: ballot_secret'],
  ['UPDATE node SET hash = zeroblob(32)', 'append-only: node'],
  ['DELETE FROM node', 'append-only: node'],
  ['INSERT INTO node SELECT contest, level, 7, hash FROM node', 'gapless: node'],
  ["UPDATE document SET text = 'other'", 'append-only: document'],
  ['DELETE FROM document', 'append-only: document'],
  ['INSERT OR REPLACE INTO document SELECT contest, idx, 2 FROM document', 'append-only: document'],
  ["UPDATE checkpoint_history SET note = 'other'", 'append-only: checkpoint_history'],
  ['DELETE FROM checkpoint_history', 'append-only: checkpoint_history'],
  [
    "INSERT OR REPLACE INTO checkpoint_history SELECT contest, size, 'x' FROM checkpoint_history",
    'append-only: checkpoint_history',
  ],
  ['UPDATE head SET size = 257', 'head does not cover the entries'],
  ['UPDATE head SET root = zeroblob(32)', 'append-only: head'],
  ['UPDATE head SET size = 300', 'head does not cover the entries'],
  ['DELETE FROM head', 'append-only: head'],
  ['UPDATE contest SET digest = zeroblob(32)', 'append-only: contest identity'],
  ["UPDATE contest SET vkey = 'other'", 'append-only: contest identity'],
  ['DELETE FROM contest', 'append-only: contest'],
  ['INSERT OR REPLACE INTO contest SELECT * FROM contest', 'append-only: contest'],
];

const SIGNATURES = [1, 2].map((n) => ({ cms: Uint8Array.of(n), evidence: [] }));

/** Every table and its rows, as one text. */
function dump(): string {
  const tables = [
    'contest',
    'entry',
    'ballot',
    'ballot_secret',
    'annulment',
    'annulment_signature',
    'erasure',
    'node',
    'document',
    'checkpoint_history',
    'head',
  ];
  return JSON.stringify(tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all()));
}

describe('append-only', () => {
  it.each(FORBIDDEN)('%s', (sql, why) => {
    const before = dump();
    expect(() => db.exec(sql)).toThrow(why);
    expect(dump()).toBe(before);
  });

  it('annuls a ballot once, between closing and protocol, and only one that is there', async () => {
    const ledger = createLedger(db);
    const annul = (ballot: number) =>
      ledger.append(CONTEST, [], (state) => {
        const plan = planOf(place, [{ annuls: ballot }])(state);
        return { ...plan, annulments: [{ index: state.size, ballot, signatures: SIGNATURES }] };
      });
    await expect(annul(1)).toRejectWithCode('busy');
    await append(place, db, ['closed']);
    await annul(1);
    await expect(annul(1)).toRejectWithCode('busy');
    await expect(annul(0)).toRejectWithCode('busy');
    await expect(annul(9999)).toRejectWithCode('busy');
    expect((await ledger.state(CONTEST)).annulled).toEqual(new Map([[1, 259]]));
    for (const sql of ['UPDATE annulment SET ballot = 2', 'DELETE FROM annulment']) {
      expect(() => db.exec(sql)).toThrow('append-only: annulment');
    }
    for (const sql of ["UPDATE annulment_signature SET cms = x'00'", 'DELETE FROM annulment_signature']) {
      expect(() => db.exec(sql)).toThrow('append-only: annulment_signature');
    }
    await append(place, db, ['protocol']);
    await expect(annul(2)).toRejectWithCode('busy');
  });

  it('lets a record go only with the entry that says so, after the closing; the log stays whole', async () => {
    const ledger = createLedger(db);
    const erase = (ballot: number, of = ballot) =>
      ledger.append(CONTEST, [], (state) => {
        const plan = planOf(place, [{ erases: of }])(state);
        return { ...plan, erasures: [{ index: state.size, ballot }] };
      });
    await expect(erase(1)).toRejectWithCode('busy');
    await append(place, db, ['closed']);
    await expect(erase(1, 2)).toRejectWithCode('busy');
    await erase(1);
    await expect(erase(1)).toRejectWithCode('busy');
    expect((await ledger.state(CONTEST)).erased).toEqual(new Map([[1, 259]]));
    expect((await ledger.openings(CONTEST, 1, 3)).map((opening) => opening === undefined)).toEqual([true, false]);
    expect(await ledger.leaves(CONTEST, 0, 260)).toHaveLength(260);
    for (const sql of ['UPDATE erasure SET ballot = 2', 'DELETE FROM erasure']) {
      expect(() => db.exec(sql)).toThrow('append-only: erasure');
    }
  });

  it('refuses a plan whose decisions and leaves do not fit', async () => {
    await append(place, db, ['closed']);
    const ledger = createLedger(db);
    await expect(ledger.append(CONTEST, [], planOf(place, [{ annuls: 1 }]))).rejects.toThrow('needs its row');
    await expect(ledger.append(CONTEST, [], planOf(place, [{ erases: 1 }]))).rejects.toThrow('needs its row');
  });

  it('takes no ballot after the closing entry, while events still come', async () => {
    await append(place, db, ['closed']);
    await expect(append(place, db, [{ voter: 'late' }])).toRejectWithCode('busy');
    await expect(append(place, db, ['protocol', { voter: 'late' }])).toRejectWithCode('busy');
    expect(db.prepare('SELECT max(idx) FROM entry').pluck().get()).toBe(258);
    await append(place, db, ['protocol']);
    expect((await createLedger(db).state(CONTEST)).protocolIndex).toBe(259);
  });

  it('takes no ballot beside a closing entry of the same batch', async () => {
    await expect(append(place, db, ['closed', { voter: 'late' }])).toRejectWithCode('busy');
    expect((await createLedger(db).state(CONTEST)).closedIndex).toBeUndefined();
  });
});
