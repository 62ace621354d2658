import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OCSP_FAULTS, type OcspFault } from '../../src/devca/ocsp-server.ts';
import type { DauysError } from '../../src/domain/errors.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { OCSP_REFUSALS } from '../../src/signature/ocsp-refusal.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { verifyOcspResponse, type OcspAnswer } from '../../src/signature/ocsp.ts';
import { random, testCitizen } from '../support/ballots.ts';
import { startTestServers, type TestServers } from '../support/dev-servers.ts';
import { opensslBeside, scratchDirectory } from '../support/openssl.ts';

// OpenSSL looks at the times of an answer by its own clock.
const clock = { nowMs: () => Date.now() };
let servers: TestServers;
let dir: ReturnType<typeof scratchDirectory>;
beforeAll(async () => {
  dir = scratchDirectory();
  servers = await startTestServers({ clock });
});
afterEach(() => {
  servers.ocsp.setFault('none');
});
afterAll(async () => {
  await servers.stop();
  dir.remove();
});

interface Asking {
  readonly algorithm?: 'rsa' | 'gost512';
  readonly signal?: AbortSignal;
}

interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  /** As the service verifies it. */
  verify(): OcspAnswer;
}

const post = async (body: Uint8Array, init: RequestInit = {}): Promise<Response> =>
  fetch(servers.urls.ocsp, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request', 'user-agent': 'test' },
    body: body as Uint8Array<ArrayBuffer>,
    redirect: 'manual',
    ...init,
  });

async function ask(certificateDer: Uint8Array, { algorithm = 'rsa', signal }: Asking = {}): Promise<HttpAnswer> {
  const issuer = parseCertificate(servers.authority(algorithm).ca.intermediateDer);
  const certId = encodeCertId(parseCertificate(certificateDer), issuer);
  const nonce = random(16);
  const response = await post(encodeOcspRequest(certId, nonce), signal === undefined ? {} : { signal });
  const body = new Uint8Array(await response.arrayBuffer());
  const question = { certId, issuer, nonce, at: new Date(clock.nowMs()), maxAgeMs: 60_000, skewMs: 5000 };
  return { status: response.status, body, verify: () => verifyOcspResponse(body, question) };
}

describe('the OCSP responder, asked by OpenSSL,', () => {
  function askOpenssl(certificate: Uint8Array, ...more: string[]): Promise<string> {
    const { anchorDer, intermediateDer } = servers.authority('rsa').ca;
    return opensslBeside(
      ...['ocsp', '-url', servers.urls.ocsp, '-header', 'User-Agent=openssl', ...more],
      ...['-issuer', dir.putPem('issuer.pem', intermediateDer), '-cert', dir.putPem('leaf.pem', certificate)],
      ...['-CAfile', dir.putPem('trust.pem', anchorDer, intermediateDer)],
    );
  }

  it.each(['-sha1', '-sha256'])('says good of a citizen (CertID %s)', async (hash) => {
    const said = await askOpenssl(servers.citizen(1).certificateDer, hash);
    expect(said).toContain('Response verify OK');
    expect(said).toContain('leaf.pem: good');
    expect(said).not.toContain('WARNING');
    expect(said).not.toContain('Next Update');
    expect(servers.ocsp.lastRequest()?.headers['user-agent']).toBe('openssl');
  });

  it('says revoked, when and why of a revoked one', async () => {
    const citizen = servers.citizen(2);
    servers.revoke(citizen, { revokedAt: new Date('2026-11-20T10:00:00Z'), reason: 1 });
    const said = await askOpenssl(citizen.certificateDer);
    expect(said).toContain('Response verify OK');
    expect(said).toMatch(/leaf\.pem: revoked[\s\S]*Reason: keyCompromise\s+Revocation Time: Nov 20 10:00:00 2026 GMT/);
  });

  it('says "revoked, certificateHold, 1970" of a certificate it never issued', async () => {
    const said = await askOpenssl(testCitizen(3, servers.authority('rsa').ca).certificateDer);
    expect(said).toMatch(/revoked[\s\S]*Reason: certificateHold\s+Revocation Time: Jan {2}1 00:00:00 1970 GMT/);
  });

  it('is not believed with the fault wrong-responder', async () => {
    servers.ocsp.setFault('wrong-responder');
    await expect(askOpenssl(servers.citizen(1).certificateDer)).rejects.toMatchObject({
      stderr: expect.stringContaining('Response Verify Failure'),
    });
  });
});

