import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../../src/storage/database.ts';
import { TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';
import {
  createInstallation,
  createTestClock,
  openContest,
  startTestService,
  type TestInstallation,
} from '../support/service.ts';
import { dauys } from './run-dauys.ts';

const CONTEST = 'fixtures/contests/qamqor-demo.json';

describe('dauys contest load', () => {
  let directory: string;
  const data = (): string[] => ['--data', join(directory, 'data')];
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'dauys-load-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('loads once, changes nothing the second time, and refuses another definition under the id', async () => {
    const first = await dauys(['contest', 'load', CONTEST, ...data(), '--json']);
    expect(first.status).toBe(0);
    expect(first.json).toEqual({
      ok: true,
      contest: 'qamqor-demo',
      candidates: 129,
      vkey: expect.stringMatching(/^vote\.example\.kz\/log\/qamqor-demo\+[0-9a-f]{8}\+/),
    });
    const again = await dauys(['contest', 'load', CONTEST, ...data(), '--json']);
    expect([again.status, again.json]).toEqual([0, first.json]);

    const other = join(directory, 'other.json');
    writeFileSync(other, readFileSync(CONTEST, 'utf8').replace('Asia/Almaty', 'Asia/Aqtau'));
    const refused = await dauys(['contest', 'load', other, ...data(), '--json']);
    expect(refused).toMatchObject({ status: 1, json: { ok: false, code: 'contest-conflict' } });
    const after = await dauys(['contest', 'load', CONTEST, ...data(), '--lang', 'ru']);
    expect([after.status, after.stdout]).toEqual([
      0,
      `qamqor-demo: участников — 129, ключ журнала — ${String(first.json['vkey'])}\n`,
    ]);
  });

  it.each([
    ['is no JSON', '{'],
    ['has an unknown key', '{"id":"x","colour":"red"}'],
    ['is a list', '[]'],
  ])('refuses a definition that %s with 1', async (_, text) => {
    const file = join(directory, 'bad.json');
    writeFileSync(file, text);
    const { status, json } = await dauys(['contest', 'load', file, ...data(), '--json']);
    expect([status, json['code']]).toEqual([1, 'contest-invalid']);
  });

  it('loads a contest before its service first starts', () => {
    expect(existsSync(join(directory, 'data', 'ledger.db'))).toBe(true);
    expect(existsSync(join(directory, 'data.keys'))).toBe(true);
  });
});

describe('dauys token', () => {
  let installation: TestInstallation;
  const data = (): string[] => ['--data', join(installation.directory, 'data')];
  const create = (...flags: string[]) =>
    dauys(['token', 'create', '--contest', 'qamqor-demo', ...flags, ...data(), '--json']);
  beforeAll(() => {
    installation = createInstallation({ contest: openContest(new Date()), authorities: [testCa()] });
  });
  afterAll(() => {
    installation.remove();
  });

  it('makes tokens that open what they are for while they live, and lists and revokes them', async () => {
    const service = await startTestService(installation, {}, createTestClock(new Date()));
    try {
      const use = async (token: unknown): Promise<string> =>
        (await service.get('/api/v1/contests/qamqor-demo/protocol', { authorization: `Bearer ${String(token)}` })).code;
      const [commission, auditor, brief] = await Promise.all([
        create('--role', 'commission'),
        create('--role', 'auditor', '--expires', '12h'),
        create('--role', 'commission', '--expires', '1m'),
      ]);
      expect(commission.json).toEqual({
        ok: true,
        token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
        id: expect.stringMatching(/^[0-9a-f]{12}$/),
        role: 'commission',
        contest: 'qamqor-demo',
        expiresAt: expect.stringMatching(/^\d{4}-/),
      });
      // Good, and there is no protocol yet; of another role; unknown.
      expect(await use(commission.json['token'])).toBe('not-yet-published');
      expect(await use(auditor.json['token'])).toBe('forbidden');
      expect(await use('A'.repeat(43))).toBe('unauthorized');
      expect(await use(brief.json['token'])).toBe('not-yet-published');
      service.clock.pass(61_000);
      expect(await use(brief.json['token'])).toBe('unauthorized');

      const listed = await dauys(['token', 'list', ...data(), '--json']);
      const tokens = listed.json['tokens'] as { id: string; role: string; revokedAt: string | null }[];
      expect(tokens.map(({ role }) => role).sort()).toEqual(['auditor', 'commission', 'commission']);
      expect(listed.stdout).not.toContain(String(commission.json['token']));

      const id = String(commission.json['id']);
      expect((await dauys(['token', 'revoke', id, ...data(), '--lang', 'kk'])).stdout).toBe(
        `${id} токені кері қайтарылды\n`,
      );
      expect(await use(commission.json['token'])).toBe('unauthorized');
      expect((await dauys(['token', 'revoke', id, ...data(), '--json'])).json['code']).toBe('not-found');
      const { stdout } = await dauys(['token', 'list', ...data(), '--lang', 'ru']);
      expect(stdout).toMatch(new RegExp(`^${id}  commission  qamqor-demo  до \\S+  отозван \\S+$`, 'm'));
    } finally {
      await service.stop();
    }
  });

  it('refuses a role, a contest, a lifetime and a directory that are none', async () => {
    const runs = await Promise.all([
      create('--role', 'king'),
      create('--role', 'auditor', '--expires', '2y'),
      create('--role', 'auditor', '--contest', 'another'),
      dauys(['token', 'list', '--data', join(installation.directory, 'mistyped'), '--json']),
    ]);
    expect(runs.map(({ status, json }) => [status, json['code']])).toEqual([
      [2, 'config-invalid'],
      [2, 'config-invalid'],
      [2, 'contest-unknown'],
      [2, 'config-invalid'],
    ]);
    expect(existsSync(join(installation.directory, 'mistyped'))).toBe(false);
  });
});

describe('dauys backup', () => {
  it('copies the ledger of a running service, verified, and refuses to overwrite one', async () => {
    const installation = createInstallation({ authorities: [testCa()] });
    const service = await startTestService(installation, {}, createTestClock(TEST_NOW));
    try {
      for (let n = 1; n <= 3; n++) expect((await service.vote(testCitizen(n), n)).status).toBe(201);
      const data = ['--data', join(installation.directory, 'data')];
      const target = join(installation.directory, 'copy');
      const copied = await dauys(['backup', target, ...data, '--json']);
      expect(copied).toMatchObject({ status: 0, json: { ok: true, entries: { 'qamqor-demo': 4 } } });
      const db = openDatabase(String(copied.json['file']));
      expect(db.prepare('SELECT count(*) FROM ballot').pluck().get()).toBe(3);
      db.close();
      const again = await dauys(['backup', target, ...data, '--lang', 'ru']);
      expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('[backup-failed]')]);
      const other = await dauys(['backup', join(installation.directory, 'second'), ...data, '--lang', 'kk']);
      expect(other.stdout).toContain('жазба саны — 4, тексерілді');
      const nothing = await dauys(['backup', join(installation.directory, 'third'), '--data', '/nowhere', '--json']);
      expect(nothing).toMatchObject({ status: 2, json: { code: 'config-invalid', message: 'no ledger in /nowhere' } });
      expect(existsSync(join(installation.directory, 'third'))).toBe(false);
    } finally {
      await service.stop();
      installation.remove();
    }
  });
});
