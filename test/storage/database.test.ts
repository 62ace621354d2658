import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import SqliteDatabase from 'better-sqlite3';
import { openDatabase } from '../../src/storage/database.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dauys-database-'));
  file = join(dir, 'data', 'ledger.db');
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('openDatabase', () => {
  it('keeps the invariant "durable": WAL and synchronous = FULL on the first open and on every other', () => {
    for (let i = 0; i < 2; i++) {
      const db = openDatabase(file);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
      expect(db.pragma('recursive_triggers', { simple: true })).toBe(1);
      expect(db.pragma('trusted_schema', { simple: true })).toBe(0);
      expect(db.pragma('busy_timeout', { simple: true })).toBe(5000);
      db.close();
    }
  });

  it('makes a file nobody else can read', () => {
    openDatabase(file).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('refuses a place where WAL cannot be had', async () => {
    await expect(() => openDatabase(join(dir, 'missing', '\0'))).toRejectWithCode('config-invalid');
    await expect(() => openDatabase(dir)).toRejectWithCode('config-invalid');
  });

  it('refuses a file that is no database', async () => {
    const other = join(dir, 'other.db');
    writeFileSync(
      other,
      'these bytes are longer than a header of SQLite but they are none, whatever one does.'.repeat(20),
    );
    await expect(() => openDatabase(other)).toRejectWithCode('ledger-corrupt');
  });

  it('refuses a database newer than the program', async () => {
    const db = openDatabase(file);
    db.pragma('user_version = 999');
    db.close();
    await expect(() => openDatabase(file)).toRejectWithCode('ledger-corrupt');
  });

  it('refuses a database that was migrated by other statements', async () => {
    const db = openDatabase(file);
    db.exec("UPDATE schema_migration SET sha256 = 'other' WHERE version = 1");
    db.close();
    await expect(() => openDatabase(file)).toRejectWithCode('ledger-corrupt');
    await expect(() => openDatabase(file, { readonly: true })).toRejectWithCode('ledger-corrupt');
  });

  it('refuses to read an empty file as a ledger, and writes nothing when it only reads', async () => {
    await expect(() => openDatabase(file, { readonly: true })).toRejectWithCode('config-invalid');
    openDatabase(file).close();
    const reader = openDatabase(file, { readonly: true });
    expect(() => reader.exec('CREATE TABLE t (a)')).toThrow('readonly');
    reader.close();
  });

  it('lets several processes make the same new ledger at once', async () => {
    const script = join(import.meta.dirname, '../../src/storage/database.ts');
    const code = `const { openDatabase } = await import(${JSON.stringify(script)}); openDatabase(${JSON.stringify(file)}).close();`;
    const run = (): Promise<number | null> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        child.on('exit', resolve);
      });
    expect(await Promise.all([run(), run(), run()])).toEqual([0, 0, 0]);
    const db = new SqliteDatabase(file, { readonly: true });
    expect(db.prepare('SELECT count(*) FROM schema_migration WHERE version = 1').pluck().get()).toBe(1);
    db.close();
  });
});
