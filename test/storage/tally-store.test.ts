import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createTallyStore } from '../../src/storage/tally-store.ts';
import type { TallyStore } from '../../src/tally/ports.ts';
import { appendRows } from '../support/ledger-rows.ts';

const always = () => 'live' as const;

describe('the tally store', () => {
  let directory: string;
  let db: Database;
  let store: TallyStore;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-tally-'));
    db = openDatabase(join(directory, 'ledger.db'));
    store = createTallyStore(db);
  });
  afterEach(() => {
    db.close();
    rmSync(directory, { recursive: true });
  });

  it('knows nothing about a contest without entries', () => {
    expect(store.advance('a', 10)).toEqual({ cursor: 0, head: 0 });
    expect(store.counts('a')).toEqual({ size: 0, ballots: 0, byCandidate: new Map(), annulled: new Map() });
    expect(store.publication('a')).toBeUndefined();
    expect(store.publish('a', 1, always)).toBeUndefined();
  });

  it('advances in bounded steps, each counted once, and tells events from ballots', () => {
    appendRows(db, 'a', ['event', 7, 7, 9, 'event', 7]);
    expect(store.advance('a', 4)).toEqual({ cursor: 4, head: 6 });
    expect(store.counts('a')).toEqual({ size: 4, ballots: 3, byCandidate: new Map([[7, 2], [9, 1]]), annulled: new Map() }); // prettier-ignore
    expect(store.advance('a', 4)).toEqual({ cursor: 6, head: 6 });
    expect(store.advance('a', 4)).toEqual({ cursor: 6, head: 6 });
    expect(store.counts('a')).toEqual({ size: 6, ballots: 4, byCandidate: new Map([[7, 3], [9, 1]]), annulled: new Map() }); // prettier-ignore
    expect(store.turnout('a')).toEqual({ size: 6, ballots: 4 });
  });

  it('counts each ballot once into the quarter of an hour it was accepted in', () => {
    appendRows(db, 'a', ['event', 7, 7, 9, 'event', 7]);
    store.advance('a', 3);
    const [[quarter, ballots] = [0, 0]] = store.quarters('a');
    expect(ballots).toBe(2);
    store.advance('a', 9);
    expect([...store.quarters('a')]).toEqual([[quarter, 4]]);
    expect(store.quarters('b').size).toBe(0);
  });

  it('keeps contests apart', () => {
    appendRows(db, 'a', ['event', 1]);
    appendRows(db, 'b', ['event', 2, 2]);
    store.advance('a', 10);
    expect(store.counts('b').size).toBe(0);
    store.advance('b', 10);
    expect([...store.counts('b').byCandidate]).toEqual([[2, 2]]);
  });

  it('recounts ranges past the cursor', () => {
    appendRows(db, 'a', ['event', 7, 7, 9]);
    expect([...store.recount('a', 2, 4).accepted]).toEqual([[7, 1], [9, 1]]); // prettier-ignore
  });

  it('publishes the running counts as they stood, newest first', () => {
    appendRows(db, 'a', ['event', 7]);
    store.advance('a', 10);
    expect(store.publish('a', 5, always)).toEqual({ size: 2, ballots: 1, byCandidate: new Map([[7, 1]]), annulled: 0, publishedAtMs: 5, final: false }); // prettier-ignore
    appendRows(db, 'a', [9]);
    store.advance('a', 10);
    expect(store.publication('a')).toMatchObject({ size: 2, byCandidate: new Map([[7, 1]]) });
    store.publish('a', 6, always);
    expect(store.publication('a')).toMatchObject({ size: 3, publishedAtMs: 6, byCandidate: new Map([[7, 1], [9, 1]]) }); // prettier-ignore
  });

  it('publishes nothing twice, and nothing that is not due', () => {
    appendRows(db, 'a', ['event', 7]);
    store.advance('a', 10);
    expect(store.publish('a', 5, () => undefined)).toBeUndefined();
    expect(store.publish('a', 6, always)).toBeDefined();
    expect(store.publish('a', 7, always)).toBeUndefined();
  });

  it('publishes nothing after a final publication, not even by hand', () => {
    appendRows(db, 'a', ['event', 7, 'closed']);
    store.advance('a', 10);
    expect(store.publish('a', 5, () => 'final')).toMatchObject({ size: 3, final: true });
    appendRows(db, 'a', ['event']);
    store.advance('a', 10);
    expect(store.publish('a', 6, always)).toBeUndefined();
    expect(() => db.exec(`INSERT INTO tally_publication VALUES ('a', 4, 0, 1, 0, '[]', 0)`)).toThrow('is the last');
    expect(store.publication('a')).toMatchObject({ size: 3, final: true });
  });

  it('asks what is due again under the write lock', () => {
    appendRows(db, 'a', ['event', 7]);
    store.advance('a', 10);
    const rival = openDatabase(join(directory, 'ledger.db'));
    let asked = 0;
    const published = store.publish('a', 5, () => {
      asked++;
      // Between the look and the lock another process publishes the same counts.
      if (asked === 1) createTallyStore(rival).publish('a', 4, always);
      return 'live';
    });
    rival.close();
    expect(published).toBeUndefined();
    expect(store.publication('a')?.publishedAtMs).toBe(4);
  });

  it.each([
    'UPDATE tally_publication SET ballots = 0',
    'DELETE FROM tally_publication',
    `INSERT INTO tally_publication VALUES ('a', 1, 0, 1, 0, '[]', 0)`,
    `INSERT OR REPLACE INTO tally_publication VALUES ('a', 2, 0, 1, 0, '[]', 0)`,
  ])('refuses to rewrite what was published: %s', (statement) => {
    appendRows(db, 'a', ['event', 7]);
    store.advance('a', 10);
    store.publish('a', 5, always);
    expect(() => db.exec(statement)).toThrow(/append-only|more entries/);
    expect(store.publication('a')?.ballots).toBe(1);
  });
});
