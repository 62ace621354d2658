import { DauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import type { HighWaterMark } from '../intake/ports.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { parseNote } from '../log/note.ts';
import { openConnection, toOpenError, type Database } from './connection.ts';

interface Mark {
  readonly size: number;
  readonly root: Buffer;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS mark (
    contest TEXT    NOT NULL PRIMARY KEY,
    size    INTEGER NOT NULL CHECK (size >= 0),
    root    BLOB    NOT NULL CHECK (length(root) = 32)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS mark_rises BEFORE UPDATE ON mark
  WHEN NEW.contest IS NOT OLD.contest OR NEW.size <= OLD.size
  BEGIN SELECT RAISE(ABORT, 'a high-water mark only rises'); END;
  CREATE TRIGGER IF NOT EXISTS mark_delete BEFORE DELETE ON mark
  BEGIN SELECT RAISE(ABORT, 'a high-water mark stays'); END;
`;

/** Stands for a contest before its first entry: from then on a missing mark means a lost file. */
const NO_ROOT = new Uint8Array(32);

/**
 * Opens or makes the high-water file. It lives with the keys, apart from the ledger, and is never restored from a
 * backup: it is what tells an old copy of the ledger from the newest one.
 * @throws DauysError `config-invalid`, `ledger-corrupt` as opening the ledger does.
 */
export function openHighWater(file: string): HighWaterMark & { close(): void } {
  const db = openConnection(file, { readonly: false, cacheKib: 256, walPages: 64 });
  try {
    db.transaction(() => db.exec(SCHEMA)).immediate();
  } catch (error) {
    db.close();
    throw toOpenError(error);
  }
  const select = db.prepare<[string], Mark>('SELECT size, root FROM mark WHERE contest = ?');
  const upsert = db.prepare<[string, number, Uint8Array]>(
    `INSERT INTO mark VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, root = excluded.root WHERE excluded.size > size`,
  );
  const raise = db.transaction((contestId: string, size: number, root: Uint8Array) => {
    const standing = select.get(contestId);
    if (standing?.size === size && !equalBytes(standing.root, root)) {
      throw new DauysError(
        'ledger-corrupt',
        `two trees of ${size} entries were made for ${contestId}: its log is forked`,
      );
    }
    upsert.run(contestId, size, root);
  });
  return {
    read(contestId) {
      const mark = select.get(contestId);
      return mark && { size: mark.size, root: new Uint8Array(mark.root) };
    },
    // Under synchronous = FULL the transaction returns after its fsync. A mark that stands higher already was fsynced
    // by whoever raised it.
    async raise(contestId, size, root) {
      raise.immediate(contestId, size, root);
    },
    close: () => {
      db.close();
    },
  };
}

/**
 * Refuses a ledger that lost what was promised: an older copy, or another history. A ledger ahead of the mark is what
 * a crash between COMMIT and the mark leaves; the mark is then brought up to it.
 * @throws DauysError `ledger-behind`
 */
export async function checkHighWater(db: Database, highWater: HighWaterMark, contestId: string): Promise<void> {
  // The mark before the head: another process may be appending, and its COMMIT comes before its mark.
  const mark = highWater.read(contestId);
  const head = db.prepare<[string], Mark>('SELECT size, root FROM head WHERE contest = ?').get(contestId);
  if (mark === undefined) {
    if (head === undefined) return highWater.raise(contestId, 0, NO_ROOT);
    if (highWater.read(contestId) !== undefined) return checkHighWater(db, highWater, contestId);
    throw behind(contestId, `the high-water file has no mark for its ${head.size} entries`);
  }
  const size = head?.size ?? 0;
  if (size < mark.size) throw behind(contestId, `it holds ${size} of ${mark.size} entries that were confirmed`);
  if (mark.size > 0 && !equalBytes(rootAt(db, contestId, mark.size) ?? NO_ROOT, mark.root)) {
    throw behind(contestId, `its first ${mark.size} entries are not those that were confirmed`);
  }
  if (head !== undefined) await highWater.raise(contestId, head.size, head.root);
}

/** Every committed head is in the history. */
function rootAt(db: Database, contestId: string, size: number): Uint8Array | undefined {
  const note = db
    .prepare<[string, number], string>('SELECT note FROM checkpoint_history WHERE contest = ? AND size = ?')
    .pluck()
    .get(contestId, size);
  return note === undefined ? undefined : parseCheckpoint(parseNote(note).text).root;
}

function behind(contestId: string, what: string): DauysError {
  return new DauysError(
    'ledger-behind',
    `the ledger of ${contestId} is not the newest: ${what}. Bring back the newest data directory and the keys directory ` +
      'that belongs to it; never restore or delete the high-water file to get past this.',
  );
}