describe('the OCSP responder', () => {
  it('answers for the RSA and the GOST authority at one address, each under its own key', async () => {
    for (const algorithm of ['rsa', 'gost512'] as const) {
      const citizen = servers.citizen(4, algorithm);
      expect((await ask(citizen.certificateDer, { algorithm })).verify().status).toEqual({ kind: 'good' });
      servers.revoke(citizen);
      const { status } = (await ask(citizen.certificateDer, { algorithm })).verify();
      expect(status).toMatchObject({ kind: 'revoked', reason: undefined });
    }
  });

  it('keeps НУЦ’s habits: thisUpdate = producedAt, no nextUpdate', async () => {
    const { thisUpdate, producedAt, nextUpdate } = (await ask(servers.citizen(1).certificateDer)).verify();
    expect(thisUpdate).toEqual(producedAt);
    expect(nextUpdate).toBeUndefined();
  });

  it('sends whoever names no agent elsewhere', async () => {
    const response = await post(new Uint8Array(), { headers: { 'user-agent': '' } });
    expect(response.status).toBe(303);
  });

  it('answers malformedRequest, and unauthorized for an authority that is not its own', async () => {
    expect(await bytesOf(post(Uint8Array.of(1, 2, 3)))).toBe('30030a0101');
    const citizen = parseCertificate(servers.citizen(1).certificateDer);
    const request = encodeOcspRequest(encodeCertId(citizen, citizen), random(16));
    expect(await bytesOf(post(request))).toBe('30030a0106');
  });
});

async function bytesOf(response: Promise<Response>): Promise<string> {
  return Buffer.from(await (await response).arrayBuffer()).toString('hex');
}

/** What the service's own verification says of an answer under each fault: a status, or the words of its refusal. */
const VERDICT: Partial<Record<OcspFault, string>> = {
  'wrong-nonce': OCSP_REFUSALS.nonceOther,
  'no-nonce': OCSP_REFUSALS.nonceMissing,
  stale: OCSP_REFUSALS.tooOld,
  'wrong-responder': OCSP_REFUSALS.responderForged,
  'wrong-serial': OCSP_REFUSALS.otherSerial,
  malformed: OCSP_REFUSALS.malformed,
  empty: OCSP_REFUSALS.malformed,
  'try-later': OCSP_REFUSALS.tryLater,
  'unknown-status': 'unknown',
  'unknown-serial-1970': 'revoked',
  'bad-signature': OCSP_REFUSALS.signature,
};

function verdictOf({ verify }: HttpAnswer): string {
  try {
    return verify().status.kind;
  } catch (error) {
    return (error as DauysError).message;
  }
}

describe('faults of the OCSP responder on command', () => {
  it.each(Object.entries(VERDICT))('%s', async (fault, verdict) => {
    const { certificateDer } = servers.citizen(5);
    servers.ocsp.setFault(fault as OcspFault);
    const answer = await ask(certificateDer);
    expect(answer.status).toBe(200);
    expect(verdictOf(answer)).toBe(verdict);
    servers.ocsp.setFault('none');
    expect(verdictOf(await ask(certificateDer))).toBe('good');
  });

  it('500 and redirect', async () => {
    const { certificateDer } = servers.citizen(5);
    servers.ocsp.setFault('500');
    expect((await ask(certificateDer)).status).toBe(500);
    servers.ocsp.setFault('redirect');
    expect((await ask(certificateDer)).status).toBe(302);
  });

  it('flapping: every other answer fails', async () => {
    servers.ocsp.setFault('flapping');
    const { certificateDer } = servers.citizen(5);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask(certificateDer)).status);
    expect([...statuses].sort()).toEqual([200, 200, 500, 500]);
    expect(statuses[0]).toBe(statuses[2]);
  });

  it('slow: the answer comes as late as said, and is good', async () => {
    servers.ocsp.setFault('slow', { ms: 120 });
    const startedMs = performance.now();
    const answer = await ask(servers.citizen(5).certificateDer);
    expect(performance.now() - startedMs).toBeGreaterThan(115);
    expect(verdictOf(answer)).toBe('good');
  });

  it('hang: no answer at all', async () => {
    servers.ocsp.setFault('hang');
    const before = servers.ocsp.requestCount();
    const signal = AbortSignal.timeout(150);
    await expect(ask(servers.citizen(5).certificateDer, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(servers.ocsp.requestCount()).toBe(before + 1);
  });

  it('are all covered here', () => {
    const covered = [...Object.keys(VERDICT), '500', 'redirect', 'flapping', 'slow', 'hang'];
    expect(covered.sort()).toEqual([...OCSP_FAULTS].sort());
  });

  it('can be set over HTTP, without being counted', async () => {
    const before = servers.ocsp.requestCount();
    const url = new URL('/fault', servers.urls.ocsp);
    const put = (body: string): Promise<Response> => fetch(url, { method: 'PUT', body });
    expect((await put('{"fault":"slow","ms":1}')).status).toBe(200);
    expect(await (await fetch(url)).json()).toMatchObject({ fault: 'slow' });
    const refused = await put('{"fault":"no-such"}');
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('bad-signature');
    expect(servers.ocsp.requestCount()).toBe(before);
    expect((await put('{"fault":"none"}')).status).toBe(200);
  });
});
