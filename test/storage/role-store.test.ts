import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { grantRole, memberTagOf, type Role, type RoleStore } from '../../src/intake/roles.ts';
import type { Database } from '../../src/storage/database.ts';
import { createRoleStore } from '../../src/storage/role-store.ts';
import { CONTEST, makePlace, openLedger, type Place } from './ledger-fixture.ts';

const NOW = Date.UTC(2026, 0, 10);
const MEMBER = new Uint8Array(32).fill(7);
const OTHER = new Uint8Array(32).fill(8);

let place: Place;
let db: Database;
let store: RoleStore;
let counter: number;
beforeEach(() => {
  place = makePlace();
  ({ db } = openLedger(place));
  store = createRoleStore(db);
  counter = 0;
});
afterEach(() => {
  db.close();
  place.remove();
});

function grant(role: Role = 'commission', memberTag = MEMBER, contestId = CONTEST) {
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(++counter);
  return grantRole({ contestId, role, memberTag, nowMs: NOW, by: 'operator' }, { store, random });
}

describe('roles', () => {
  it('are held by the person, in the contest and the role they were granted for', () => {
    const { created, grant: given } = grant();
    expect(created).toBe(true);
    expect(store.find(CONTEST, MEMBER, 'commission')).toEqual(given);
    expect(store.find(CONTEST, MEMBER, 'auditor')).toBeUndefined();
    expect(store.find(CONTEST, OTHER, 'commission')).toBeUndefined();
    expect(store.find('another', MEMBER, 'commission')).toBeUndefined();
    grant('auditor');
    expect(store.rolesOf(CONTEST, MEMBER).map(({ role }) => role)).toEqual(['auditor', 'commission']);
  });

  it('are granted once at a time, and again after they were revoked', () => {
    const first = grant().grant;
    expect(grant()).toEqual({ created: false, grant: first });
    expect(store.revoke(first.id, NOW + 1, 'another')).toBe(true);
    expect(store.revoke(first.id, NOW + 2, 'another')).toBe(false);
    expect(store.find(CONTEST, MEMBER, 'commission')).toBeUndefined();
    expect(store.rolesOf(CONTEST, MEMBER)).toEqual([]);
    const second = grant();
    expect(second.created).toBe(true);
    expect(store.list()).toEqual([{ ...first, revokedAtMs: NOW + 1, revokedBy: 'another' }, second.grant]);
  });

  it('of an unknown contest are not kept', () => {
    expect(() => grant('commission', MEMBER, 'another')).toThrow('FOREIGN KEY');
  });

  it('stay on record, and change only by being revoked', () => {
    const { id } = grant().grant;
    expect(() => db.exec('DELETE FROM role_grant')).toThrow('roles stay on record');
    for (const change of ["role = 'auditor'", 'member_tag = zeroblob(32)', 'granted_at_ms = 1', "granted_by = 'x'"]) {
      expect(() => db.exec(`UPDATE role_grant SET revoked_at_ms = 1, revoked_by = 'x', ${change}`)).toThrow(
        'a role can only be revoked',
      );
    }
    expect(() => db.exec('UPDATE role_grant SET revoked_at_ms = 1')).toThrow('CHECK');
    store.revoke(id, NOW, 'operator');
    expect(() => db.exec('UPDATE role_grant SET revoked_at_ms = NULL, revoked_by = NULL')).toThrow('only be revoked');
    expect(() =>
      db.exec(
        `INSERT INTO role_grant SELECT 'aaaaaaaaaaaa', contest, role, member_tag, 1, granted_by, 1, 'x' FROM role_grant`,
      ),
    ).toThrow('a role is granted in force');
  });
});

describe('memberTagOf', () => {
  it('is an HMAC under the voter key over label, contest tag and ИИН (PROTOCOL.md §3)', () => {
    const key = createHash('sha256').update('voter key').digest();
    const tag = new Uint8Array(16).fill(3);
    const keys = {
      voterMac: (bytes: Uint8Array) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
    };
    const expected = createHmac('sha256', key).update('DYS1 role\n').update(tag).update('123456789012').digest('hex');
    const made = memberTagOf({ iin: '123456789012' }, { contest: { tag }, keys });
    expect(Buffer.from(made).toString('hex')).toBe(expected);
    expect(() => memberTagOf({ iin: '12345678901' }, { contest: { tag }, keys })).toThrow('12 digits');
  });
});
