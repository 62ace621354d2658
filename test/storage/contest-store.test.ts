import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createContestStore } from '../../src/storage/contest-store.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { definition, makePlace, voterTag, type Place } from './ledger-fixture.ts';

const row = () => ({ definition: definition(), digest: voterTag('digest'), vkey: 'vkey' });

let place: Place;
let db: Database;
beforeEach(() => {
  place = makePlace();
  db = openDatabase(place.file);
});
afterEach(() => {
  db.close();
  place.remove();
});

describe('createContestStore', () => {
  it('keeps contests and lists them', () => {
    const store = createContestStore(db);
    expect(store.list()).toEqual([]);
    store.load(row());
    store.load(row());
    expect(createContestStore(db).list()).toEqual([row()]);
  });

  it('takes new summaries of the same definition', () => {
    const store = createContestStore(db);
    store.load(row());
    const summary = { kk: 'Қысқаша', ru: 'Кратко' };
    const candidates = definition().candidates.map((candidate) => ({ ...candidate, summary }));
    store.load({ ...row(), definition: { ...definition(), candidates } });
    expect(store.list()[0]!.definition.candidates[0]!.summary).toEqual(summary);
  });

  it('refuses another definition and another log key under the same id, and keeps the first', async () => {
    const store = createContestStore(db);
    store.load(row());
    await expect(() => {
      store.load({ ...row(), digest: voterTag('other') });
    }).toRejectWithCode('contest-conflict');
    await expect(() => {
      store.load({ ...row(), vkey: 'other' });
    }).toRejectWithCode('contest-conflict');
    expect(store.list()).toEqual([row()]);
  });
});
