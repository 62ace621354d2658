import type { TokenRecord, TokenRole, TokenStore } from '../intake/tokens.ts';
import type { Database } from './database.ts';

interface TokenRow {
  readonly id: string;
  readonly role: TokenRole;
  readonly contest: string;
  readonly created_at_ms: number;
  readonly expires_at_ms: number;
  readonly revoked_at_ms: number | null;
}

const COLUMNS = 'id, role, contest, created_at_ms, expires_at_ms, revoked_at_ms';

/** Tokens in the ledger file, by hash; other processes see a revocation at once. */
export function createTokenStore(db: Database): TokenStore {
  const insert = db.prepare<[Uint8Array, string, string, string, number, number]>(
    'INSERT INTO token (hash, id, role, contest, created_at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const find = db.prepare<[Uint8Array], TokenRow>(`SELECT ${COLUMNS} FROM token WHERE hash = ?`);
  const list = db.prepare<[], TokenRow>(`SELECT ${COLUMNS} FROM token ORDER BY created_at_ms, id`);
  const revoke = db.prepare<[number, string]>(
    'UPDATE token SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL',
  );
  return {
    insert(hash, { id, role, contest, createdAtMs, expiresAtMs }) {
      insert.run(hash, id, role, contest, createdAtMs, expiresAtMs);
    },
    find(hash) {
      const row = find.get(hash);
      return row === undefined ? undefined : toRecord(row);
    },
    list: () => list.all().map(toRecord),
    revoke: (id, atMs) => revoke.run(atMs, id).changes === 1,
  };
}

function toRecord(row: TokenRow): TokenRecord {
  return {
    id: row.id,
    role: row.role,
    contest: row.contest,
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    revokedAtMs: row.revoked_at_ms ?? undefined,
  };
}
