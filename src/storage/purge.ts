import type { Database } from './connection.ts';

const TRIES = 5;

/**
 * Empties the write-ahead log, where older versions of pages still hold what was erased; in the file itself they are
 * overwritten (`secure_delete`).
 * @returns false when readers held it back: the next quiet moment, or the next start, does it
 */
export function purgeWriteAheadLog(db: Database): boolean {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
    if (row?.busy === 0) return true;
  }
  return false;
}
