import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { DauysError } from '../domain/errors.ts';

/** One connection of one process; SQLite serializes the writers of all processes on the file. */
export type Database = SqliteDatabase.Database;

export interface ConnectionOptions {
  readonly readonly: boolean;
  readonly cacheKib: number;
  /** Pages in the write-ahead log that start a checkpoint. */
  readonly walPages: number;
}

const BUSY_TIMEOUT_MS = 5000;

/** Set on every open and read back: the library reopens a WAL file with `synchronous = NORMAL`, which can lose a COMMIT. */
const DURABLE = {
  busy_timeout: BUSY_TIMEOUT_MS,
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  // Without it INSERT OR REPLACE deletes rows past the triggers that forbid deleting.
  recursive_triggers: 1,
  trusted_schema: 0,
  // What is erased is overwritten, also where a page keeps what it moved.
  secure_delete: 1,
} as const;

/**
 * Opens or creates a database in which a COMMIT is durable.
 * @throws DauysError `config-invalid` when the file cannot be opened or a setting does not hold, `ledger-corrupt` for
 * a file that is no database.
 */
export function openConnection(file: string, options: ConnectionOptions): Database {
  const db = connect(file, options.readonly);
  try {
    applySettings(db, options);
    if (!options.readonly) settleRecovered(db);
    return db;
  } catch (error) {
    db.close();
    throw toOpenError(error);
  }
}

function connect(file: string, readonly: boolean): Database {
  try {
    if (!readonly) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      // Created here and not by SQLite, so that nobody else reads it; `-wal` and `-shm` take over its mode.
      closeSync(openSync(file, 'a', 0o600));
    }
    return new SqliteDatabase(file, { readonly, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw new DauysError('config-invalid', `cannot open the database: ${errorCode(error)}`, { cause: error });
  }
}

function applySettings(db: Database, { readonly, cacheKib, walPages }: ConnectionOptions): void {
  const settings = { ...DURABLE, cache_size: -cacheKib, wal_autocheckpoint: walPages };
  for (const [name, value] of Object.entries(settings)) {
    if (name !== 'journal_mode') db.pragma(`${name} = ${value}`);
    else if (!readonly) enterWal(db);
  }
  for (const [name, value] of Object.entries(settings)) {
    const actual: unknown = db.pragma(name, { simple: true });
    if (actual !== value) {
      throw new DauysError('config-invalid', `SQLite keeps ${name} = ${String(actual)} instead of ${value}`);
    }
  }
}

/** Entering WAL needs the file for itself for a moment, and SQLite does not wait for that by itself. */
function enterWal(db: Database): void {
  for (let attempt = 0; ; attempt++) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (errorCode(error) !== 'SQLITE_BUSY' || attempt >= 200) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 25);
    }
  }
}

/**
 * A process that died between writing a COMMIT and its fsync leaves rows that the next one reads though they may not
 * be on disk. Copying the write-ahead log into the file and syncing that makes them as good as any other, before
 * anybody is told of them. When other connections hold it back, the first of them has done it.
 */
function settleRecovered(db: Database): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
}

/** What an error of SQLite or the system at opening means; DauysErrors pass. */
export function toOpenError(error: unknown): unknown {
  const code = errorCode(error);
  if (isCorrupt(code)) return new DauysError('ledger-corrupt', `the database is damaged: ${code}`, { cause: error });
  if (code.startsWith('SQLITE_')) {
    return new DauysError('config-invalid', `cannot open the database: ${code}`, { cause: error });
  }
  return error;
}

/** True for the SQLite codes of a damaged file. */
export function isCorrupt(code: string): boolean {
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
}

/** The `code` of an error of SQLite, the system or Dauys; empty when it has none. */
export function errorCode(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
