import { equalBytes } from '../encoding/bytes.ts';
import type { TreeHead } from '../log/merkle.ts';
import type { CosignedTree, WitnessMemory } from '../log/witness.ts';
import { openConnection, toOpenError } from './connection.ts';

interface Row {
  readonly size: number;
  readonly root: Buffer;
  readonly text: string;
  readonly note: string;
  readonly timeSeconds: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cosigned (
    origin TEXT    NOT NULL PRIMARY KEY,
    size   INTEGER NOT NULL CHECK (size >= 0),
    root   BLOB    NOT NULL CHECK (length(root) = 32),
    text   TEXT    NOT NULL,
    note   TEXT    NOT NULL,
    time   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER IF NOT EXISTS cosigned_grows BEFORE UPDATE ON cosigned
  WHEN NEW.origin IS NOT OLD.origin OR NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root IS NOT OLD.root)
  BEGIN SELECT RAISE(ABORT, 'a cosigned tree only grows'); END;
  CREATE TRIGGER IF NOT EXISTS cosigned_delete BEFORE DELETE ON cosigned
  BEGIN SELECT RAISE(ABORT, 'a cosigned tree stays'); END;
`;

/**
 * Opens or makes the file of a witness's memory. Never restored from a backup: a witness that forgets can be made to
 * cosign a fork.
 * @throws DauysError `config-invalid`, `ledger-corrupt` as opening the ledger does.
 */
export function openWitnessMemory(file: string): WitnessMemory & { close(): void } {
  const db = openConnection(file, { readonly: false, cacheKib: 256, walPages: 64 });
  try {
    db.transaction(() => db.exec(SCHEMA)).immediate();
  } catch (error) {
    db.close();
    throw toOpenError(error);
  }
  const select = db.prepare<[string], Row>(
    'SELECT size, root, text, note, time AS timeSeconds FROM cosigned WHERE origin = ?',
  );
  const upsert = db.prepare<[string, number, Uint8Array, string, string, number]>(
    `INSERT INTO cosigned VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, root = excluded.root, text = excluded.text, note = excluded.note,
       time = excluded.time`,
  );
  const read = (origin: string): CosignedTree | undefined => {
    const row = select.get(origin);
    return row && { ...row, root: new Uint8Array(row.root) };
  };
  const advance = db.transaction((origin: string, last: TreeHead | undefined, next: CosignedTree) => {
    if (!isSame(read(origin), last)) return false;
    upsert.run(origin, next.size, next.root, next.text, next.note, next.timeSeconds);
    return true;
  });
  return {
    last: read,
    // Under synchronous = FULL the transaction returns after its fsync.
    advance: (origin, last, next) => advance.immediate(origin, last, next),
    close: () => {
      db.close();
    },
  };
}

function isSame(a: TreeHead | undefined, b: TreeHead | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && equalBytes(a.root, b.root);
}
