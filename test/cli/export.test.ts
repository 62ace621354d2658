import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAgeDecryption } from '../../src/files/age-files.ts';
import { canMount, onSmallDisk } from '../service/support/disk-faults.ts';
import { digestsIn, filesIn, readLines, readUnit } from '../support/export-files.ts';
import { makeLedger, type MadeLedger } from '../support/made-ledger.ts';
import { spawnDauys } from '../support/service.ts';
import { dauys, verdictOf } from './run-dauys.ts';

let ledger: MadeLedger;
const place = (name: string): string => join(ledger.directory, name);
const args = (...rest: string[]): string[] => [
  'export',
  '--contest',
  'qamqor-demo',
  '--data',
  place('data'),
  '--trust',
  place('trust'),
  ...rest,
];
const run = (...rest: string[]) => dauys(args(...rest, '--json'));

beforeAll(async () => {
  ledger = await makeLedger({ ballots: 1200, revocation: 'crl', anchors: 2 });
});
afterAll(() => {
  ledger.remove();
});

describe('dauys export', () => {
  it('writes the restricted part open only when told so', async () => {
    const out = ['--out', place('refused')];
    const recipient = ['--recipient', `age1${'q'.repeat(58)}`];
    const runs = await Promise.all([
      run(...out),
      run(...out, '--plaintext', ...recipient),
      run(...out, '--public', '--plaintext'),
      run(...out, '--public', '--for-ncanode'),
      run(...out, ...recipient),
      run(...out, '--recipient', 'ssh-ed25519 AAAA'),
      run('--plaintext'),
      run('--publish', ...out),
      run(...out, '--public', '--size', 'three'),
    ]);
    expect(runs.map(verdictOf)).toEqual(runs.map(() => [2, 'config-invalid']));
    expect(existsSync(place('refused'))).toBe(false);
  });

  it('says what is wrong with the contest, the trust directory, the size and the target', async () => {
    mkdirSync(place('full'));
    writeFileSync(place('full/letter'), 'dear');
    mkdirSync(place('other-trust/anchors'), { recursive: true });
    mkdirSync(place('other-trust/intermediates'));
    writeFileSync(place('other-trust/anchors/a.cer'), filesIn(place('trust')).get('intermediates/ca.cer')!);
    const all = ['--public', '--out', place('none')];
    const runs = await Promise.all([
      run(...all, '--contest', 'another'),
      run(...all, '--trust', place('nowhere')),
      run(...all, '--trust', place('other-trust')),
      run(...all, '--data', place('nowhere')),
      run(...all, '--size', '3'),
      run('--public', '--out', place('full')),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [2, 'contest-unknown'],
      [2, 'config-invalid'],
      [2, 'config-invalid'],
      [2, 'config-invalid'],
      [2, 'export-failed'],
      [2, 'export-failed'],
    ]);
    expect([...filesIn(place('full')).keys()]).toEqual(['letter']);
    const { stderr } = await dauys(args('--public', '--out', place('full'), '--lang', 'ru'));
    expect(stderr).toMatch(/^Выгрузка не завершена \[export-failed\]\n/);
  });

  it('goes on after kill -9 to the same bytes', async () => {
    const whole = await run('--plaintext', '--out', place('whole'));
    expect(whole.json).toMatchObject({ ok: true, contest: 'qamqor-demo', part: 'all', missingLists: [] });
    const expected = digestsIn(place('whole'));
    const paths = Object.keys(expected).filter((path) => path !== 'manifest.json');
    let kills = 0;
    // Killed as soon as another file is there, again and again.
    for (const path of ['public/contest.json', 'public/log/tile/entries/003', 'restricted/ballots/000000.bin']) {
      const child = spawnDauys(args('--plaintext', '--out', place('killed'), '--resume', '--json'));
      const closed = once(child, 'close');
      while (child.exitCode === null && !existsSync(place(`killed/${path}`))) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      child.kill('SIGKILL');
      await closed;
      if (child.signalCode === 'SIGKILL') kills++;
      if (!existsSync(place('killed/manifest.json'))) {
        const refused = await run('--plaintext', '--out', place('killed'));
        expect(verdictOf(refused)).toEqual([2, 'export-failed']);
      }
    }
    expect(kills).toBeGreaterThan(0);
    const resumed = await run('--plaintext', '--out', place('killed'), '--resume');
    expect(resumed.json).toMatchObject({ ok: true, files: paths.length });
    expect(digestsIn(place('killed'))).toEqual(expected);
  });

  it('encrypts the restricted part to each recipient, with the digests of what is inside', async () => {
    const identities = await Promise.all([generateX25519Identity(), generateX25519Identity()]);
    const keys = await Promise.all(identities.map(identityToRecipient));
    const { json } = await run('--out', place('sealed'), ...keys.flatMap((key) => ['--recipient', key]));
    expect(json).toMatchObject({ ok: true, part: 'all' });
    await run('--plaintext', '--out', place('open'));
    const [sealed, open] = [filesIn(place('sealed')), filesIn(place('open'))];
    const { files } = JSON.parse(sealed.get('manifest.json')!.toString()) as {
      files: { path: string; plain?: { bytes: number; sha256: string } }[];
    };
    const restricted = files.filter(({ path }) => path.startsWith('restricted/'));
    expect(restricted.map(({ path }) => path)).toEqual([
      'restricted/ballots/000000.bin.age',
      expect.stringMatching(/^restricted\/lists\/[0-9a-f]{64}\.crl\.age$/),
    ]);
    const digests = digestsIn(place('open'));
    for (const { path, plain } of restricted) {
      const inside = path.slice(0, -4);
      expect(plain).toEqual({ bytes: open.get(inside)!.length, sha256: digests[inside] });
      for (const identity of identities) {
        const parts: Uint8Array[] = [];
        for await (const part of createAgeDecryption(identity)([sealed.get(path)!])) parts.push(part.slice());
        expect(Buffer.concat(parts).equals(open.get(inside)!)).toBe(true);
      }
    }
    const same = (all: Map<string, Buffer>): string[] => [...all.keys()].filter((path) => path.startsWith('public/'));
    expect(same(sealed)).toEqual(same(open));
    expect(same(sealed).every((path) => sealed.get(path)!.equals(open.get(path)!))).toBe(true);
  });

  it('adds every signature with our verdict for the tools of the authority', async () => {
    const small = await makeLedger({ ballots: 5, revocation: 'ocsp', stamped: true });
    try {
      const [data, trust] = ['data', 'trust'].map((name) => join(small.directory, name)) as [string, string];
      const out = join(small.directory, 'out');
      const flags = ['--data', data, '--trust', trust, '--out', out, '--plaintext', '--for-ncanode'];
      expect((await run(...flags)).status).toBe(0);
      const files = filesIn(out);
      const lines = readLines<{ index: number; cms: string; verdict: string; signedAt: string }>(
        files.get('restricted/ncanode/000000.jsonl')!,
      );
      const records = readUnit(files.get('restricted/ballots/000000.bin')!);
      expect(lines.map(({ index, cms }) => [index, cms])).toEqual(
        records.map(({ index, cms }) => [index, cms.toString('base64')]),
      );
      expect(lines.map(({ verdict }) => verdict)).toEqual(Array(5).fill('accepted'));
      expect(lines.every(({ signedAt }) => /^2026-11-22T0\d:\d\d:\d\d\.000Z$/.test(signedAt))).toBe(true);
    } finally {
      small.remove();
    }
  });

  it('tells of revocation lists that are gone', async () => {
    const [list] = readdirSync(place('data/lists'));
    const bytes = filesIn(place('data/lists')).get(list!)!;
    rmSync(place(`data/lists/${list}`));
    try {
      const { json } = await run('--plaintext', '--out', place('listless'));
      expect(json).toMatchObject({ ok: true, missingLists: [list!.replace('.crl', '')] });
    } finally {
      writeFileSync(place(`data/lists/${list}`), bytes);
    }
  });

  (canMount ? it : it.skip)(`says that the disk is full${canMount ? '' : ' (skipped: no mounting here)'}`, async () => {
    mkdirSync(place('small'));
    const child = spawnDauys(
      args('--plaintext', '--out', place('small/out'), '--json'),
      {},
      onSmallDisk(place('small'), 2),
    );
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number];
    expect([status, JSON.parse(text)]).toEqual([
      2,
      { ok: false, code: 'export-failed', message: expect.stringMatching(/ENOSPC.*--resume/) },
    ]);
  });
});

