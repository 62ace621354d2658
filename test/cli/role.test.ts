import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TEST_NOW, testCa } from '../support/ballots.ts';
import { createInstallation, createTestClock, startTestService, type TestInstallation } from '../support/service.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const IIN = '900101300123';

let installation: TestInstallation;
const data = (): string[] => ['--data', join(installation.directory, 'data'), '--json'];
const role = (args: string[], input = ''): Promise<Run> => dauys(['role', ...args, ...data()], {}, input);
const MEMBER = ['--contest', 'qamqor-demo', '--role', 'commission'];

beforeAll(async () => {
  installation = createInstallation({ authorities: [testCa()] });
  const service = await startTestService(installation, {}, createTestClock(TEST_NOW));
  await service.stop();
});
afterAll(() => {
  installation.remove();
});

describe('dauys role', () => {
  it('grants to the ИИН of standard input or of a file, once, lists and revokes', async () => {
    const granted = await role(['grant', ...MEMBER], `${IIN}\n`);
    expect(granted.json).toEqual({
      ok: true,
      id: expect.stringMatching(/^[0-9a-f]{12}$/),
      role: 'commission',
      contest: 'qamqor-demo',
      grantedAt: expect.stringMatching(/^\d{4}-/),
      grantedBy: expect.stringMatching(/./),
      revokedAt: null,
      revokedBy: null,
      created: true,
    });
    const { id } = granted.json;
    const file = join(installation.directory, 'iin.txt');
    writeFileSync(file, `${IIN}\n`);
    const again = await role(['grant', ...MEMBER, '--iin-file', file]);
    expect([again.json['id'], again.json['created']]).toEqual([id, false]);

    const listed = await role(['list', '--contest', 'qamqor-demo']);
    expect(listed.json['roles']).toHaveLength(1);
    expect((await role(['list', '--contest', 'another'])).json['roles']).toEqual([]);
    // By the person, then by the id: the second finds nothing in force.
    const other = await role(['revoke', ...MEMBER], '900101300124');
    expect(verdictOf(other)).toEqual([1, 'not-found']);
    expect((await role(['revoke', ...MEMBER], IIN)).json['id']).toBe(id);
    expect(verdictOf(await role(['revoke', String(id)]))).toEqual([1, 'not-found']);
    const anew = await role(['grant', ...MEMBER], IIN);
    expect(anew.json['created']).toBe(true);
    expect((await role(['revoke', String(anew.json['id'])])).json).toEqual({ ok: true, id: anew.json['id'] });

    const said = [granted, again, listed, other].map(({ stdout, stderr }) => stdout + stderr).join('');
    expect(said).not.toContain(IIN);
    const stored = ['ledger.db', 'ledger.db-wal'].map((name) => join(installation.directory, 'data', name));
    for (const path of stored) expect(bytesOf(path).includes(IIN)).toBe(false);
  });

  it.each([
    ['no ИИН', MEMBER, ''],
    ['11 digits', MEMBER, '12345678901'],
    ['more than a line', MEMBER, `${IIN}\n${IIN}`],
    ['more than is read', MEMBER, `${' '.repeat(60)}${IIN}`],
    ['another role', ['--contest', 'qamqor-demo', '--role', 'king'], IIN],
  ])('refuses %s without repeating it', async (_, flags, input) => {
    const refused = await role(['grant', ...flags], input);
    expect(verdictOf(refused)).toEqual([2, 'config-invalid']);
    expect(refused.stdout + refused.stderr).not.toMatch(/\d{11}/);
  });

  it('refuses a contest and a directory that are none', async () => {
    const unknown = await role(['grant', '--contest', 'another', '--role', 'commission'], IIN);
    expect(verdictOf(unknown)).toEqual([2, 'contest-unknown']);
    const mistyped = await dauys(['role', 'list', '--data', join(installation.directory, 'mistyped'), '--json']);
    expect(verdictOf(mistyped)).toEqual([2, 'config-invalid']);
    expect(verdictOf(await role(['revoke']))).toEqual([2, 'config-invalid']);
  });

  it('takes no ИИН from its arguments', async () => {
    expect(verdictOf(await role(['grant', ...MEMBER, '--iin', IIN]))).toEqual([2, 'config-invalid']);
  });
});

function bytesOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
