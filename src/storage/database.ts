import { openConnection, toOpenError, type Database } from './connection.ts';
import { assertMigrated, migrate } from './migrate.ts';

export type { Database } from './connection.ts';

/** The random inserts into the index of voter tags want its pages in memory: about 90 bytes per ballot. */
const CACHE_KIB = 98_304;
/** A checkpoint runs inside somebody's COMMIT: with 4000 pages the rate is the same and the longest wait three times as long. */
const WAL_PAGES = 1000;

/**
 * Opens the ledger file, makes its tables when it is new and refuses it when a COMMIT would not be durable.
 * @throws DauysError `ledger-corrupt` for a file that is no database, is newer than this program or was migrated by
 * other statements; `config-invalid` when the file cannot be opened or the settings do not hold.
 */
export function openDatabase(file: string, { readonly = false }: { readonly?: boolean } = {}): Database {
  const db = openConnection(file, { readonly, cacheKib: CACHE_KIB, walPages: WAL_PAGES });
  try {
    if (readonly) assertMigrated(db);
    else migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw toOpenError(error);
  }
}
