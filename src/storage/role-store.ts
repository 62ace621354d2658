import type { Role, RoleGrant, RoleStore } from '../intake/roles.ts';
import type { Database } from './connection.ts';

interface RoleRow {
  readonly id: string;
  readonly contest: string;
  readonly role: Role;
  readonly granted_at_ms: number;
  readonly granted_by: string;
  readonly revoked_at_ms: number | null;
  readonly revoked_by: string | null;
}

const COLUMNS = 'id, contest, role, granted_at_ms, granted_by, revoked_at_ms, revoked_by';

/** Roles in the ledger file, by member tag; other processes see a revocation at once. */
export function createRoleStore(db: Database): RoleStore {
  const insert = db.prepare<[string, string, string, Uint8Array, number, string]>(
    `INSERT INTO role_grant (id, contest, role, member_tag, granted_at_ms, granted_by) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (contest, member_tag, role) WHERE revoked_at_ms IS NULL DO NOTHING`,
  );
  const inForce = `SELECT ${COLUMNS} FROM role_grant WHERE contest = ? AND member_tag = ? AND revoked_at_ms IS NULL`;
  const find = db.prepare<[string, Uint8Array, Role], RoleRow>(`${inForce} AND role = ?`);
  const rolesOf = db.prepare<[string, Uint8Array], RoleRow>(`${inForce} ORDER BY role`);
  const grant = db.prepare<[string], RoleRow>(`SELECT ${COLUMNS} FROM role_grant WHERE id = ?`);
  const list = db.prepare<[], RoleRow>(`SELECT ${COLUMNS} FROM role_grant ORDER BY granted_at_ms, id`);
  const revoke = db.prepare<[number, string, string]>(
    'UPDATE role_grant SET revoked_at_ms = ?, revoked_by = ? WHERE id = ? AND revoked_at_ms IS NULL',
  );
  return {
    insert: (memberTag, { id, contest, role, grantedAtMs, grantedBy }) =>
      insert.run(id, contest, role, memberTag, grantedAtMs, grantedBy).changes === 1,
    find(contestId, memberTag, role) {
      const row = find.get(contestId, memberTag, role);
      return row && toGrant(row);
    },
    rolesOf: (contestId, memberTag) => rolesOf.all(contestId, memberTag).map(toGrant),
    grant(id) {
      const row = grant.get(id);
      return row && toGrant(row);
    },
    list: () => list.all().map(toGrant),
    revoke: (id, atMs, by) => revoke.run(atMs, by, id).changes === 1,
  };
}

function toGrant(row: RoleRow): RoleGrant {
  return {
    id: row.id,
    contest: row.contest,
    role: row.role,
    grantedAtMs: row.granted_at_ms,
    grantedBy: row.granted_by,
    revokedAtMs: row.revoked_at_ms ?? undefined,
    revokedBy: row.revoked_by ?? undefined,
  };
}
