import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { issueTsa } from '../../src/devca/time-stamp-builder.ts';
import { fromHex, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeTimeStampRequest, readTimeStampResponse } from '../../src/signature/time-stamp-exchange.ts';
import {
  verifyTimeStampToken,
  type TimeStampQuestion,
  type VerifiedTimeStamp,
} from '../../src/signature/time-stamp.ts';
import { testCa } from '../support/ballots.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';

const DATA = toUtf8('a signed checkpoint');
const NONCE = fromHex('8f0102030405060708090a0b0c0d0e0f')!;

/** OpenSSL stamps by the clock of this machine. */
const NOW = new Date();
const ca = testCa(NOW);
const key = generateRsaKey();
const tsa = issueTsa(ca, { key });

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

/** A response by OpenSSL to our request, or to one of its own options. */
function reply(settings: Readonly<Record<string, string>> = {}, request: readonly string[] = []): Uint8Array {
  const config = {
    serial: dir.put('serial', toUtf8('0A0B\n')),
    signer_cert: dir.putPem('tsa.pem', tsa.certificateDer),
    signer_key: dir.put('key.pem', toUtf8(key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())),
    signer_digest: 'sha256',
    default_policy: '1.2.398.3.3.2.6.2',
    digests: 'sha1, sha256, sha384, sha512',
    ...settings,
  };
  const lines = Object.entries(config).map(([name, value]) => `${name} = ${value}`);
  const file = dir.put('tsa.cnf', toUtf8(['[tsa]', 'default_tsa = here', '[here]', ...lines].join('\n')));
  const query = dir.put('query', encodeTimeStampRequest({ data: DATA, nonce: NONCE }));
  if (request.length > 0) openssl('ts', '-query', '-data', dir.put('data', DATA), ...request, '-out', query);
  openssl('ts', '-reply', '-config', file, '-queryfile', query, '-out', dir.path('response'));
  return new Uint8Array(readFileSync(dir.path('response')));
}

function judge(response: Uint8Array, changes: Partial<TimeStampQuestion> = {}): VerifiedTimeStamp {
  const certificates = [parseCertificate(ca.intermediateDer)];
  return verifyTimeStampToken(readTimeStampResponse(response), { data: DATA, tsa: certificates, ...changes });
}

describe('time-stamps by OpenSSL', () => {
  it('hold for our request', () => {
    const { genTime, policy, serialNumber, algorithm, certificate } = judge(reply(), { nonce: NONCE });
    expect(Math.abs(genTime.getTime() - NOW.getTime())).toBeLessThan(60_000);
    expect(policy).toBe('1.2.398.3.3.2.6.2');
    expect(toHex(serialNumber)).toBe('0a0c');
    expect(algorithm).toBe('rsa');
    expect(new X509Certificate(certificate.der).fingerprint256).toBe(
      new X509Certificate(tsa.certificateDer).fingerprint256,
    );
  });

  const chain = (): string => dir.putPem('chain.pem', ca.intermediateDer);
  it.each<[string, () => Record<string, string>]>([
    ['by SHA-512', () => ({ signer_digest: 'sha512' })],
    [
      'with its name, accuracy and order',
      () => ({ tsa_name: 'yes', accuracy: 'secs:1, millisecs:500', ordering: 'yes' }),
    ],
    ['with a fraction of a second', () => ({ clock_precision_digits: '6' })],
    ['with its CA along', () => ({ certs: chain(), ess_cert_id_chain: 'yes' })],
    ['naming its certificate by SHA-1', () => ({ ess_cert_id_alg: 'sha1' })],
    ['naming its certificate by SHA-512', () => ({ ess_cert_id_alg: 'sha512' })],
  ])('hold %s', (_, settings) => {
    expect(judge(reply(settings()), { nonce: NONCE }).algorithm).toBe('rsa');
  });

  it('hold without a certificate when it is pinned, and not otherwise', async () => {
    const response = reply({}, ['-sha384', '-no_nonce']);
    const pinned = [parseCertificate(tsa.certificateDer)];
    expect(judge(response, { tsa: pinned }).algorithm).toBe('rsa');
    await expect(() => judge(response)).toRejectWithCode('time-stamp-invalid');
  });

  it('do not hold for other data, another nonce, other authorities', async () => {
    const response = reply();
    const others = [parseCertificate(ca.anchorDer)];
    for (const changes of [{ data: NONCE }, { nonce: DATA }, { tsa: others }]) {
      await expect(() => judge(response, changes)).toRejectWithCode('time-stamp-invalid');
    }
  });

  it('do not hold with an imprint by SHA-1', async () => {
    const response = reply({}, ['-sha1', '-cert']);
    await expect(() => judge(response)).toRejectWithCode('algorithm-unsupported');
  });

  it('that were refused are refused', async () => {
    const response = reply({ digests: 'sha512' });
    await expect(() => readTimeStampResponse(response)).toRejectWithCode('time-stamp-invalid');
  });
});
