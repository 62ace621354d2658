import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toUtf8, u64be } from '../../src/encoding/bytes.ts';
import { parseEvidenceFile, type EvidenceFile } from '../../src/signature/evidence-file.ts';
import { sha256, signedBallot, TEST_NOW } from '../support/ballots.ts';
import { evidenceCases, stampedBallot, startRun, withValue, type Case, type EvidenceRun } from './evidence-runs.ts';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const folder = createFolder();
const { path, write } = folder;
const { take, verify, changed } = evidenceCases(folder);
afterAll(() => {
  folder.remove();
});

describe('the evidence of a ballot accepted on an OCSP answer', () => {
  let run: EvidenceRun;
  let plain: Case & { readonly index: number };
  let unstamped: Case;
  let stamped: Case;
  beforeAll(async () => {
    run = await startRun('ocsp-then-crl');
    plain = await take(run, signedBallot(run.content(12), run.servers.citizen(1)));
    const { tsa } = run.servers.authority('rsa');
    stamped = await take(run, stampedBallot(run.content(13), run.servers.citizen(2), tsa));
    unstamped = await take(run, signedBallot(run.content(12), run.servers.citizen(3)));
  });
  afterAll(async () => {
    await run.stop();
  });
  const withReceipt = (given: Case, ...flags: string[]): Promise<Run> =>
    verify(given, run, '--receipt', given.receipt, '--log-key', run.vkey, ...flags);

  it('is given out as it is kept, to its owner alone', () => {
    const directory = join(plain.cms, '..');
    expect(readdirSync(directory).sort()).toEqual(['ballot.cms', 'evidence.json']);
    const modes = [directory, plain.cms, plain.evidence].map((file) => statSync(file).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600]);
    const { values, lists, contest, index } = parseEvidenceFile(readFileSync(plain.evidence));
    expect([contest, index, values.map(({ tag }) => tag), lists]).toEqual(['qamqor-demo', 1, [1, 2, 3, 4, 5], []]);
    const { opening } = JSON.parse(readFileSync(plain.receipt, 'utf8')) as { opening: { cmsSha256: string } };
    expect(Buffer.from(sha256(readFileSync(plain.cms))).toString('hex')).toBe(opening.cmsSha256);
  });

  it('decides again offline, and agrees with receipt and log', async () => {
    const { status, json } = await withReceipt(stamped, '--json');
    expect([status, json]).toEqual([
      0,
      {
        ok: true,
        algorithm: 'rsa',
        signer: '********0002',
        contentBytes: run.content(13).length,
        notAfter: expect.stringMatching(/^2027-/),
        contest: 'qamqor-demo',
        index: 2,
        acceptedAt: (JSON.parse(readFileSync(stamped.receipt, 'utf8')) as { acceptedAt: string }).acceptedAt,
        source: 'ocsp',
        policy: { mode: 'ocsp-then-crl', ocspMaxAgeMs: 300_000, skewMs: 300_000 },
        softwareVersion: 'dauys/test',
        timeStamp: { time: TEST_NOW.toISOString(), policy: expect.stringMatching(/^1\.2\.398\./) },
        receipt: { number: 13, index: 2, size: 3 },
      },
    ]);
    expect((await verify(plain, run, '--json')).json).toMatchObject({ source: 'ocsp', timeStamp: null, receipt: null });
  });

  it.each([
    [
      'kk',
      /2026-11-22T07\S* уақытындағы жағдай бойынша қайта шешілді: OCSP жауабы; саясат ocsp-then-crl/,
      /уақыт белгісі: 2026/,
      /түбіртекпен және журналмен сәйкес: № 13/,
    ],
    [
      'ru',
      /решено заново на 2026-11-22T07.*: ответ OCSP; политика ocsp-then-crl/,
      /метка времени: 2026/,
      /сходится с квитанцией и журналом: участник № 13, запись 2/,
    ],
    [
      'en',
      /decided again as of 2026-11-22T07.*: OCSP answer; policy ocsp-then-crl .*software dauys\/test/,
      /time-stamp: 2026/,
      /agrees with the receipt and the log: number 13, entry 2/,
    ],
  ])('says so in %s', async (lang, ...lines) => {
    const { status, stdout } = await withReceipt(stamped, '--lang', lang);
    expect(status).toBe(0);
    for (const line of lines) expect(stdout).toMatch(line);
  });

  it('is refused when anything in it is another', async () => {
    const another = folder.trust('another', [run.servers.authority('rsa').ca.anchorDer], []);
    const time = (ms: number) => withValue(1, u64be(TEST_NOW.getTime() + ms));
    const drop = (tag: number) => (file: EvidenceFile) => ({
      ...file,
      values: file.values.filter((v) => v.tag !== tag),
    });
    const cases: readonly [string, Promise<Run>][] = [
      [
        'evidence-invalid',
        dauys(['verify', 'cms', plain.cms, '--evidence', plain.evidence, '--trust', another, '--json']),
      ],
      ['evidence-invalid', verify(changed(plain, drop(3)), run, '--json')],
      ['revocation-unavailable', verify(changed(plain, drop(5)), run, '--json')],
      ['revocation-unavailable', verify(changed(plain, time(3_600_000)), run, '--json')],
      ['certificate-expired', verify(changed(plain, time(300 * 86_400_000)), run, '--json')],
      ['certificate-not-yet-valid', verify(changed(plain, time(-300 * 86_400_000)), run, '--json')],
      ['evidence-invalid', verify(changed(plain, withValue(4, toUtf8('{"mode":"off"}'))), run, '--json')],
      ['evidence-invalid', verify(changed(stamped, drop(7)), run, '--json')],
      // The signature of another ballot, with a token that its evidence does not know.
      ['evidence-invalid', verify({ ...plain, cms: stamped.cms }, run, '--json')],
      ['revocation-unavailable', verify({ ...unstamped, evidence: plain.evidence }, run, '--json')],
      ['evidence-invalid', verify({ ...plain, evidence: write('none.json', '{}') }, run, '--json')],
    ];
    const codes = await Promise.all(cases.map(async ([, verdict]) => verdictOf(await verdict)));
    expect(codes).toEqual(cases.map(([code]) => [1, code]));
  });

  it('is refused by a receipt that it does not belong to', async () => {
    const version = changed(plain, withValue(3, toUtf8('dauys/tesT')));
    const moved = changed(plain, (file) => ({ ...file, index: 2 }));
    const renamed = changed(plain, (file) => ({ ...file, contest: 'another' }));
    const later = changed(plain, withValue(1, u64be(TEST_NOW.getTime() + 1)));
    const runs = await Promise.all([
      verify(version, run, '--json'),
      withReceipt(version, '--json'),
      withReceipt(moved, '--json'),
      withReceipt(renamed, '--json'),
      withReceipt(later, '--json'),
      withReceipt({ ...plain, receipt: stamped.receipt }, '--json'),
      withReceipt({ ...plain, receipt: write('cut.json', readFileSync(plain.receipt).subarray(1)) }, '--json'),
      verify(plain, run, '--receipt', plain.receipt, '--log-key', run.vkey.replace('+', 'x+'), '--json'),
    ]);
    expect(runs[0].json['softwareVersion']).toBe('dauys/tesT');
    expect(runs.map(verdictOf)).toEqual([
      [0, 'good'],
      ...Array.from({ length: 5 }, () => [1, 'evidence-invalid']),
      [1, 'receipt-malformed'],
      [2, 'config-invalid'],
    ]);
  });

  it('does not go together with what contradicts it', async () => {
    const flags: readonly string[][] = [
      ['--at', TEST_NOW.toISOString()],
      ['--ocsp', plain.evidence],
      ['--receipt', plain.receipt],
      ['--log-key', run.vkey],
      ['--crl', plain.evidence],
    ];
    const runs = await Promise.all(flags.map((each) => verify(plain, run, ...each, '--json')));
    const withoutEvidence = dauys([
      'verify',
      'cms',
      plain.cms,
      '--trust',
      run.servers.trustDirectory,
      '--receipt',
      plain.receipt,
      '--log-key',
      run.vkey,
      '--json',
    ]);
    expect([...runs, await withoutEvidence].map(verdictOf)).toEqual([...flags, []].map(() => [2, 'config-invalid']));
  });

  it('is not given out twice into one place, nor of what is no ballot', async () => {
    const evidence = (index: string, ...more: string[]): Promise<Run> =>
      dauys(['ballot', 'evidence', index, ...run.data, '--json', ...more]);
    const fresh = (name: string): string[] => ['--out', path(name)];
    const runs = await Promise.all([
      evidence('1', '--out', join(plain.cms, '..')),
      // Where the folder's own files are.
      evidence('1', '--out', path('.')),
      evidence('0', ...fresh('entry-0')),
      evidence('4', ...fresh('beyond')),
      evidence('1', ...fresh('contest'), '--contest', 'another'),
      evidence('1', ...fresh('data'), '--data', path('nowhere')),
      evidence('1', '--out', plain.cms),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [2, 'config-invalid'],
      [2, 'config-invalid'],
      [1, 'not-found'],
      [1, 'not-found'],
      [2, 'contest-unknown'],
      [2, 'config-invalid'],
      [2, 'config-invalid'],
    ]);
    expect(readdirSync(path('.')).filter((name) => ['entry-0', 'beyond', 'contest', 'nowhere'].includes(name))).toEqual(
      [],
    );
  });
});
