import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openssl, scratchDirectory } from '../support/openssl.ts';
import { ballotBytes, signedBallot, TEST_NOW, testCa, testCitizen, testContest } from '../support/ballots.ts';

const contest = testContest('qamqor-demo');
const content = ballotBytes(contest, 12);

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

/** Verifies with OpenSSL as CAdES, so that signing-certificate-v2 is checked too; gives the content back. */
function verifyWithOpenssl(cms: Uint8Array, ...extra: string[]): Uint8Array {
  const ca = testCa();
  const out = dir.path('content');
  openssl(
    ...['cms', '-verify', '-cades', '-binary', '-purpose', 'any', '-attime', String(TEST_NOW.getTime() / 1000)],
    ...['-CAfile', dir.putPem('trust.pem', ca.anchorDer, ca.intermediateDer)],
    ...['-inform', 'DER', '-in', dir.put('cms.der', cms), '-out', out, ...extra],
  );
  return new Uint8Array(readFileSync(out));
}

describe('signCms', () => {
  it('makes an attached signature that OpenSSL verifies', () => {
    expect(verifyWithOpenssl(signedBallot(content, testCitizen(1)))).toEqual(content);
  });

  it('makes a detached signature that OpenSSL verifies over its content alone', () => {
    const cms = signedBallot(content, testCitizen(1), { detached: true });
    expect(verifyWithOpenssl(cms, '-content', dir.put('ballot', content))).toEqual(content);
    const other = dir.put('other', ballotBytes(contest, 13));
    expect(() => verifyWithOpenssl(cms, '-content', other)).toThrow(/Verification failure/);
  });

  it('carries no certificate but the signer’s', () => {
    const cms = dir.put('cms.der', signedBallot(content, testCitizen(1)));
    const printed = openssl('pkcs7', '-inform', 'DER', '-in', cms, '-print_certs', '-noout');
    expect(printed.match(/^subject=/gm)).toHaveLength(1);
  });
});
