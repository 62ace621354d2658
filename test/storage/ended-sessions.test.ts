import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { grantRole } from '../../src/intake/roles.ts';
import { createEndedSessions } from '../../src/storage/ended-sessions.ts';
import type { Database } from '../../src/storage/database.ts';
import { createRoleStore } from '../../src/storage/role-store.ts';
import { CONTEST, makePlace, openLedger, type Place } from './ledger-fixture.ts';
import '../support/matchers.ts';

const NOW = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;

let place: Place;
let db: Database;
let other: Database;
let roleId: string;
beforeEach(() => {
  place = makePlace();
  ({ db } = openLedger(place));
  other = openLedger(place).db;
  const request = { contestId: CONTEST, role: 'auditor', memberTag: new Uint8Array(32), nowMs: NOW, by: 'o' } as const;
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes);
  roleId = grantRole(request, { store: createRoleStore(db), random }).grant.id;
});
afterEach(() => {
  other.close();
  db.close();
  place.remove();
});
const count = (): unknown => db.prepare('SELECT count(*) FROM ended_session').pluck().get();

describe('ended sessions', () => {
  it('are ended for every connection, and no other session with them', () => {
    const [here, there] = [createEndedSessions(db), createEndedSessions(other)];
    here.end({ roleId, expiresAtMs: NOW }, NOW);
    there.end({ roleId, expiresAtMs: NOW }, NOW);
    expect(there.isEnded({ roleId, expiresAtMs: NOW })).toBe(true);
    expect(there.isEnded({ roleId, expiresAtMs: NOW + 1 })).toBe(false);
    expect(there.isEnded({ roleId: 'ffffffffffff', expiresAtMs: NOW })).toBe(false);
  });

  it('are kept for a day behind their time, which no clock is put back by', () => {
    const sessions = createEndedSessions(db);
    sessions.end({ roleId, expiresAtMs: NOW }, NOW);
    sessions.end({ roleId, expiresAtMs: NOW + DAY_MS }, NOW + DAY_MS);
    expect(count()).toBe(2);
    sessions.end({ roleId, expiresAtMs: NOW + DAY_MS + 1 }, NOW + DAY_MS + 1);
    expect(sessions.isEnded({ roleId, expiresAtMs: NOW })).toBe(false);
    expect(count()).toBe(2);
  });

  it('stay ended', () => {
    createEndedSessions(db).end({ roleId, expiresAtMs: NOW }, NOW);
    expect(() => db.exec('UPDATE ended_session SET expires_at_ms = 0')).toThrow('stays ended');
  });

  it('are refused with `busy` where nothing can be kept', () => {
    const sessions = createEndedSessions(db);
    db.pragma('query_only = true');
    expect(() => {
      sessions.end({ roleId, expiresAtMs: NOW }, NOW);
    }).toThrow(expect.objectContaining({ code: 'busy' }));
  });
});
