import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { daysFrom } from '../../src/devca/dev-ca.ts';
import { openssl, scratchDirectory } from '../support/openssl.ts';
import { TEST_NOW, testCa, testCitizen } from '../support/ballots.ts';

let dir: ReturnType<typeof scratchDirectory>;
beforeAll(() => {
  dir = scratchDirectory();
});
afterAll(() => {
  dir.remove();
});

const seconds = (time: Date): string => String(time.getTime() / 1000);

/** Paths of the authority's two certificates. */
function trust(): { anchor: string; intermediate: string } {
  const ca = testCa();
  return {
    anchor: dir.putPem('anchor.pem', ca.anchorDer),
    intermediate: dir.putPem('intermediate.pem', ca.intermediateDer),
  };
}

describe('certificates of the development CA', () => {
  it('build a path that OpenSSL verifies strictly', () => {
    const { anchor, intermediate } = trust();
    const leaf = dir.putPem('leaf.pem', testCitizen(1).certificateDer);
    const verifyAt = (time: Date): string =>
      openssl(
        ...['verify', '-x509_strict', '-check_ss_sig', '-attime', seconds(time)],
        ...['-CAfile', anchor, '-untrusted', intermediate, leaf],
      );
    expect(verifyAt(TEST_NOW)).toContain('OK');
    expect(() => verifyAt(daysFrom(TEST_NOW, 400))).toThrow(/expired/);
  });

  it('carry the profile of НУЦ', () => {
    const { certificateDer } = testCitizen(42);
    const leaf = new X509Certificate(certificateDer);
    expect(leaf.subject).toContain('serialNumber=IIN000000000042');
    expect(leaf.subject).toContain('C=KZ');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.4', '1.2.398.3.3.4.1.1']);
    expect(leaf.ca).toBe(false);
    const printed = openssl('x509', '-noout', '-text', '-in', dir.putPem('profile.pem', certificateDer));
    expect(printed).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(printed).toMatch(/Policy: 1\.2\.398\.3\.3\.2\n/);
    expect(printed).toMatch(/Freshest CRL:/);
  });
});

describe('issueCrl', () => {
  it('makes lists that OpenSSL checks certificates against', () => {
    const { anchor, intermediate } = trust();
    const ca = testCa();
    const revoked = testCitizen(1);
    const lists = issueCrl(ca.intermediate, {
      thisUpdate: daysFrom(TEST_NOW, -1),
      nextUpdate: daysFrom(TEST_NOW, 1),
      revoked: [{ serialNumber: revoked.serialNumber, revokedAt: daysFrom(TEST_NOW, -2) }],
    });
    const crl = dir.path('list.pem');
    openssl('crl', '-inform', 'DER', '-in', dir.put('list.der', lists), '-out', crl);
    const check = (certificate: Uint8Array): string =>
      openssl(
        ...['verify', '-x509_strict', '-crl_check', '-CRLfile', crl, '-attime', seconds(TEST_NOW)],
        ...['-CAfile', anchor, '-untrusted', intermediate, dir.putPem('leaf.pem', certificate)],
      );
    expect(check(testCitizen(2).certificateDer)).toContain('OK');
    expect(() => check(revoked.certificateDer)).toThrow(/certificate revoked/);
  });
});
