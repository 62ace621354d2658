import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RoleGrant } from '../../src/intake/roles.ts';
import {
  openSession,
  sealSession,
  SESSION_LIFETIME_MS,
  type Session,
  type SessionName,
  type SessionPorts,
} from '../../src/intake/sign-in-sessions.ts';

const NOW = Date.UTC(2026, 10, 22, 7);
const macUnder = (key: string) => (message: Uint8Array) =>
  new Uint8Array(createHmac('sha256', key).update(message).digest());
const mac = macUnder('ours');
const SESSION: Session = { contest: 'demo', role: 'auditor', roleId: '0123456789ab', expiresAtMs: NOW + 60_000 };
const GRANT: RoleGrant = {
  id: SESSION.roleId,
  contest: 'demo',
  role: 'auditor',
  grantedAtMs: NOW,
  grantedBy: 'operator',
  revokedAtMs: undefined,
  revokedBy: undefined,
};

function open(
  text: string,
  demand: Partial<Session & { nowMs: number }> = {},
  grant = GRANT,
  ended: SessionPorts['ended'] = { isEnded: () => false },
) {
  const roles = { grant: (id: string) => (id === grant.id ? grant : undefined) };
  return openSession(text, { contest: 'demo', role: 'auditor', nowMs: NOW, ...demand }, { mac, roles, ended });
}

describe('a session', () => {
  const text = sealSession(SESSION, mac);

  it('is read back as it was sealed, and fits into a cookie', () => {
    expect(open(text)).toEqual(SESSION);
    expect(text).toMatch(/^demo\.auditor\.0123456789ab\.\d+\.[A-Za-z0-9_-]{43}$/);
  });

  it('names nobody: the contest, the role with its id, and the end', () => {
    expect(text.split('.').slice(0, 4)).toEqual(['demo', 'auditor', SESSION.roleId, String(SESSION.expiresAtMs)]);
  });

  it('counts only under the key that it was sealed under', () => {
    expect(open(sealSession(SESSION, macUnder('theirs')))).toBeUndefined();
  });

  it('counts until it is ended, and another one of the same role goes on', () => {
    const ended = {
      isEnded: ({ roleId, expiresAtMs }: SessionName) =>
        roleId === SESSION.roleId && expiresAtMs === SESSION.expiresAtMs,
    };
    expect(open(text, {}, GRANT, ended)).toBeUndefined();
    expect(open(sealSession({ ...SESSION, expiresAtMs: NOW + 60_001 }, mac), {}, GRANT, ended)).toBeDefined();
  });

  it('counts only whole: with any one character changed it is none', () => {
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom(...Array.from('0123456789abcdefghijklmnopqrstuvwxyz-_.A')),
        (at, c) => {
          fc.pre(text[at] !== c);
          const changed = text.slice(0, at) + c + text.slice(at + 1);
          // The last character of a MAC carries bits that say nothing.
          fc.pre(at !== text.length - 1);
          expect(open(changed)).toBeUndefined();
        },
      ),
    );
  });

  it.each([
    ['a later end', { expiresAtMs: NOW + 61_000 }],
    ['another role', { role: 'commission' as const }],
    ['another contest', { contest: 'other' }],
    ['the id of another role', { roleId: 'ffffffffffff' }],
  ])('with %s written in is forged', (_, changes) => {
    const { contest, role, roleId, expiresAtMs } = { ...SESSION, ...changes };
    const forged = [contest, role, roleId, expiresAtMs, text.split('.')[4]].join('.');
    expect(open(forged, { contest, role }, { ...GRANT, id: roleId })).toBeUndefined();
  });

  it('of another contest or another role does not count', () => {
    expect(open(text, { contest: 'other' })).toBeUndefined();
    expect(open(text, { role: 'commission' })).toBeUndefined();
  });

  it('ends with the millisecond', () => {
    expect(open(text, { nowMs: SESSION.expiresAtMs - 1 })).toEqual(SESSION);
    expect(open(text, { nowMs: SESSION.expiresAtMs })).toBeUndefined();
  });

  it('does not count when the clock was put back behind its beginning', () => {
    expect(open(text, { nowMs: SESSION.expiresAtMs - SESSION_LIFETIME_MS })).toEqual(SESSION);
    expect(open(text, { nowMs: SESSION.expiresAtMs - SESSION_LIFETIME_MS - 1 })).toBeUndefined();
  });

  it('ends with the role', () => {
    expect(open(text, {}, { ...GRANT, revokedAtMs: NOW, revokedBy: 'operator' })).toBeUndefined();
    expect(open(text, {}, { ...GRANT, id: 'ffffffffffff' })).toBeUndefined();
  });

  it('is none for whatever else somebody may send', () => {
    for (const other of ['', '.', 'demo.auditor', `${text} `, `${text}.`, text.slice(0, -1), text.toUpperCase()]) {
      expect(open(other)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (other) => open(other) === undefined));
  });
});
