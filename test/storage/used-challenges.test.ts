import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DauysError } from '../../src/domain/errors.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import type { Database } from '../../src/storage/database.ts';
import { createStatementVkeys } from '../../src/storage/statement-vkeys.ts';
import { createUsedChallenges } from '../../src/storage/used-challenges.ts';
import { CONTEST, makePlace, openLedger, type Place } from './ledger-fixture.ts';
import '../support/matchers.ts';

const NOW = Date.UTC(2026, 10, 22);
const DAY_MS = 86_400_000;
const NONCE = new Uint8Array(32).fill(7);
const nonce = (n: number): Uint8Array => new Uint8Array(32).fill(n & 255).with(0, n >> 8);

let place: Place;
let db: Database;
let other: Database;
beforeEach(() => {
  place = makePlace();
  ({ db } = openLedger(place));
  other = openLedger(place).db;
});
afterEach(() => {
  other.close();
  db.close();
  place.remove();
});
const count = (): unknown => db.prepare('SELECT count(*) FROM used_challenge').pluck().get();

describe('used challenges', () => {
  it('are used once, whichever connection asks', async () => {
    const [here, there] = [createUsedChallenges(db), createUsedChallenges(other)];
    expect(await here.use(NONCE, NOW, NOW)).toBe(true);
    expect(await there.use(NONCE, NOW, NOW)).toBe(false);
    expect(await here.use(NONCE, NOW + 1, NOW)).toBe(false);
    expect(await there.use(nonce(8), NOW, NOW)).toBe(true);
  });

  it('are used once by processes that ask at the same time', async () => {
    const url = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../src', path));
    const code = `
      const { createInterface } = await import('node:readline');
      const { openDatabase } = await import(${url('storage/database.ts')});
      const { createUsedChallenges } = await import(${url('storage/used-challenges.ts')});
      const used = createUsedChallenges(openDatabase(${JSON.stringify(db.name)}));
      console.log('ready');
      for await (const line of createInterface({ input: process.stdin })) {
        console.log(await used.use(new Uint8Array(32).fill(Number(line)), ${NOW}, ${NOW}));
      }`;
    const processes = Array.from({ length: 3 }, () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async (): Promise<unknown> => (await lines.next()).value;
      return { child, next };
    });
    const answers = (): Promise<unknown[]> => Promise.all(processes.map(({ next }) => next()));
    expect(await answers()).toEqual(['ready', 'ready', 'ready']);
    for (let n = 0; n < 40; n++) {
      for (const { child } of processes) child.stdin.write(`${n}\n`);
      expect((await answers()).sort()).toEqual(['false', 'false', 'true']);
    }
    for (const { child } of processes) child.stdin.end();
    await Promise.all(processes.map(({ child }) => once(child, 'close')));
    expect(count()).toBe(40);
  });

  it('are forgotten a day after their end and not before', async () => {
    const used = createUsedChallenges(db);
    await used.use(NONCE, NOW, NOW - 1);
    expect(await used.use(nonce(1), NOW + DAY_MS, NOW + DAY_MS)).toBe(true);
    expect(await used.use(NONCE, NOW, NOW + DAY_MS)).toBe(false);
    expect(await used.use(nonce(2), NOW + DAY_MS, NOW + DAY_MS + 1)).toBe(true);
    expect(count()).toBe(2);
  });

  it('are swept a piece at a time', async () => {
    const used = createUsedChallenges(db);
    for (let n = 0; n < 150; n++) await used.use(nonce(n), NOW, NOW);
    await used.use(nonce(500), NOW + 2 * DAY_MS, NOW + 2 * DAY_MS);
    expect(count()).toBe(51);
    await used.use(nonce(501), NOW + 2 * DAY_MS, NOW + 2 * DAY_MS);
    expect(count()).toBe(2);
  });

  it('are found by their time without reading them all', () => {
    const plan = db
      .prepare<[], { detail: string }>('EXPLAIN QUERY PLAN SELECT nonce FROM used_challenge WHERE expires_at_ms < 1')
      .all();
    expect(plan.map(({ detail }) => detail).join()).toContain('USING COVERING INDEX used_challenge_expiry');
  });

  it('stay used', () => {
    void createUsedChallenges(db).use(NONCE, NOW, NOW);
    expect(() => db.exec('UPDATE used_challenge SET nonce = zeroblob(32)')).toThrow('stays used');
    expect(() => db.exec('UPDATE used_challenge SET expires_at_ms = 0')).toThrow('stays used');
    expect(() => db.exec('INSERT OR REPLACE INTO used_challenge SELECT nonce, 0 FROM used_challenge')).not.toThrow();
    expect(count()).toBe(1);
  });

  it('that cannot be kept are busy, not used', async () => {
    const used = createUsedChallenges(db);
    db.exec('PRAGMA query_only = 1');
    await expect(used.use(NONCE, NOW, NOW)).toRejectWithCode('busy');
    await expect(used.use(new Uint8Array(31), NOW, NOW)).rejects.toBeInstanceOf(DauysError);
    db.exec('PRAGMA query_only = 0');
    expect(await used.use(NONCE, NOW, NOW)).toBe(true);
  });

  it('are kept as nonce and time, nothing else', async () => {
    await createUsedChallenges(db).use(NONCE, NOW, NOW);
    const [row] = db.prepare<[], Record<string, unknown>>('SELECT * FROM used_challenge').all();
    expect(Object.keys(row!)).toEqual(['nonce', 'expires_at_ms']);
    expect(toHex(row!['nonce'] as Uint8Array)).toBe(toHex(NONCE));
  });
});

describe('the key line of statements', () => {
  it('is kept for good, the first one', () => {
    const [here, there] = [createStatementVkeys(db), createStatementVkeys(other)];
    expect(here.of(CONTEST)).toBeUndefined();
    here.keep(CONTEST, 'first');
    there.keep(CONTEST, 'second');
    expect([here.of(CONTEST), there.of(CONTEST), there.of('another')]).toEqual(['first', 'first', undefined]);
    expect(() => db.exec("UPDATE statement_key SET vkey = 'x'")).toThrow('append-only');
    expect(() => db.exec('DELETE FROM statement_key')).toThrow('append-only');
    expect(() => db.exec('INSERT OR REPLACE INTO statement_key SELECT * FROM statement_key')).toThrow('append-only');
  });
});
