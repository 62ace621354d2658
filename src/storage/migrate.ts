import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { Database } from './connection.ts';
import { DauysError } from '../domain/errors.ts';

const DIRECTORY = new URL('./migrations/', import.meta.url);

/** One file `NNN-name.sql`, applied once, in order, and never changed afterwards. */
interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

interface AppliedRow {
  readonly version: number;
  readonly sha256: string;
}

/**
 * Brings the tables up to date in one immediate transaction; several processes may do it at once.
 * @throws DauysError `ledger-corrupt` when the database is newer than this program or was made by other statements.
 */
export function migrate(db: Database): void {
  const migrations = readMigrations();
  if (isCurrent(db, migrations)) return;
  db.transaction(() => {
    // Read again under the write lock: another process may have been first.
    if (isCurrent(db, migrations)) return;
    db.exec(
      'CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT',
    );
    const record = db.prepare<[number, string, string]>('INSERT INTO schema_migration VALUES (?, ?, ?)');
    const from = versionOf(db);
    for (const { version, name, sql, sha256 } of migrations) {
      if (version <= from) continue;
      db.exec(sql);
      record.run(version, name, sha256);
      db.pragma(`user_version = ${version}`);
    }
  }).immediate();
}

/** For connections that may not write. @throws DauysError `ledger-corrupt` unless the tables are up to date. */
export function assertMigrated(db: Database): void {
  if (!isCurrent(db, readMigrations())) {
    throw new DauysError('ledger-corrupt', 'the ledger was written by an older version: open it for writing once');
  }
}

/** Also checks all that was applied before. */
function isCurrent(db: Database, migrations: readonly Migration[]): boolean {
  const newest = migrations.at(-1)?.version ?? 0;
  const version = versionOf(db);
  if (version > newest) {
    throw new DauysError(
      'ledger-corrupt',
      `the ledger has schema ${version}, this program knows ${newest}: use the newer program`,
    );
  }
  if (version > 0)
    assertUnchanged(
      db,
      migrations.filter((m) => m.version <= version),
    );
  return version === newest;
}

function assertUnchanged(db: Database, expected: readonly Migration[]): void {
  const applied = db.prepare<[], AppliedRow>('SELECT version, sha256 FROM schema_migration ORDER BY version').all();
  const same =
    applied.length === expected.length &&
    expected.every((m, i) => applied[i]?.version === m.version && applied[i].sha256 === m.sha256);
  if (!same)
    throw new DauysError('ledger-corrupt', 'the ledger was migrated by other statements than this program has');
}

function versionOf(db: Database): number {
  const version: unknown = db.pragma('user_version', { simple: true });
  return typeof version === 'number' ? version : 0;
}

function readMigrations(): Migration[] {
  return readdirSync(DIRECTORY)
    .filter((name) => /^\d{3}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(name, DIRECTORY), 'utf8');
      return { version: Number(name.slice(0, 3)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    });
}
