import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Receipt } from '../../src/domain/receipt.ts';
import { formatVkey, parseVkey } from '../../src/log/note.ts';
import { sha256, testCitizen } from '../support/ballots.ts';
import { createInstallation, startTestService, type TestInstallation, type TestService } from '../support/service.ts';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const folder = createFolder();
const { path, write } = folder;
afterAll(() => {
  folder.remove();
});

describe('dauys verify receipt', () => {
  let installation: TestInstallation;
  let service: TestService;
  let receipt: string;
  let vkey: string;
  beforeAll(async () => {
    installation = createInstallation();
    service = await startTestService(installation);
    receipt = (await service.vote(testCitizen(5), 12)).body;
    vkey = (await service.get('/log/qamqor-demo/key')).body.trim();
  });
  afterAll(async () => {
    await service.stop();
    installation.remove();
  });
  const verify = (text: string | Uint8Array, key = vkey, ...flags: string[]): Promise<Run> => {
    const file = write(`receipt-${Math.random()}.json`, text);
    return dauys(['verify', 'receipt', file, '--log-key', key, ...(flags.length > 0 ? flags : ['--json'])]);
  };

  it('confirms a receipt offline, in three languages', async () => {
    expect((await verify(receipt)).json).toMatchObject({
      ok: true,
      contest: 'qamqor-demo',
      number: 12,
      index: 1,
      size: 2,
    });
    const texts = await Promise.all(['kk', 'ru', 'en'].map((lang) => verify(receipt, vkey, '--lang', lang)));
    expect(texts.map(({ stdout }) => stdout.split(':')[0])).toEqual(['дұрыс', 'верно', 'good']);
    for (const { stdout, status } of texts) expect([status, stdout.includes('12')]).toEqual([0, true]);
  });

  it('refuses what is changed, another key, another name of the log, and what is no receipt', async () => {
    const parsed = JSON.parse(receipt) as Receipt;
    const changed = (changes: Partial<Receipt>): string => JSON.stringify({ ...parsed, ...changes });
    const [name = '', ...rest] = vkey.split('+');
    const stranger = (await otherKey()).trim();
    // The right key under another name of a log.
    const renamed = formatVkey('vote.example.com/log/another', parseVkey(vkey, sha256).publicKey, sha256);
    const runs = await Promise.all([
      verify(changed({ number: 13 })),
      verify(changed({ index: 2 })),
      verify(changed({ acceptedAt: '2026-11-22T07:00:00.001Z' })),
      verify(changed({ opening: { ...parsed.opening, saltChoice: parsed.opening.saltBallot } })),
      verify(receipt, stranger),
      verify(receipt, renamed),
      verify(receipt, [`${name}x`, ...rest].join('+')),
      verify('{}'),
      verify(receipt.slice(0, -5)),
      verify(Uint8Array.of(0xff, 0xfe)),
      verify(receipt, 'no key'),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      ...Array.from({ length: 6 }, () => [1, 'receipt-invalid']),
      // The key id of a vkey binds the name: this line is no key at all.
      [2, 'config-invalid'],
      ...Array.from({ length: 3 }, () => [1, 'receipt-malformed']),
      [2, 'config-invalid'],
    ]);
  });

  /** The key of the same log made elsewhere. */
  async function otherKey(): Promise<string> {
    const { json } = await dauys([
      'contest',
      'load',
      join(installation.directory, 'contest.json'),
      '--data',
      path('else'),
      '--json',
    ]);
    return String(json['vkey']);
  }
});
