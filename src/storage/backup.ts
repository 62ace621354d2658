import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DauysError, isDauysError } from '../domain/errors.ts';
import { errorCode, type Database } from './connection.ts';
import { openDatabase } from './database.ts';
import { verifyLedgerAtStart, type LogCrypto } from './ledger-check.ts';

const PAGES_PER_STEP = 2000;

export interface Backup {
  /** The verified copy. */
  readonly file: string;
  /** Entries in the copy by contest id. */
  readonly entries: Readonly<Record<string, number>>;
}

export interface BackupOptions {
  readonly crypto: LogCrypto;
  /** Pages copied, pages in all. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Copies a ledger in use into an empty directory, verifies the copy and only then gives it its name. The keys and the
 * high-water file are not in it: they never belong in a backup together with the ledger.
 * @param ledgerFile - the live database
 * @throws DauysError `backup-failed`; nothing is overwritten and nothing half-made stays.
 */
export async function backupDatabase(ledgerFile: string, directory: string, options: BackupOptions): Promise<Backup> {
  makeEmptyDirectory(directory);
  const partial = join(directory, 'ledger.db.partial');
  const file = join(directory, 'ledger.db');
  try {
    await copySnapshot(ledgerFile, partial, options.onProgress);
    const entries = verifyCopy(partial, options.crypto);
    syncPath(partial);
    renameSync(partial, file);
    syncPath(directory);
    return { file, entries };
  } catch (cause) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${suffix}`, { force: true });
    throw failed(isDauysError(cause) ? cause.message : `error ${errorCode(cause)}`, cause);
  }
}

function makeEmptyDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (readdirSync(directory).length === 0) return;
  } catch (cause) {
    throw failed(`${directory} cannot be used: ${errorCode(cause)}`, cause);
  }
  throw failed(`${directory} is not empty: a backup overwrites nothing`);
}

/** One read transaction over all steps: writers of other processes would make the copy begin anew without end. */
async function copySnapshot(
  ledgerFile: string,
  target: string,
  onProgress: BackupOptions['onProgress'],
): Promise<void> {
  const source = openDatabase(ledgerFile, { readonly: true });
  try {
    // Created here, so that nobody else reads it.
    closeSync(openSync(target, 'wx', 0o600));
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM contest').get();
    const { totalPages: copied } = await source.backup(target, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages - remainingPages, totalPages);
        return PAGES_PER_STEP;
      },
    });
    onProgress(copied, copied);
  } finally {
    source.close();
  }
}

function verifyCopy(file: string, crypto: LogCrypto): Record<string, number> {
  const copy = openDatabase(file);
  try {
    const verdict = copy.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok') throw failed('the copy fails its integrity check');
    return Object.fromEntries(contestIds(copy).map((id) => [id, verifyLedgerAtStart(copy, id, crypto)]));
  } finally {
    copy.close();
  }
}

function contestIds(db: Database): string[] {
  return db.prepare<[], string>('SELECT id FROM contest ORDER BY id').pluck().all();
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function failed(what: string, cause?: unknown): DauysError {
  return new DauysError('backup-failed', `no backup was made: ${what}`, { cause });
}
