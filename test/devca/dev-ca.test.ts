import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { ballotBytes, signedBallot, TEST_NOW, testCa, testCitizen, testContest } from '../support/ballots.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'dauys-devca-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true });
});

const put = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(dir, name), bytes);
  return join(dir, name);
};
const pem = (name: string, ...certificates: readonly Uint8Array[]): string =>
  put(name, toUtf8(certificates.map((der) => new X509Certificate(der).toString()).join('')));
const at = ['-attime', String(TEST_NOW.getTime() / 1000)];

/** What OpenSSL prints; throws when it exits with anything but 0. */
function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('certificates of the development CA', () => {
  it('build a path that OpenSSL verifies strictly', () => {
    const ca = testCa();
    const anchor = pem('anchor.pem', ca.anchorDer);
    const intermediate = pem('intermediate.pem', ca.intermediateDer);
    const leaf = pem('leaf.pem', testCitizen(1).certificateDer);
    const check = (...extra: string[]): string =>
      openssl('verify', '-x509_strict', '-check_ss_sig', '-CAfile', anchor, '-untrusted', intermediate, ...extra, leaf);
    expect(check(...at)).toContain('OK');
    expect(() => check('-attime', String(TEST_NOW.getTime() / 1000 + 400 * 86_400))).toThrow(/expired/);
  });

  it('carry the profile of НУЦ', () => {
    const leaf = new X509Certificate(testCitizen(42).certificateDer);
    expect(leaf.subject).toContain('serialNumber=IIN000000000042');
    expect(leaf.subject).toContain('C=KZ');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.4', '1.2.398.3.3.4.1.1']);
    expect(leaf.ca).toBe(false);
    const printed = openssl('x509', '-noout', '-text', '-in', pem('profile.pem', testCitizen(42).certificateDer));
    expect(printed).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(printed).toMatch(/Policy: 1\.2\.398\.3\.3\.2\n/);
    expect(printed).toMatch(/Freshest CRL:/);
  });
});

describe('signCms', () => {
  const contest = testContest('qamqor-demo');
  const content = ballotBytes(contest, 12);
  const verify = (cms: Uint8Array, ...extra: string[]): void => {
    const ca = testCa();
    const trust = ['-CAfile', pem('trust.pem', ca.anchorDer, ca.intermediateDer)];
    const out = join(dir, 'content');
    openssl(
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      put('cms.der', cms),
      '-out',
      out,
      '-purpose',
      'any',
      ...trust,
      ...at,
      ...extra,
    );
    expect(new Uint8Array(readFileSync(out))).toEqual(content);
  };

  it('makes an attached signature that OpenSSL verifies', () => {
    verify(signedBallot(content, testCitizen(1)), '-cades');
  });

  it('makes a detached signature that OpenSSL verifies over its content alone', () => {
    const cms = signedBallot(content, testCitizen(1), { detached: true });
    verify(cms, '-cades', '-content', put('ballot.json', content));
    expect(() => {
      verify(cms, '-content', put('ballot.json', ballotBytes(contest, 13)));
    }).toThrow(/Verification failure/);
  });

  it('carries no certificate but the signer’s', () => {
    const cms = put('cms.der', signedBallot(content, testCitizen(1)));
    const printed = openssl('pkcs7', '-inform', 'DER', '-in', cms, '-print_certs', '-noout');
    expect(printed.match(/^subject=/gm)).toHaveLength(1);
  });
});