describe('dauys export --publish', () => {
  const publish = (auditors: string) =>
    dauys([...args('--publish'), '--json'], auditors === '' ? {} : { DAUYS_AUDITORS: auditors });

  it('keeps what was published, and writes the restricted part to configured auditors alone', async () => {
    const key = await identityToRecipient(await generateX25519Identity());
    const open = await publish('');
    expect(open.json).toMatchObject({ ok: true, part: 'public' });
    expect(Object.keys(digestsIn(String(open.json['directory']))).some((path) => path.startsWith('restricted'))).toBe(
      false,
    );
    const sealed = await publish(key);
    expect(sealed.json).toMatchObject({ ok: true, part: 'all' });
    expect(sealed.json['directory']).not.toBe(open.json['directory']);
    const before = digestsIn(String(sealed.json['directory']));
    expect(
      Object.keys(before)
        .filter((path) => path.startsWith('restricted'))
        .every((path) => path.endsWith('.age')),
    ).toBe(true);
    // Again at the same size: nothing is encrypted anew.
    expect((await publish(key)).json).toEqual(sealed.json);
    expect(digestsIn(String(sealed.json['directory']))).toEqual(before);
    expect(readdirSync(place('data/exports/qamqor-demo'))).toHaveLength(2);
    expect((await publish('age1nobody')).json).toMatchObject({ ok: false, code: 'config-invalid' });
  });
});
