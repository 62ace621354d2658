import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DauysError, isDauysError } from '../domain/errors.ts';
import { copyLists, findNamedLists } from './backup-lists.ts';
import { errorCode, type Database } from './connection.ts';
import { openDatabase } from './database.ts';
import { verifyLedgerAtStart, type LogCrypto } from './ledger-check.ts';

const PAGES_PER_STEP = 2000;

export interface Backup {
  /** The verified copy. */
  readonly file: string;
  /** Entries in the copy by contest id. */
  readonly entries: Readonly<Record<string, number>>;
  /** Revocation lists in the copy. */
  readonly lists: number;
}

/** Copying pages, reading the evidence of ballots, copying lists. */
export type BackupStep = 'ledger' | 'evidence' | 'lists';

export interface BackupOptions {
  readonly crypto: LogCrypto;
  /** Pages, ballots or lists done, and in all. */
  readonly onProgress: (step: BackupStep, done: number, total: number) => void;
}

/**
 * Copies a ledger in use and the revocation lists its ballots were decided by into an empty directory, verifies the copy
 * and only then gives it its name. The keys and the high-water file are not in it: they never belong in a backup
 * together with the ledger.
 * @param dataDirectory - of the live database
 * @throws DauysError `backup-failed`; nothing is overwritten and nothing half-made stays.
 */
export async function backupData(dataDirectory: string, directory: string, options: BackupOptions): Promise<Backup> {
  makeEmptyDirectory(directory);
  const partial = join(directory, 'ledger.db.partial');
  const file = join(directory, 'ledger.db');
  const lists = join(directory, 'lists');
  const tell = (step: BackupStep) => options.onProgress.bind(undefined, step);
  try {
    await copySnapshot(join(dataDirectory, 'ledger.db'), partial, tell('ledger'));
    const { entries, named } = verifyCopy(partial, options.crypto, tell('evidence'));
    // After the ledger: a list is on disk before anybody decides by it.
    const copied = await copyLists(join(dataDirectory, 'lists'), lists, { named, tell: tell('lists') });
    if (copied > 0) syncPath(lists);
    syncPath(partial);
    renameSync(partial, file);
    syncPath(directory);
    return { file, entries, lists: copied };
  } catch (cause) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${partial}${suffix}`, { force: true });
    rmSync(lists, { recursive: true, force: true });
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
  tell: (done: number, total: number) => void,
): Promise<void> {
  const source = openDatabase(ledgerFile, { readonly: true });
  try {
    // Created here, so that nobody else reads it.
    closeSync(openSync(target, 'wx', 0o600));
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM contest').get();
    const { totalPages: copied } = await source.backup(target, {
      progress({ totalPages, remainingPages }) {
        tell(totalPages - remainingPages, totalPages);
        return PAGES_PER_STEP;
      },
    });
    tell(copied, copied);
  } finally {
    source.close();
  }
}

function verifyCopy(
  file: string,
  crypto: LogCrypto,
  tell: (done: number, total: number) => void,
): Pick<Backup, 'entries'> & { readonly named: ReadonlySet<string> } {
  const copy = openDatabase(file);
  try {
    const verdict = copy.pragma('integrity_check(1)', { simple: true });
    if (verdict !== 'ok') throw failed('the copy fails its integrity check');
    const entries = Object.fromEntries(contestIds(copy).map((id) => [id, verifyLedgerAtStart(copy, id, crypto)]));
    return { entries, named: findNamedLists(copy, tell) };
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
