import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { attribute, issuerAndSerial, signCms } from '../../src/devca/cms-builder.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { gostKey } from '../../src/devca/gost-key.ts';
import { readPkcs12 } from '../../src/devca/pkcs12.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { fromUtf8 } from '../../src/encoding/bytes.ts';
import { derOctets } from '../../src/encoding/der-writer.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { createTrustSet, type TrustSet } from '../../src/signature/trust.ts';
import { random, sha256 } from '../support/ballots.ts';
import { CONTENT, verify } from '../support/cms-builder.ts';

const FOLDER = '../shared/nca';
const isThere = existsSync(FOLDER);
const file = (path: string): Uint8Array => readFileSync(`${FOLDER}/${path}`);

const trust = (anchors: readonly string[], intermediates: readonly string[] = []): TrustSet =>
  createTrustSet({ anchors: anchors.map(file), intermediates: intermediates.map(file), tsa: [] }, sha256);
const testTrust = (): TrustSet => trust(['ca-test/root_test_gost_2022.cer'], ['ca-test/nca_gost2022_test.cer']);
// The root of the old RSA test authority is not published: its intermediate is the anchor.
const oldRsaTrust = (): TrustSet => trust(['ca-test/nca_rsa_test.crt']);

const SUMMER_2026 = new Date('2026-07-20T12:00:00Z');

(isThere ? describe : describe.skip)(`НУЦ's own files${isThere ? '' : ' (skipped: no ../shared)'}`, () => {
  const document = isThere ? file('cms/gost512_cades_t_document.txt') : new Uint8Array();

  it('takes a CAdES-T of 2026, attached and detached', () => {
    const attached = verify(file('cms/gost512_cades_t_attached.der'), { trust: testTrust(), at: SUMMER_2026 });
    expect(attached).toMatchObject({ iin: '123456789011', algorithm: 'gost512' });
    expect(fromUtf8(attached.match)).toBe(fromUtf8(document));
    const detached = file('cms/gost512_cades_t_detached.der');
    const result = verify(detached, { trust: testTrust(), at: SUMMER_2026, detachedContent: document });
    expect(result.iin).toBe('123456789011');
  });

  it('refuses the detached one without and with another document', async () => {
    const detached = file('cms/gost512_cades_t_detached.der');
    const options = { trust: testTrust(), at: SUMMER_2026 };
    await expect(() => verify(detached, options)).toRejectWithCode('ballot-wrong-content');
    await expect(() => verify(detached, { ...options, detachedContent: CONTENT })).toRejectWithCode('digest-mismatch');
  });

  it('trusts the test authority only when told to', async () => {
    const options = { trust: trust(['ca/root_gost_2022.pem'], ['ca/nca_gost_2022.pem']), at: SUMMER_2026 };
    await expect(() => verify(file('cms/gost512_cades_t_attached.der'), options)).toRejectWithCode(
      'certificate-untrusted',
    );
  });

  it('takes the RSA signature of 2020 at its time and not now', async () => {
    const cms = file('cms/rsa_2020_attached.der');
    expect(verify(cms, { trust: oldRsaTrust(), at: new Date('2020-06-01T00:00:00Z') }).algorithm).toBe('rsa');
    await expect(() => verify(cms, { trust: oldRsaTrust(), at: SUMMER_2026 })).toRejectWithCode('certificate-expired');
  });

  it('refuses a signature made after its certificate ended', async () => {
    const options = { trust: oldRsaTrust(), at: new Date('2022-10-01T12:00:00Z') };
    await expect(() => verify(file('cms/rsa_2022_signed_after_expiry.der'), options)).toRejectWithCode(
      'certificate-expired',
    );
  });

  it('refuses two signers', async () => {
    const options = { trust: testTrust(), at: new Date('2022-10-01T12:00:00Z') };
    await expect(() => verify(file('cms/two_signers_gost512_rsa.der'), options)).toRejectWithCode('signer-count');
  });

  describe('signing a ballot with the public test keys', () => {
    const identity = (name: string): Identity => {
      const { certificateDer, privateKeyScalarLe } = readPkcs12(file(`keys/${name}.p12`), 'Qwerty12');
      const { subject, issuer, serialNumber } = parseCertificate(certificateDer);
      const key = gostKey(privateKeyScalarLe, random);
      return { certificateDer, name: subject.der, issuerName: issuer.der, serialNumber, key };
    };
    const sign = (signer: Identity): Uint8Array => signCms({ content: CONTENT, signer, signingTime: SUMMER_2026 });
    const at = new Date('2026-11-22T12:00:00Z');

    it('takes the citizen’s', () => {
      expect(verify(sign(identity('individual_valid')), { trust: testTrust(), at }).iin).toBe('123456789011');
    });

    it.each(['legal_head', 'legal_employee_signright'])('refuses %s', async (name) => {
      const cms = sign(identity(name));
      await expect(() => verify(cms, { trust: testTrust(), at })).toRejectWithCode('certificate-not-individual');
    });

    it('refuses the revoked one once there is the list', async () => {
      const cms = sign(identity('individual_revoked'));
      expect(verify(cms, { trust: testTrust(), at }).algorithm).toBe('gost512');
      const crls = [parseCrl(file('crl/nca_gost2022_test.crl'))];
      await expect(() => verify(cms, { trust: testTrust(), at, crls })).toRejectWithCode('certificate-revoked');
      const good = sign(identity('individual_valid'));
      expect(verify(good, { trust: testTrust(), at, crls }).iin).toBe('123456789011');
    });

    it('refuses a certificate for time-stamps as a signer', async () => {
      const certificateDer = parseCertificate(Buffer.from(pemBody('ca/tsa_gost_prod_2025_2028.pem'), 'base64')).der;
      const { issuer, serialNumber, subject } = parseCertificate(certificateDer);
      const tsa = {
        ...identity('individual_valid'),
        certificateDer,
        issuerName: issuer.der,
        serialNumber,
        name: subject.der,
      };
      const cms = signCms({ content: CONTENT, signer: tsa, signingTime: at, fields: { sid: issuerAndSerial(tsa) } });
      await expect(() => verify(cms, { trust: testTrust(), at })).toRejectWithCode('certificate-wrong-usage');
    });

    it('refuses GOST-2004 by its algorithm', async () => {
      const signer = identity('individual_valid');
      const fields = {
        signedAttributes: [attribute(DEV_OID.messageDigest, derOctets(CONTENT))],
        signatureAlgorithm: Buffer.from('300e060a2a830e030a01010101020500', 'hex'),
        digestAlgorithm: Buffer.from('300d06092a830e030a010301010500', 'hex'),
      };
      const cms = signCms({ content: CONTENT, signer, signingTime: at, fields });
      await expect(() => verify(cms, { trust: testTrust(), at })).toRejectWithCode('algorithm-unsupported');
    });
  });
});

function pemBody(path: string): string {
  return fromUtf8(file(path))
    .replace(/-----[^-]+-----/g, '')
    .replace(/\s/g, '');
}
