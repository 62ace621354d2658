import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { sha256 } from '../../src/signature/digest.ts';
import { backupData } from '../../src/storage/backup.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { checkHighWater, openHighWater } from '../../src/storage/high-water.ts';
import { append, CONTEST, makePlace, openLedger, type Item, type Place } from './ledger-fixture.ts';

const crypto = { sha256, verifyEd25519 };
const quiet = { crypto, onProgress: () => undefined };
const voters = (from: number, count: number): Item[] =>
  Array.from({ length: count }, (_, i) => ({ voter: `v${from + i}` }));

let place: Place;
let db: Database;
let target: string;
beforeEach(() => {
  place = makePlace();
  ({ db } = openLedger(place));
  target = join(place.dir, 'backup', 'today');
});
afterEach(() => {
  db.close();
  place.remove();
});

describe('backupData', () => {
  it('makes one verified file that nobody else can read, and tells how far it is', async () => {
    await append(place, db, ['opened', ...voters(0, 300)], { bytes: 3000 });
    const seen: string[] = [];
    const backup = await backupData(dirname(place.file), target, {
      crypto,
      onProgress: (step, done, total) => seen.push(`${step} ${total === 0 ? 1 : done / total}`),
    });
    expect(backup).toEqual({ file: join(target, 'ledger.db'), entries: { [CONTEST]: 301 }, lists: 0 });
    expect(readdirSync(target)).toEqual(['ledger.db']);
    expect(statSync(backup.file).mode & 0o777).toBe(0o600);
    expect(seen).toEqual(expect.arrayContaining(['ledger 1', 'evidence 1']));
    const copy = openDatabase(backup.file);
    expect(copy.prepare('SELECT count(*) FROM ballot_secret').pluck().get()).toBe(300);
    copy.close();
  });

  it('is whole while other connections append', async () => {
    await append(place, db, ['opened', ...voters(0, 200)], { bytes: 60_000 });
    const before = 201;
    let batch = 0;
    const writing: Promise<unknown>[] = [];
    const { entries, file } = await backupData(dirname(place.file), target, {
      crypto,
      onProgress: (step) => step === 'ledger' && writing.push(append(place, db, voters(1000 + batch++, 1))),
    });
    await Promise.all(writing);
    expect(batch).toBeGreaterThan(0);
    expect(entries[CONTEST]).toBe(before);
    const copy = openDatabase(file);
    expect(copy.prepare('SELECT count(*) FROM entry').pluck().get()).toBe(before);
    copy.close();
  });

  it('overwrites nothing', async () => {
    await append(place, db, ['opened']);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'ledger.db'), 'kept');
    await expect(backupData(dirname(place.file), target, quiet)).toRejectWithCode('backup-failed');
    expect(readdirSync(target)).toEqual(['ledger.db']);
    await expect(backupData(dirname(place.file), join(target, 'ledger.db'), quiet)).toRejectWithCode('backup-failed');
  });

  it('keeps no copy of a damaged log', async () => {
    await append(place, db, ['opened']);
    db.exec('DROP TRIGGER head_grows; DROP TRIGGER head_history_update; UPDATE head SET root = zeroblob(32)');
    await expect(backupData(dirname(place.file), target, quiet)).toRejectWithCode('backup-failed');
    expect(readdirSync(target)).toEqual([]);
  });

  it('no-rollback: a copy put back in the place of a newer ledger is refused', async () => {
    const highWater = openHighWater(join(place.dir, 'keys', 'high-water.db'));
    try {
      await checkHighWater(db, highWater, CONTEST);
      const { head: older } = await append(place, db, ['opened']);
      await highWater.raise(CONTEST, older!.size, older!.root);
      const { file } = await backupData(dirname(place.file), target, quiet);
      const { head: newer } = await append(place, db, voters(0, 1));
      await highWater.raise(CONTEST, newer!.size, newer!.root);
      db.close();
      rmSync(dirname(place.file), { recursive: true });
      mkdirSync(dirname(place.file));
      renameSync(file, place.file);
      db = openDatabase(place.file);
      await expect(checkHighWater(db, highWater, CONTEST)).toRejectWithCode('ledger-behind');
      // Another voter after the restore: the same size again, but another tree.
      await append(place, db, voters(7, 1));
      await expect(checkHighWater(db, highWater, CONTEST)).toRejectWithCode('ledger-behind');
      await append(place, db, voters(8, 1));
      await expect(checkHighWater(db, highWater, CONTEST)).toRejectWithCode('ledger-behind');
    } finally {
      highWater.close();
    }
  });
});
