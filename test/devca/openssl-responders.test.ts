import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueServers } from '../../src/devca/dev-authority.ts';
import type { DevCa, Identity } from '../../src/devca/dev-ca.ts';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { verifyOcspResponse, type OcspAnswer } from '../../src/signature/ocsp.ts';
import { encodeTimeStampRequest, readTimeStampResponse } from '../../src/signature/time-stamp-exchange.ts';
import { verifyTimeStampToken } from '../../src/signature/time-stamp.ts';
import { random, testCa, testCitizen } from '../support/ballots.ts';
import { startOpensslOcsp, startOpensslTsa, type OpensslOcsp, type OpensslTsa } from '../support/openssl-responders.ts';

// OpenSSL answers by its own clock.
const now = new Date();
let ca: DevCa;
let citizens: readonly Identity[];
let ocsp: OpensslOcsp;
let tsa: OpensslTsa;
beforeAll(async () => {
  ca = testCa(now);
  const key = generateRsaKey();
  const servers = issueServers(ca, () => key);
  citizens = [testCitizen(1, ca), testCitizen(2, ca)];
  ocsp = await startOpensslOcsp({ ca, responder: servers.responder, issued: citizens });
  tsa = await startOpensslTsa(servers.tsa);
});
afterAll(async () => {
  await ocsp.stop();
  await tsa.stop();
});

async function post(url: string, type: string, body: Uint8Array): Promise<Uint8Array> {
  const headers = { 'content-type': type };
  const response = await fetch(url, { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> });
  return new Uint8Array(await response.arrayBuffer());
}

async function ask({ certificateDer }: Identity): Promise<OcspAnswer> {
  const issuer = parseCertificate(ca.intermediateDer);
  const certId = encodeCertId(parseCertificate(certificateDer), issuer);
  const nonce = random(16);
  const answer = await post(ocsp.url, 'application/ocsp-request', encodeOcspRequest(certId, nonce));
  return verifyOcspResponse(answer, { certId, issuer, nonce, at: new Date(), maxAgeMs: 60_000, skewMs: 5000 });
}

describe('OpenSSL’s own OCSP responder', () => {
  it('gives answers that the service verifies: good, unknown, and revoked from the moment on that it is told', async () => {
    const [first, second] = citizens as [Identity, Identity];
    expect((await ask(first)).status).toEqual({ kind: 'good' });
    expect((await ask(testCitizen(3, ca))).status).toEqual({ kind: 'unknown' });
    const revokedAt = new Date('2026-11-01T10:00:00Z');
    await ocsp.revoke(first, revokedAt);
    expect((await ask(first)).status).toMatchObject({ kind: 'revoked', revokedAt });
    expect((await ask(second)).status).toEqual({ kind: 'good' });
  });
});

describe('OpenSSL’s own time-stamp authority', () => {
  it('gives tokens that the service verifies', async () => {
    const data = new TextEncoder().encode('a checkpoint');
    const nonce = Uint8Array.of(0x7f, ...random(7));
    const reply = await post(tsa.url, 'application/timestamp-query', encodeTimeStampRequest({ data, nonce }));
    const question = { data, nonce, tsa: [parseCertificate(ca.intermediateDer)] };
    const { policy, algorithm } = verifyTimeStampToken(readTimeStampResponse(reply), question);
    expect([policy, algorithm, tsa.requestCount()]).toEqual(['1.2.3.4.1', 'rsa', 1]);
  });
});
