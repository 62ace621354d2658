import { describe, expect, it } from '@jest/globals';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { daysFrom, issueCitizen, type Identity } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { extendedKeyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, withHash, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { concatBytes, toHex, toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { keyIdentifier } from '../../src/devca/dev-key.ts';
import { parseCrl } from '../../src/signature/crl.ts';
import { testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import { citizen, cms, CONTENT, timeStampAttribute, trustOf, verify, type CmsChanges } from '../support/cms-builder.ts';

import { extensionsWith, issued, rsaKeyOf, signedBy, subject } from '../support/citizen-variants.ts';

const ca = testCa();
const key = rsaKeyOf(citizen());

describe('verifyCms', () => {
  it('proves the person, the content and the algorithm', () => {
    const result = verify(cms());
    expect(result).toMatchObject({ iin: '000000000001', algorithm: 'rsa' });
    expect(toHex(result.match)).toBe(toHex(CONTENT));
    expect(toHex(result.certificate.der)).toBe(toHex(citizen().certificateDer));
  });

  const sha512 = { ...citizen(), key: withHash(key, 'sha512') };
  const gostCa = testCa(TEST_NOW, 'gost512');
  it.each<[string, CmsChanges]>([
    ['SHA-384', { signer: { ...citizen(), key: withHash(key, 'sha384') } }],
    ['SHA-512', { signer: sha512 }],
    [
      'rsaEncryption as signature algorithm',
      { signerFields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.rsaEncryption) } },
    ],
    [
      'absent algorithm parameters',
      { signerFields: { signatureAlgorithm: derSequence(derOid(DEV_OID.sha256WithRsa)) } },
    ],
    [
      'a key identifier',
      { signerFields: { version: 3, sid: der(0x80, keyIdentifier(key.spki)) }, message: { version: 3 } },
    ],
    ['a time-stamp', { signerFields: { unsignedAttributes: [timeStampAttribute()] } }],
    [
      "the issuers' certificates along",
      { message: { certificates: [ca.intermediateDer, citizen().certificateDer, ca.anchorDer] } },
    ],
    [
      'a certificate signed with SHA-512',
      {
        signer: issueCitizen(
          { ...ca, intermediate: { ...ca.intermediate, key: withHash(ca.intermediate.key as RsaDevKey, 'sha512') } },
          { iin: '000000000001', key },
        ),
      },
    ],
  ])('takes %s', (_, changes) => {
    expect(verify(cms(changes)).iin).toBe('000000000001');
  });

  it('takes GOST, under the OID of the signature and of the key', () => {
    const signer = testCitizen(7, gostCa);
    const trust = trustOf(gostCa);
    expect(verify(signedBy(signer), { trust })).toMatchObject({ iin: '000000000007', algorithm: 'gost512' });
    const named = { signerFields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.kzGost512Key) } };
    expect(verify(signedBy(signer, named), { trust }).algorithm).toBe('gost512');
  });

  it('leaves the received bytes as they are, also in a Buffer', () => {
    const received = Buffer.from(cms());
    const before = received.toString('hex');
    expect(verify(received).iin).toBe('000000000001');
    expect(received.toString('hex')).toBe(before);
  });

  it('takes BER outside what is signed', () => {
    const body = cms().subarray(4);
    expect(verify(concatBytes(Uint8Array.of(0x30, 0x80), body, Uint8Array.of(0, 0))).iin).toBe('000000000001');
  });

  it('takes a detached signature with its content, and an attached one with the same', () => {
    const detached = cms({ message: { content: undefined } });
    expect(toHex(verify(detached, { detachedContent: CONTENT }).match)).toBe(toHex(CONTENT));
    expect(verify(cms(), { detachedContent: CONTENT }).iin).toBe('000000000001');
  });

  it.each<[string, Parameters<typeof verify>]>([
    ['nobody takes', [cms(), { matchContent: () => undefined }]],
    ['is not there', [cms({ message: { content: undefined } })]],
    ['is another than the one named', [cms(), { detachedContent: toUtf8('{}') }]],
  ])('refuses a content that %s', async (_, input) => {
    await expect(() => verify(...input)).toRejectWithCode('ballot-wrong-content');
  });

  it('refuses the content of another in a detached signature', async () => {
    const detached = cms({ message: { content: undefined } });
    await expect(() => verify(detached, { detachedContent: toUtf8('{}') })).toRejectWithCode('digest-mismatch');
  });

  it('judges at the time given, ends included', async () => {
    const signer = issued({ notBefore: daysFrom(TEST_NOW, -2), notAfter: daysFrom(TEST_NOW, 2) });
    const judge = (days: number, ms: number) => () =>
      verify(signedBy(signer), { at: new Date(daysFrom(TEST_NOW, days).getTime() + ms) });
    expect(judge(-2, 0)().iin).toBe('000000000001');
    expect(judge(2, 0)().iin).toBe('000000000001');
    await expect(judge(2, 1000)).toRejectWithCode('certificate-expired');
    await expect(judge(-2, -1)).toRejectWithCode('certificate-not-yet-valid');
  });

  describe('with revocation lists', () => {
    const list = (...revoked: readonly Identity[]) =>
      parseCrl(
        issueCrl(ca.intermediate, {
          thisUpdate: daysFrom(TEST_NOW, -1),
          nextUpdate: daysFrom(TEST_NOW, 1),
          revoked: revoked.map(({ serialNumber }) => ({ serialNumber, revokedAt: daysFrom(TEST_NOW, -1) })),
        }),
      );

    it('takes a signer that a good list covers and refuses one that is on it', async () => {
      expect(verify(cms(), { crls: [list(testCitizen(2))] }).iin).toBe('000000000001');
      await expect(() => verify(cms(), { crls: [list(citizen())] })).toRejectWithCode('certificate-revoked');
    });

    it('refuses a signer whom no current list covers', async () => {
      await expect(() => verify(cms(), { crls: [list()], at: daysFrom(TEST_NOW, 3) })).toRejectWithCode(
        'revocation-unavailable',
      );
    });
  });

  const rsa1024 = generateRsaKey(1024);
  it('tells the first check that fails, in the order of the pipeline', async () => {
    // Each message breaks the rules of its own step and of every step after it.
    const bad = issued(
      {
        extensions: extensionsWith(extendedKeyUsage([DEV_OID.kzOrganization])),
        subject: subject([DEV_OID.commonName, 'X']),
        notAfter: daysFrom(TEST_NOW, -1),
      },
      { key: rsa1024 },
    );
    const content = toUtf8('{}');
    const matchContent = (): undefined => undefined;
    const broken = signedBy(bad, { message: { content, certificates: [] } });
    await expect(() => verify(broken, { matchContent })).toRejectWithCode('ballot-wrong-content');
    await expect(() => verify(broken)).toRejectWithCode('certificate-missing');
    await expect(() => verify(signedBy(bad, { message: { content } }))).toRejectWithCode('algorithm-unsupported');
    const organisation = issued({
      extensions: extensionsWith(extendedKeyUsage([DEV_OID.kzOrganization])),
      subject: subject([DEV_OID.commonName, 'X']),
    });
    await expect(() => verify(signedBy(organisation, { message: { content } }))).toRejectWithCode(
      'certificate-not-individual',
    );
    const unnamed = issued({ extensions: extensionsWith(), subject: subject([DEV_OID.commonName, 'X']) });
    await expect(() => verify(signedBy(unnamed, { message: { content } }))).toRejectWithCode('certificate-wrong-usage');
    const expired = issued({ notAfter: daysFrom(TEST_NOW, -1) });
    await expect(() => verify(signedBy(expired, { message: { content } }))).toRejectWithCode('certificate-expired');
  });
});
