import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TSA_FAULTS, type TsaFault } from '../../src/devca/tsa-server.ts';
import { isDauysError } from '../../src/domain/errors.ts';
import { derNull, derOctets, derOid, derSequence, derUnsigned } from '../../src/encoding/der-writer.ts';
import { OID } from '../../src/encoding/oids.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { streebog512 } from '../../src/signature/gost/streebog.ts';
import { encodeTimeStampRequest, readTimeStampResponse } from '../../src/signature/time-stamp-exchange.ts';
import { verifyTimeStampToken, type VerifiedTimeStamp } from '../../src/signature/time-stamp.ts';
import { random } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

// OpenSSL looks at certificates by its own clock.
const clock = { nowMs: () => Date.now() };
const data = new TextEncoder().encode('a checkpoint');
let servers: TestServers;
let dir: ReturnType<typeof scratchDirectory>;
beforeAll(async () => {
  dir = scratchDirectory();
  servers = await startTestServers({ clock });
});
afterEach(() => {
  servers.tsa.setFault('none');
});
afterAll(async () => {
  await servers.stop();
  dir.remove();
});

function post(request: Uint8Array, signal: AbortSignal | null = null): Promise<Response> {
  return fetch(servers.urls.tsa, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', 'user-agent': 'test' },
    body: request as Uint8Array<ArrayBuffer>,
    redirect: 'manual',
    signal,
  });
}

const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

/** A stamp over `data`, believed as far as the intermediate is a CA of time-stamp authorities. */
async function stamp(): Promise<VerifiedTimeStamp> {
  const nonce = random(8).with(0, 0x7f);
  const response = await bytesOf(await post(encodeTimeStampRequest({ data, nonce })));
  const tsa = [parseCertificate(servers.authority('rsa').ca.intermediateDer)];
  return verifyTimeStampToken(readTimeStampResponse(response), { data, nonce, tsa });
}

describe('the time-stamp authority', () => {
  it('stamps what `openssl ts -query` asks so that `openssl ts -verify` is content', async () => {
    const [file, query, reply] = [dir.put('data', data), dir.path('query'), dir.path('reply')];
    openssl('ts', '-query', '-data', file, '-sha256', '-cert', '-out', query);
    dir.put('reply', await bytesOf(await post(readFileSync(query))));
    const { anchorDer, intermediateDer } = servers.authority('rsa').ca;
    const trust = ['-CAfile', dir.putPem('anchor.pem', anchorDer)];
    const untrusted = ['-untrusted', dir.putPem('intermediate.pem', intermediateDer)];
    const verify = (...what: string[]): string =>
      openssl('ts', '-verify', ...what, '-in', reply, ...trust, ...untrusted);
    expect(verify('-queryfile', query)).toContain('Verification: OK');
    expect(verify('-data', file)).toContain('Verification: OK');
    expect(() => verify('-data', dir.put('other', Uint8Array.of(1)))).toThrow(/message imprint mismatch/);
  });

  it('leaves its certificate out where the query does not ask for it', async () => {
    const query = dir.path('query');
    openssl('ts', '-query', '-data', dir.put('data', data), '-sha256', '-out', query);
    const reply = dir.put('reply', await bytesOf(await post(readFileSync(query))));
    const { ca, tsa } = servers.authority('rsa');
    const signer = dir.putPem('tsa.pem', tsa.certificateDer);
    const trust = dir.putPem('trust.pem', ca.anchorDer, ca.intermediateDer);
    const verify = (...more: string[]): string =>
      openssl('ts', '-verify', '-queryfile', query, '-in', reply, '-CAfile', trust, ...more);
    expect(verify('-untrusted', signer)).toContain('Verification: OK');
    expect(() => verify()).toThrow(/Verification: FAILED|certificate/);
  });

  it('stamps what the service asks, at the time of its clock', async () => {
    const before = clock.nowMs();
    const { genTime, algorithm, policy } = await stamp();
    expect(algorithm).toBe('rsa');
    expect(policy).toBe('1.2.398.3.3.2.6.2');
    expect(genTime.getTime()).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000);
    expect(genTime.getTime()).toBeLessThanOrEqual(clock.nowMs());
  });

  it('stamps a Streebog imprint under the GOST key', async () => {
    const streebog = derSequence(derOid(OID.streebog512), derNull());
    const imprint = derSequence(streebog, derOctets(streebog512(data)));
    const response = await bytesOf(
      await post(derSequence(derUnsigned(Uint8Array.of(1)), imprint, derUnsigned(random(8)), Uint8Array.of(1, 1, 255))),
    );
    const tsa = [parseCertificate(servers.authority('gost512').tsa.certificateDer)];
    const verified = verifyTimeStampToken(readTimeStampResponse(response), { data, tsa });
    expect(verified).toMatchObject({ algorithm: 'gost512', policy: '1.2.398.3.3.2.6.4' });
  });

  it('rejects what is no query', async () => {
    const response = await bytesOf(await post(Uint8Array.of(0x30, 0)));
    await expect(() => readTimeStampResponse(response)).toRejectWithCode('time-stamp-invalid');
  });
});

/** The words of the service's refusal under each fault of the content. */
const REFUSAL: Partial<Record<TsaFault, RegExp>> = {
  'wrong-imprint': /imprint of something else/,
  'wrong-nonce': /nonce/,
  'no-nonce': /nonce/,
  untrusted: /^certificate-untrusted/,
  expired: /^certificate-expired/,
  malformed: /^response/,
  empty: /^response/,
  rejection: /status 2/,
  'bad-signature': /signature of the authority/,
};

async function refusal(): Promise<string> {
  try {
    await stamp();
    return 'none';
  } catch (error) {
    return isDauysError(error) ? error.message : 'another error';
  }
}

describe('faults of the time-stamp authority on command', () => {
  it.each(Object.entries(REFUSAL))('%s', async (fault, words) => {
    servers.tsa.setFault(fault as TsaFault);
    expect(await refusal()).toMatch(words);
    servers.tsa.setFault('none');
    expect(await refusal()).toBe('none');
  });

  it('stale: the time is not that of the clock', async () => {
    servers.tsa.setFault('stale', { ms: 3_600_000 });
    const { genTime } = await stamp();
    expect(clock.nowMs() - genTime.getTime()).toBeGreaterThan(3_599_000);
  });

  it('500, redirect and flapping', async () => {
    const request = encodeTimeStampRequest({ data, nonce: Uint8Array.of(1) });
    const statusUnder = async (fault: TsaFault): Promise<number> => {
      servers.tsa.setFault(fault);
      return (await post(request)).status;
    };
    expect(await statusUnder('500')).toBe(500);
    expect(await statusUnder('redirect')).toBe(302);
    const flapping = [await statusUnder('flapping'), await statusUnder('flapping')];
    expect(flapping.sort()).toEqual([200, 500]);
  });

  it('slow and hang', async () => {
    servers.tsa.setFault('slow', { ms: 100 });
    const startedMs = performance.now();
    await stamp();
    expect(performance.now() - startedMs).toBeGreaterThan(95);
    servers.tsa.setFault('hang');
    const request = encodeTimeStampRequest({ data, nonce: Uint8Array.of(1) });
    await expect(post(request, AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('are all covered here', () => {
    const others = ['stale', '500', 'redirect', 'flapping', 'slow', 'hang'];
    expect([...Object.keys(REFUSAL), ...others].sort()).toEqual([...TSA_FAULTS].sort());
  });
});
