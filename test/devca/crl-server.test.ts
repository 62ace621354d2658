import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CRL_FAULTS, type CrlFault } from '../../src/devca/crl-server.ts';
import { fromUtf8 } from '../../src/encoding/bytes.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { TEST_NOW, type TestCitizen } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

const HOUR_MS = 3_600_000;
let nowMs = TEST_NOW.getTime();
let servers: TestServers;
let dir: ReturnType<typeof scratchDirectory>;
beforeAll(async () => {
  dir = scratchDirectory();
  servers = await startTestServers({ clock: { nowMs: () => nowMs }, deltaCrlMs: HOUR_MS, baseCrlMs: 24 * HOUR_MS });
});
afterEach(() => {
  servers.crl.setFault('none');
});
afterAll(async () => {
  await servers.stop();
  dir.remove();
});

interface Fetched {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

async function get(file: string, headers: Record<string, string> = {}): Promise<Fetched> {
  const response = await fetch(`${servers.crl.url}/${file}`, {
    headers: { 'user-agent': 'test', ...headers },
    redirect: 'manual',
  });
  return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) };
}

/** PEM file of a list as it is served. */
async function fetchPem(file: string): Promise<string> {
  const pem = dir.path(`${file}.pem`);
  openssl('crl', '-inform', 'DER', '-in', dir.put(file, (await get(file)).body), '-out', pem);
  return pem;
}

const pass = (ms: number): void => {
  nowMs += ms;
};

describe('the server of lists', () => {
  it('serves lists under whose signature and content OpenSSL judges citizens', async () => {
    const { ca } = servers.authority('rsa');
    const [revoked, revokedLater] = [servers.citizen(1), servers.citizen(2)];
    servers.revoke(revoked, { reason: 4 });
    const list = await fetchPem('dev_rsa.crl');
    servers.revoke(revokedLater, { reason: 1 });
    const delta = await fetchPem('dev_d_rsa.crl');
    const rootList = await fetchPem('dev_root_rsa.crl');

    const anchor = dir.putPem('anchor.pem', ca.anchorDer);
    const intermediate = dir.putPem('intermediate.pem', ca.intermediateDer);
    const printed = openssl('crl', '-in', list, '-noout', '-text', '-CAfile', intermediate);
    expect(printed).toContain('Superseded');
    const verify = ({ certificateDer }: TestCitizen, ...more: string[]): string =>
      openssl(
        ...['verify', '-x509_strict', '-attime', String(nowMs / 1000), '-CAfile', anchor, '-untrusted', intermediate],
        ...['-crl_check_all', '-CRLfile', list, '-CRLfile', rootList, ...more],
        dir.putPem('leaf.pem', certificateDer),
      );
    const withDelta = ['-extended_crl', '-use_deltas', '-CRLfile', delta];
    expect(verify(servers.citizen(3))).toContain('OK');
    expect(verify(servers.citizen(3), ...withDelta)).toContain('OK');
    expect(() => verify(revoked)).toThrow(/certificate revoked/);
    expect(verify(revokedLater)).toContain('OK');
    expect(() => verify(revokedLater, ...withDelta)).toThrow(/certificate revoked/);
  });

  it('answers 304 to whoever has the newest, by ETag or by time', async () => {
    const { headers } = await get('dev_d_rsa.crl');
    const [etag, modified] = [headers.get('etag') ?? '', headers.get('last-modified') ?? ''];
    expect(headers.get('content-type')).toBe('application/pkix-crl');
    for (const known of [{ 'if-none-match': etag }, { 'if-modified-since': modified }]) {
      const { status, body } = await get('dev_d_rsa.crl', known);
      expect([status, body.length]).toEqual([304, 0]);
    }
    pass(2000);
    servers.revoke(servers.citizen(4));
    for (const known of [{ 'if-none-match': etag }, { 'if-modified-since': modified }]) {
      expect((await get('dev_d_rsa.crl', known)).status).toBe(200);
    }
    expect((await get('dev_rsa.crl', { 'if-none-match': etag })).status).toBe(200);
  });

  it('issues a new delta before the last has run out, and with a new base a delta on it', async () => {
    const read = async (file: string) => parseCrl((await get(file)).body);
    const [base, delta] = [await read('dev_gost.crl'), await read('dev_d_gost.crl')];
    expect(delta.baseNumber).toEqual(base.number);
    pass(0.9 * HOUR_MS);
    const next = await read('dev_d_gost.crl');
    expect(next.nextUpdate?.getTime()).toBeGreaterThan(delta.nextUpdate?.getTime() ?? Infinity);
    expect((await read('dev_gost.crl')).der).toEqual(base.der);
    const revoked = servers.citizen(5, 'gost512');
    servers.revoke(revoked);
    expect((await read('dev_d_gost.crl')).serials.size).toBe(1);
    pass(23 * HOUR_MS);
    const newDelta = await read('dev_d_gost.crl');
    const newBase = await read('dev_gost.crl');
    expect(newDelta.baseNumber).toEqual(newBase.number);
    expect([newBase.serials.size, newDelta.serials.size]).toEqual([1, 0]);
  });

  it('knows no other path and no other method', async () => {
    expect((await get('other.crl')).status).toBe(404);
    expect((await fetch(servers.urls.crls[0] ?? '', { method: 'POST' })).status).toBe(405);
  });
});

describe('faults of the server of lists on command', () => {
  async function under(fault: CrlFault, ms?: number): Promise<Fetched> {
    servers.crl.setFault(fault, { ms });
    return get('dev_rsa.crl');
  }

  it('500, redirect, empty, html, truncated', async () => {
    const { body: whole } = await get('dev_rsa.crl');
    expect((await under('500')).status).toBe(500);
    expect((await under('redirect')).status).toBe(302);
    expect(await under('empty')).toMatchObject({ status: 200, body: new Uint8Array() });
    const page = await under('html');
    expect([page.status, fromUtf8(page.body)]).toEqual([200, expect.stringContaining('<!doctype html>')]);
    expect((await under('truncated')).body).toEqual(whole.subarray(0, whole.length >> 1));
  });

  it('stale: a list that has run out, in base and delta', async () => {
    for (const file of ['dev_rsa.crl', 'dev_d_rsa.crl']) {
      servers.crl.setFault('none');
      const fresh = parseCrl((await get(file)).body);
      servers.crl.setFault('stale');
      const stale = parseCrl((await get(file)).body);
      expect(stale.nextUpdate?.getTime()).toBeLessThan(nowMs);
      expect(fresh.nextUpdate?.getTime()).toBeGreaterThan(nowMs);
    }
  });

  it('slow, hang and flapping', async () => {
    const startedMs = performance.now();
    expect((await under('slow', 100)).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(95);
    expect([(await under('flapping')).status, (await under('flapping')).status].sort()).toEqual([200, 500]);
    servers.crl.setFault('hang');
    const hanging = fetch(servers.urls.crls[0] ?? '', { signal: AbortSignal.timeout(100) });
    await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('are all covered here', () => {
    const covered = ['500', 'redirect', 'empty', 'html', 'truncated', 'stale', 'slow', 'hang', 'flapping'];
    expect(covered.sort()).toEqual([...CRL_FAULTS].sort());
  });
});
