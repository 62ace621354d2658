import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { authorizeToken, createToken, parseLifetime, type TokenPorts } from '../../src/intake/tokens.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createTokenStore } from '../../src/storage/token-store.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(data).digest());
const NOW = Date.UTC(2026, 0, 10);
const DAY = 86_400_000;
const REQUEST = { role: 'commission', contest: 'demo', lifetimeMs: 30 * DAY } as const;
const DEMAND = { roles: ['commission'], contest: 'demo' } as const;

let directory: string;
let db: Database;
let ports: TokenPorts & { random: (bytes: number) => Uint8Array };
let counter: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dauys-token-'));
  db = openDatabase(join(directory, 'ledger.sqlite'));
  counter = 0;
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(++counter);
  ports = { store: createTokenStore(db), sha256, nowMs: NOW, random };
});

afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('createToken', () => {
  it('gives 32 random bytes once and stores only their hash', () => {
    const { token, record } = createToken(REQUEST, ports);
    expect(Buffer.from(token, 'base64url')).toEqual(Buffer.alloc(32, 1));
    expect(token).toHaveLength(43);
    const stored = db.prepare('SELECT * FROM token').get() as Record<string, unknown>;
    expect(Buffer.from(stored['hash'] as Uint8Array)).toEqual(Buffer.from(sha256(new Uint8Array(32).fill(1))));
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(record).toMatchObject({ id: '020202020202', expiresAtMs: NOW + 30 * DAY, revokedAtMs: undefined });
  });

  it.each([0, -1, Number.NaN, 367 * DAY])('refuses a lifetime of %d ms', async (lifetimeMs) => {
    await expect(() => createToken({ ...REQUEST, lifetimeMs }, ports)).toRejectWithCode('config-invalid');
  });
});

describe('authorizeToken', () => {
  it('lets a fitting token through until the millisecond it expires', async () => {
    const { token, record } = createToken(REQUEST, ports);
    expect(authorizeToken(token, DEMAND, { ...ports, nowMs: record.expiresAtMs - 1 })).toEqual(record);
    await expect(() => authorizeToken(token, DEMAND, { ...ports, nowMs: record.expiresAtMs })).toRejectWithCode(
      'unauthorized',
    );
  });

  it('refuses what is not a token, an unknown one and one with a changed last character', async () => {
    const { token } = createToken(REQUEST, ports);
    // The last of 43 characters carries two unused bits: only one of its four spellings is the token.
    const sibling = `${token.slice(0, -1)}${token.endsWith('E') ? 'F' : 'E'}`;
    for (const wrong of ['', 'x', 'A'.repeat(43), `${token}=`, `${token}A`, sibling]) {
      await expect(() => authorizeToken(wrong, DEMAND, ports)).toRejectWithCode('unauthorized');
    }
  });

  it('refuses a revoked token, and revokes once', async () => {
    const { token, record } = createToken(REQUEST, ports);
    expect(ports.store.revoke(record.id, NOW + 1)).toBe(true);
    expect(ports.store.revoke(record.id, NOW + 2)).toBe(false);
    expect(ports.store.list()).toEqual([{ ...record, revokedAtMs: NOW + 1 }]);
    await expect(() => authorizeToken(token, DEMAND, ports)).toRejectWithCode('unauthorized');
  });

  it('refuses another role and another contest as forbidden', async () => {
    const { token } = createToken(REQUEST, ports);
    await expect(() => authorizeToken(token, { ...DEMAND, contest: 'other' }, ports)).toRejectWithCode('forbidden');
    await expect(() => authorizeToken(token, { ...DEMAND, roles: ['auditor'] }, ports)).toRejectWithCode('forbidden');
  });
});

describe('the token table', () => {
  it('neither forgets a token nor changes one but by revoking it', () => {
    createToken(REQUEST, ports);
    expect(() => db.exec('DELETE FROM token')).toThrow('tokens stay on record');
    expect(() => db.exec("UPDATE token SET role = 'auditor', revoked_at_ms = 1")).toThrow('only be revoked');
    expect(() => db.exec('UPDATE token SET expires_at_ms = expires_at_ms + 1')).toThrow('only be revoked');
    ports.store.revoke('020202020202', NOW);
    expect(() => db.exec('UPDATE token SET revoked_at_ms = NULL')).toThrow('only be revoked');
  });
});

describe('parseLifetime', () => {
  it.each([
    ['30d', 30 * DAY],
    ['12h', DAY / 2],
    ['45m', 45 * 60_000],
  ])('reads %s', (text, ms) => {
    expect(parseLifetime(text)).toBe(ms);
  });

  it.each(['', '0d', '30', 'd', '-1d', '1.5h', '30D', ' 30d', '9999999d'])('refuses "%s"', async (text) => {
    await expect(() => parseLifetime(text)).toRejectWithCode('config-invalid');
  });
});
