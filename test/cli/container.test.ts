import { existsSync, readFileSync, statSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signedBallot, TEST_NOW } from '../support/ballots.ts';
import { openssl } from '../support/openssl.ts';
import { startRun, stampedBallot, type EvidenceRun } from './evidence-runs.ts';
import { createFolder } from './folder.ts';
import { dauys, verdictOf, type Run } from './run-dauys.ts';

const folder = createFolder();
const { path, write } = folder;
afterAll(() => {
  folder.remove();
});

function opensslVerify(run: EvidenceRun, container: string, ...more: string[]): string {
  const { anchorDer, intermediateDer } = run.servers.authority('rsa').ca;
  const pem = [anchorDer, intermediateDer].map((der) => new X509Certificate(der).toString()).join('');
  const time = String(Math.floor(TEST_NOW.getTime() / 1000));
  // prettier-ignore
  return openssl('cms', '-verify', '-inform', 'DER', '-binary', '-in', container, '-CAfile', write('authorities.pem', pem), '-purpose', 'any', '-attime', time, ...more);
}

describe('dauys ballot container', () => {
  let run: EvidenceRun;
  beforeAll(async () => {
    run = await startRun('ocsp-then-crl');
  });
  afterAll(async () => {
    await run.stop();
  });
  const container = (index: number, name: string, ...flags: string[]): Promise<Run> => {
    const trust = ['--trust', run.servers.trustDirectory];
    return dauys([
      'ballot',
      'container',
      String(index),
      ...run.data,
      ...trust,
      '--out',
      path(name),
      '--json',
      ...flags,
    ]);
  };

  it('writes what OpenSSL verifies and intake does not take, for its owner alone', async () => {
    const { tsa } = run.servers.authority('rsa');
    const { index } = await run.cast(stampedBallot(run.content(12), run.servers.citizen(1), tsa));
    const made = await container(index, 'attached.p7s');
    expect(made).toMatchObject({ status: 0, json: { ok: true, contest: 'qamqor-demo', index, source: 'ocsp' } });
    const file = path('attached.p7s');
    expect([made.json['file'], made.json['bytes']]).toEqual([file, statSync(file).size]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(opensslVerify(run, file)).toBe(Buffer.from(run.content(12)).toString('utf8'));
    const { status, code } = await run.service.post(readFileSync(file));
    expect([status, code]).toEqual([422, 'ballot-malformed']);
  });

  it('takes a detached ballot, accepted on a list while the responder was down', async () => {
    run.servers.ocsp.setFault('500');
    const cms = signedBallot(run.content(20), run.servers.citizen(2), { detached: true });
    const { index } = await run.cast(cms, '?candidate=n020');
    expect((await container(index, 'detached.p7s')).json).toMatchObject({ ok: true, source: 'crl' });
    const content = write('content', run.content(20));
    expect(opensslVerify(run, path('detached.p7s'), '-content', content)).toBe(readFileSync(content, 'utf8'));
  });

  it('is refused without a ballot, under another trust set, and over a file', async () => {
    const { anchorDer } = run.servers.authority('rsa').ca;
    const another = folder.trust('another', [anchorDer], []);
    const runs = await Promise.all([
      container(0, 'opened.p7s'),
      container(1, 'trust.p7s', '--trust', another),
      container(1, 'attached.p7s'),
      container(1, 'no/such/place.p7s'),
      container(1, 'no-contest.p7s', '--contest', 'another'),
    ]);
    expect(runs.map(verdictOf)).toEqual([
      [1, 'not-found'],
      [1, 'evidence-invalid'],
      [2, 'config-invalid'],
      [2, 'config-invalid'],
      [2, 'contest-unknown'],
    ]);
    expect(['opened.p7s', 'trust.p7s', 'no-contest.p7s'].filter((name) => existsSync(path(name)))).toEqual([]);
  });
});

describe('dauys ballot container without any source', () => {
  it('has nothing to put in', async () => {
    const run = await startRun('off', { DAUYS_CRL_URLS: '' });
    try {
      const { index } = await run.cast(signedBallot(run.content(12), run.servers.citizen(1)));
      const flags = ['--trust', run.servers.trustDirectory, '--out', path('off.p7s'), '--json'];
      const made = await dauys(['ballot', 'container', String(index), ...run.data, ...flags]);
      expect(verdictOf(made)).toEqual([1, 'revocation-unavailable']);
      expect(existsSync(path('off.p7s'))).toBe(false);
    } finally {
      await run.stop();
    }
  });
});
