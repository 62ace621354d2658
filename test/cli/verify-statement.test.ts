import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatVkey, parseVkey } from '../../src/log/note.ts';
import { sha256, signedBallot, testCitizen } from '../support/ballots.ts';
import { createInstallation, startTestService, type TestInstallation, type TestService } from '../support/service.ts';
import { getChallenge, postSigned } from '../service/support/asking.ts';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const { path, write, remove } = createFolder();
afterAll(() => {
  remove();
});

describe('dauys verify statement', () => {
  let installation: TestInstallation;
  let service: TestService;
  let key: string;
  let logKey: string;
  const answers = { voted: '', silent: '' };
  const signatures = { voted: '', silent: '' };
  beforeAll(async () => {
    installation = createInstallation();
    service = await startTestService(installation);
    await service.vote(testCitizen(5), 12);
    for (const [n, name] of [
      [5, 'voted'],
      [6, 'silent'],
    ] as const) {
      const cms = signedBallot(await getChallenge(service), testCitizen(n));
      const { body } = await postSigned(service, cms);
      answers[name] = body;
      signatures[name] = write(`${name}.cms`, cms);
      write(`${name}.json`, body);
    }
    const line = async (name: string): Promise<string> => (await service.get(`/log/qamqor-demo/${name}`)).body.trim();
    [key, logKey] = [await line('statements-key'), await line('key')];
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });

  const verify = (name: string, ...flags: string[]): Promise<Run> =>
    dauys(['verify', 'statement', path(name), '--key', key, ...flags]);

  it('confirms a ballot with its proof, offline', async () => {
    const known = { contest: 'qamqor-demo', size: 2, ballot: { index: 1 } };
    expect((await verify('voted.json', '--json')).json).toMatchObject({ ok: true, ...known, proved: 'root' });
    const flags = ['--log-key', logKey, '--cms', signatures.voted, '--json'];
    expect((await verify('voted.json', ...flags)).json).toMatchObject({ ok: true, ...known, proved: 'log' });
  });

  it('confirms that there is no ballot, and says whose word that is', async () => {
    const { json } = await verify('silent.json', '--log-key', logKey, '--json');
    expect(json).toMatchObject({ ok: true, size: 2, ballot: null, proved: 'nothing' });
    expect((await verify('silent.json', '--lang', 'en')).stdout).toMatch(/^good: .*no ballot.*\n.*operator's word/);
  });

  it('speaks three languages', async () => {
    for (const name of ['voted.json', 'silent.json']) {
      const flags = ['--log-key', logKey, ...(name === 'voted.json' ? ['--cms', signatures.voted] : [])];
      const runs = await Promise.all(['kk', 'ru', 'en'].map((lang) => verify(name, ...flags, '--lang', lang)));
      expect(runs.map(({ stdout }) => stdout.split(':')[0])).toEqual(['дұрыс', 'верно', 'good']);
      expect(runs.map(({ stdout, status }) => [status, stdout.trimEnd().split('\n').length])).toEqual(
        runs.map(() => [0, name === 'voted.json' ? 3 : 2]),
      );
    }
  });

  it('refuses what is changed, another key, the answer to another signature, and what is no answer', async () => {
    const [name = ''] = key.split('+');
    const stranger = formatVkey(name, new Uint8Array(32).fill(7), sha256);
    const elsewhere = formatVkey('vote.example.com/log/another', parseVkey(logKey, sha256).publicKey, sha256);
    const changed = write('changed.json', answers.voted.replace('ballot 1 ', 'ballot 0 '));
    const none = write('none.json', answers.silent.replace('no ballot', 'ballot 1 2026-11-22T07:00:00.000Z'));
    const text = write('text.json', Uint8Array.of(0xff, 0xfe));
    const runs = await Promise.all([
      ...[changed, none, text].map((file) => dauys(['verify', 'statement', file, '--key', key, '--json'])),
      dauys(['verify', 'statement', path('voted.json'), '--key', stranger, '--json']),
      dauys(['verify', 'statement', path('voted.json'), '--key', logKey, '--json']),
      verify('voted.json', '--cms', signatures.silent, '--json'),
      verify('voted.json', '--log-key', elsewhere, '--json'),
      verify('voted.json', '--log-key', 'no key', '--json'),
      verify('nothing.json', '--json'),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      ...Array.from({ length: 6 }, () => [1, 'statement-invalid']),
      ...Array.from({ length: 3 }, () => [2, 'config-invalid']),
    ]);
  });
});
