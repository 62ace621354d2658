import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { DauysError } from '../domain/errors.ts';
import { migrate, assertMigrated } from './migrate.ts';

/** One connection of one process; SQLite serializes writers of all processes on the file. */
export type Database = SqliteDatabase.Database;

const BUSY_TIMEOUT_MS = 5000;

/** Set on every open and read back: the library reopens a WAL file with `synchronous = NORMAL`, which can lose a COMMIT. */
const DURABLE = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  recursive_triggers: 1,
  trusted_schema: 0,
} as const;
/** The random inserts into the index of voter tags want their pages in memory. */
const TUNING = { busy_timeout: BUSY_TIMEOUT_MS, cache_size: -98_304, wal_autocheckpoint: 4000 } as const;

/**
 * Opens the ledger file, makes its tables when it is new and refuses it when a COMMIT would not be durable.
 * @throws DauysError `ledger-corrupt` for a file that is no database, is newer than this program or was migrated by
 * other statements; `config-invalid` when the file cannot be opened or the settings do not hold.
 */
export function openDatabase(file: string, { readonly = false }: { readonly?: boolean } = {}): Database {
  const db = connect(file, readonly);
  try {
    setPragmas(db, readonly);
    if (readonly) assertMigrated(db);
    else migrate(db);
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
    throw new DauysError('config-invalid', `cannot open the ledger: ${codeOf(error)}`, { cause: error });
  }
}

function setPragmas(db: Database, readonly: boolean): void {
  const settings = { ...TUNING, ...DURABLE };
  for (const [name, value] of Object.entries(settings)) {
    if (name === 'journal_mode') {
      if (!readonly) enterWal(db);
    } else db.pragma(`${name} = ${value}`);
  }
  for (const [name, value] of Object.entries(settings)) {
    const actual: unknown = db.pragma(name, { simple: true });
    if (actual !== value) {
      throw new DauysError(
        'config-invalid',
        `SQLite keeps ${name} = ${String(actual)}, not ${value}: a COMMIT would not be durable`,
      );
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
      if (codeOf(error) !== 'SQLITE_BUSY' || attempt >= 200) throw error;
      pause(25);
    }
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function toOpenError(error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new DauysError('ledger-corrupt', `the ledger file is damaged: ${code}`, { cause: error });
  }
  if (code.startsWith('SQLITE_')) {
    return new DauysError('config-invalid', `cannot open the ledger: ${code}`, { cause: error });
  }
  return error;
}

/** The `code` of a system or SQLite error; empty when it has none. */
function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
