import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateRsaKey } from '../../src/devca/rsa-key.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import {
  buildTimeStampResponse,
  buildTimeStampToken,
  issueTsa,
  readTimeStampRequest,
  TIME_STAMP_STATUS,
  type TimeStampFields,
} from '../../src/devca/time-stamp-builder.ts';
import { concatBytes, toUtf8 } from '../../src/encoding/bytes.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';
import { sha256, TEST_NOW, testCa } from '../support/ballots.ts';

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

const DATA = toUtf8('a signature value');
const tsa = issueTsa(testCa(), { key: generateRsaKey() });
const usual: TimeStampFields = {
  imprint: { algorithm: algorithmIdentifier(DEV_OID.sha256), digest: sha256(DATA) },
  serialNumber: Uint8Array.of(1, 2, 3),
  genTime: TEST_NOW,
};

function verifyWithOpenssl(...what: readonly string[]): string {
  const { anchorDer, intermediateDer } = testCa();
  return openssl(
    ...['ts', '-verify', '-attime', String(TEST_NOW.getTime() / 1000), '-data', dir.put('data', DATA)],
    ...['-CAfile', dir.putPem('trust.pem', anchorDer, intermediateDer), ...what],
  );
}

describe('buildTimeStampToken', () => {
  it.each<[string, Partial<TimeStampFields>]>([
    ['in НУЦ’s shape', {}],
    ['with signing-certificate-v2', { signingCertificate: 'v2' }],
    [
      'with every optional field',
      {
        accuracy: { seconds: 1, millis: 500, micros: 200 },
        ordering: true,
        nonce: Uint8Array.of(0xff, 1),
        genTime: new Date(TEST_NOW.getTime() + 120),
      },
    ],
  ])('makes a token that OpenSSL verifies, %s', (_, changes) => {
    const token = dir.put('token', buildTimeStampToken({ ...usual, ...changes }, tsa));
    expect(verifyWithOpenssl('-token_in', '-in', token)).toMatch(/Verification: OK/);
  });

  it('does not hide another imprint from OpenSSL', () => {
    const imprint = { ...usual.imprint, digest: sha256(toUtf8('other')) };
    const token = dir.put('token', buildTimeStampToken({ ...usual, imprint }, tsa));
    expect(() => verifyWithOpenssl('-token_in', '-in', token)).toThrow(/imprint mismatch/);
  });

  it('writes genTime with its fraction, trailing zeros left out', () => {
    const fields = { ...usual, genTime: new Date('2026-11-22T07:00:00.120Z'), nonce: Uint8Array.of(0x80) };
    const printed = openssl(
      'ts',
      '-reply',
      '-token_in',
      '-in',
      dir.put('token', buildTimeStampToken(fields, tsa)),
      '-text',
    );
    expect(printed).toMatch(/Time stamp: Nov 22 07:00:00.12 2026 GMT/);
    expect(printed).toMatch(/Nonce: 0x80\b/);
  });
});

describe('buildTimeStampResponse', () => {
  it('makes a response that OpenSSL verifies for its own request', () => {
    const query = dir.path('query');
    openssl('ts', '-query', '-data', dir.put('data', DATA), '-sha512', '-cert', '-out', query);
    const { imprint, nonce, certReq } = readTimeStampRequest(readFileSync(query));
    expect(certReq).toBe(true);
    const token = buildTimeStampToken({ ...usual, imprint, nonce }, tsa);
    const response = dir.put('response', buildTimeStampResponse(TIME_STAMP_STATUS.granted, token));
    const { anchorDer, intermediateDer } = testCa();
    const trust = dir.putPem('trust.pem', anchorDer, intermediateDer);
    const at = String(TEST_NOW.getTime() / 1000);
    const args = ['ts', '-verify', '-attime', at, '-queryfile', query, '-in', response, '-CAfile', trust];
    expect(openssl(...args)).toMatch(/Verification: OK/);
  });

  it('tells a rejection in a form that OpenSSL reads', () => {
    const response = buildTimeStampResponse(TIME_STAMP_STATUS.rejection, undefined, { text: 'no clock', failure: 14 });
    const printed = openssl('ts', '-reply', '-in', dir.put('response', response), '-text');
    expect(printed).toMatch(/Status: Rejected/);
    expect(printed).toMatch(/no clock/);
    expect(printed).toMatch(/time source is not available/);
  });
});

describe('readTimeStampRequest', () => {
  const request = (): Buffer => {
    openssl('ts', '-query', '-data', dir.put('data', DATA), '-sha256', '-no_nonce', '-out', dir.path('query'));
    return readFileSync(dir.path('query'));
  };

  it('reads what a request leaves out', () => {
    expect(readTimeStampRequest(request())).toEqual({
      imprint: { algorithm: Buffer.from(algorithmIdentifier(DEV_OID.sha256)), digest: Buffer.from(sha256(DATA)) },
      policy: undefined,
      nonce: undefined,
      certReq: false,
    });
  });

  it.each<[string, (good: Uint8Array) => Uint8Array]>([
    ['cut short', (good) => good.subarray(0, -1)],
    ['followed by something', (good) => concatBytes(good, Uint8Array.of(0))],
    ['of another version', (good) => Uint8Array.from(good, (octet, i) => (i === 4 ? 2 : octet))],
    ['of a megabyte', () => new Uint8Array(1 << 20)],
    ['empty', () => new Uint8Array()],
  ])('refuses one %s', async (_, change) => {
    await expect(() => readTimeStampRequest(change(request()))).toRejectWithCode('ballot-malformed');
  });
});
