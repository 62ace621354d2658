import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateDevCa, issueCitizen, type Identity } from '../../src/devca/dev-ca.ts';
import { issueOcspResponder } from '../../src/devca/ocsp-builder.ts';
import { generateRsaKey, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeOcspRequest } from '../../src/signature/ocsp-request.ts';
import { verifyOcspResponse, type OcspAnswer, type OcspQuestion } from '../../src/signature/ocsp.ts';
import { random } from '../support/ballots.ts';
import { questionOf, readOcspVectors, responseOf, type OcspVector } from '../support/ocsp-vector.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

/** A responder that we did not write: `openssl ocsp` over an index of its own. It knows no time but today's. */
describe('answers made by OpenSSL', () => {
  const now = new Date();
  const key = generateRsaKey();
  const ca = generateDevCa({ algorithm: 'rsa', now, random, rsaBits: 2048 });
  const responder = issueOcspResponder(ca, { key: generateRsaKey() });
  const [good, revoked, unknown] = ['1', '2', '3'].map((iin) => issueCitizen(ca, { iin: iin.padStart(12, '0'), key }));
  const revokedAt = new Date(Math.floor(now.getTime() / 1000 - 86_400) * 1000);

  /** What OpenSSL's responder answers to our request, held against our question. */
  function ask(citizen: Identity, nonce = random(16), signer: Identity = responder, ...extra: string[]): OcspAnswer {
    const issuer = parseCertificate(ca.intermediateDer);
    const certId = encodeCertId(parseCertificate(citizen.certificateDer), issuer);
    const [out, digits] = [dir.path('answer.der'), revokedAt.toISOString().replaceAll(/\D/g, '').slice(2, 14)];
    const serial = ({ serialNumber }: Identity): string => toHex(serialNumber).toUpperCase();
    const index = [
      `V\t491231235959Z\t\t${serial(good!)}\tunknown\t/CN=good`,
      `R\t491231235959Z\t${digits}Z,keyCompromise\t${serial(revoked!)}\tunknown\t/CN=revoked`,
    ];
    openssl(
      ...['ocsp', '-index', dir.put('index.txt', Buffer.from(`${index.join('\n')}\n`))],
      ...[
        '-CA',
        dir.putPem('ca.pem', ca.intermediateDer),
        '-rsigner',
        dir.putPem('rsigner.pem', signer.certificateDer),
      ],
      ...['-rkey', dir.put('key.pem', pemOf(signer.key as RsaDevKey))],
      ...['-reqin', dir.put('request.der', encodeOcspRequest(certId, nonce)), '-respout', out, ...extra],
    );
    const question: OcspQuestion = { certId, issuer, at: new Date(), nonce, maxAgeMs: 60_000, skewMs: 5_000 };
    return verifyOcspResponse(new Uint8Array(readFileSync(out)), question);
  }

  it('on a good certificate', () => {
    const { status, nextUpdate } = ask(good!);
    expect(status).toEqual({ kind: 'good' });
    expect(nextUpdate).toBeUndefined();
  });

  it('on a revoked one', () => {
    expect(ask(revoked!).status).toEqual({ kind: 'revoked', revokedAt, reason: 1 });
  });

  it('on one that is not in its index', () => {
    expect(ask(unknown!).status).toEqual({ kind: 'unknown' });
  });

  it.each([
    ['named by its key', ['-resp_key_id']],
    ['over SHA-512', ['-rmd', 'sha512']],
    ['with a next update', ['-ndays', '1']],
  ])('%s', (_, extra) => {
    expect(ask(good!, random(16), responder, ...extra).status).toEqual({ kind: 'good' });
  });

  it('by the authority itself, no certificate with them', () => {
    expect(ask(good!, random(16), ca.intermediate, '-resp_no_certs').status).toEqual({ kind: 'good' });
  });

  it('are refused without a certificate, over SHA-1, and from a citizen', async () => {
    for (const [signer, ...extra] of [[responder, '-resp_no_certs'], [responder, '-rmd', 'sha1'], [good!]] as const) {
      await expect(() => ask(good!, random(16), signer, ...extra)).toRejectWithCode('revocation-unavailable');
    }
  });
});

function pemOf({ privateKey }: RsaDevKey): Uint8Array {
  return Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

const rsa = readOcspVectors().filter(({ name }) => name.endsWith('-rsa'));
const named = (vectors: readonly OcspVector[]): [string, OcspVector][] =>
  vectors.map((vector) => [vector.name, vector]);

/** OpenSSL's word on who signed an answer, under the authority of the question as the one it trusts. */
function verdictOf(vector: OcspVector): string {
  const { issuer, at } = questionOf(vector);
  const trust = dir.putPem('issuer.pem', issuer.der);
  const files = ['-respin', dir.put('answer.der', responseOf(vector)), '-CAfile', trust, '-verify_other', trust];
  const attime = ['-attime', String(at.getTime() / 1000)];
  return spawnSync('openssl', ['ocsp', ...files, '-partial_chain', ...attime], { encoding: 'utf8' }).stderr;
}

describe('OpenSSL', () => {
  // Its clock has passed the end of a certificate that ends in this second.
  const answered = rsa.filter(({ name, rule }) => rule === undefined && name !== 'good-last-second-rsa');
  it.each(named(answered))('verifies %s too', (_, vector) => {
    expect(verdictOf(vector)).toContain('Response verify OK');
  });

  const RULES = ['responderUsage', 'responderForged', 'responderExpired', 'responderNotYetValid', 'responderUnknown'];
  // It takes SHA-1 under a certificate.
  const signed = rsa.filter(({ name, rule = '' }) => [...RULES, 'signature'].includes(rule) && !name.includes('sha1'));
  it.each(named(signed))('refuses %s too', (_, vector) => {
    expect(verdictOf(vector)).toMatch(/Response Verify Failure/);
  });
});
