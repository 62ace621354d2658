import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createContestKeys } from '../../src/keys/contest-keys.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { sha256 } from '../../src/signature/digest.ts';
import type { Database } from '../../src/storage/database.ts';
import { verifyLedgerAtStart } from '../../src/storage/ledger-check.ts';
import { append, CONTEST, makePlace, openLedger, ORIGIN, type Item, type Place } from './ledger-fixture.ts';

const crypto = { sha256, verifyEd25519 };
const voters = (from: number, count: number): Item[] =>
  Array.from({ length: count }, (_, i) => ({ voter: `v${from + i}` }));
const check = (): number => verifyLedgerAtStart(db, CONTEST, crypto);

let place: Place;
let db: Database;
beforeEach(() => {
  place = makePlace();
  ({ db } = openLedger(place));
});
afterEach(() => {
  db.close();
  place.remove();
});

/** Somebody with the file and a tool: constraints and triggers out of the way. */
function tamper(sql: string): void {
  db.pragma('foreign_keys = OFF');
  for (const name of db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    db.exec(`DROP TRIGGER ${name}`);
  }
  db.exec(sql);
}

const DAMAGE: readonly (readonly [what: string, sql: string])[] = [
  ['the last entry is gone', 'DELETE FROM entry WHERE idx = 600'],
  ['an entry too many', 'INSERT INTO entry SELECT contest, 601, leaf, 1 FROM entry WHERE idx = 600'],
  [
    'a leaf of the last tile is changed',
    'UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 1) WHERE idx = 590',
  ],
  [
    'a leaf of the last full tile is changed',
    'UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 1) WHERE idx = 300',
  ],
  ['a leaf of the last tile is missing', 'DELETE FROM entry WHERE idx = 590'],
  ['a node is changed', 'UPDATE node SET hash = zeroblob(32) WHERE idx = 0'],
  ['a node is missing', 'DELETE FROM node WHERE idx = 1'],
  ['the root is changed', 'UPDATE head SET root = zeroblob(32)'],
  ['the edge is changed', 'UPDATE head SET edge = zeroblob(length(edge))'],
  ['the edge is too short', 'UPDATE head SET edge = substr(edge, 1, 32)'],
  ['the head is gone', 'DELETE FROM head'],
  [
    'the head is an older one',
    'UPDATE head SET size = 1, checkpoint = (SELECT note FROM checkpoint_history WHERE size = 1)',
  ],
  ['the checkpoint is gone from the history', 'DELETE FROM checkpoint_history WHERE size = 601'],
  [
    'the checkpoint is not signed by the key',
    "UPDATE head SET checkpoint = replace(checkpoint, '— ', '— x'); UPDATE checkpoint_history SET note = replace(note, '— ', '— x')",
  ],
  ['the checkpoint is no note', "UPDATE head SET checkpoint = 'text'; UPDATE checkpoint_history SET note = 'text'"],
  [
    'the checkpoint is of another size',
    `UPDATE head SET checkpoint = (SELECT note FROM checkpoint_history WHERE size = 1);
     UPDATE checkpoint_history SET note = (SELECT note FROM checkpoint_history WHERE size = 1) WHERE size = 601`,
  ],
  ['a ballot of the last tile is gone', 'DELETE FROM ballot WHERE idx = 600'],
  ['a ballot stands beyond the log', 'UPDATE ballot SET idx = 700 WHERE idx = 5'],
];

describe('verifyLedgerAtStart', () => {
  it('accepts an empty log', () => {
    expect(check()).toBe(0);
  });

  it('accepts a log at every shape of its tree', async () => {
    await append(place, db, ['opened']);
    expect(check()).toBe(1);
    let size = 1;
    for (const step of [1, 1, 1, 251, 1, 1, 255, 1, 300]) {
      await append(place, db, voters(size, step));
      size += step;
      expect(check()).toBe(size);
    }
  });

  it('accepts a log of several levels of tiles', async () => {
    await append(
      place,
      db,
      Array.from({ length: 65_836 }, () => 'decision' as const),
    );
    expect(check()).toBe(65_836);
    tamper('UPDATE node SET hash = zeroblob(32) WHERE level = 16');
    await expect(check).toRejectWithCode('ledger-corrupt');
  });

  it('accepts a log with an erased record', async () => {
    await append(place, db, voters(0, 3));
    db.exec('DROP TRIGGER ballot_secret_delete; DELETE FROM ballot_secret');
    expect(check()).toBe(3);
  });

  it.each(DAMAGE)('refuses when %s', async (_, sql) => {
    await append(place, db, ['opened']);
    await append(place, db, voters(0, 600));
    tamper('SELECT 1');
    expect(check()).toBe(601);
    tamper(sql);
    await expect(check).toRejectWithCode('ledger-corrupt');
  });

  it('refuses a log signed by another key of the same name', async () => {
    await append(place, db, ['opened']);
    const other = createContestKeys(`${place.dir}/other`, { id: CONTEST, origin: ORIGIN });
    tamper(`UPDATE contest SET vkey = '${other.vkey}'`);
    await expect(check).toRejectWithCode('ledger-corrupt');
  });
});
