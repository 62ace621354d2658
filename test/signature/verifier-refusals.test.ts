import { describe, expect, it } from '@jest/globals';
import { createDevCa, daysFrom, issueCitizen } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { extendedKeyUsage, extension, keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, withHash, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import type { Code } from '../../src/domain/errors.ts';
import { concatBytes, toUtf8 } from '../../src/encoding/bytes.ts';
import { der, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { random, testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import { citizen, cms, CONTENT, signerInfo, verify } from '../support/cms-builder.ts';

import {
  CITIZEN_EKU,
  CITIZEN_KU,
  extensionsWith,
  issued,
  rsaKeyOf,
  signedBy,
  subject,
} from '../support/citizen-variants.ts';

const ca = testCa();
const key = rsaKeyOf(citizen());

describe('verifyCms', () => {
  const sha512 = { ...citizen(), key: withHash(key, 'sha512') };
  const rsa1024 = generateRsaKey(1024);
  const foreign = createDevCa({ anchorKey: key, intermediateKey: key, now: TEST_NOW, random });
  const leafIssued = issueCitizen({ ...ca, intermediate: citizen() }, { iin: '000000000001', key });
  const cases: readonly [Code, string, () => Uint8Array][] = [
    ['ballot-malformed', 'nothing', () => new Uint8Array()],
    ['ballot-malformed', 'trailing bytes', () => concatBytes(cms(), Uint8Array.of(0))],
    [
      'ballot-malformed',
      'a certificate in BER',
      () =>
        cms({
          message: {
            certificates: [
              concatBytes(Uint8Array.of(0x30, 0x80), citizen().certificateDer.subarray(4), Uint8Array.of(0, 0)),
            ],
          },
        }),
    ],
    [
      'ballot-malformed',
      'an unreadable certificate',
      () => cms({ message: { certificates: [citizen().certificateDer, derSequence()] } }),
    ],
    ['signer-count', 'zero signers', () => cms({ message: { signerInfos: [], digestAlgorithms: [] } })],
    [
      'signer-count',
      'two signers',
      () => cms({ message: { signerInfos: [signerInfo(), signerInfo({ signer: testCitizen(2) })] } }),
    ],
    [
      'ballot-wrong-content',
      'another content type',
      () => cms({ message: { contentType: DEV_OID.signedData, version: 3 } }),
    ],
    ['certificate-missing', 'no certificate', () => cms({ message: { certificates: [] } })],
    [
      'certificate-missing',
      "another's certificate",
      () => cms({ message: { certificates: [testCitizen(2).certificateDer] } }),
    ],
    [
      'certificate-missing',
      'the same certificate twice',
      () => cms({ message: { certificates: [citizen().certificateDer, citizen().certificateDer] } }),
    ],
    [
      'certificate-missing',
      'a key identifier of nobody',
      () => cms({ signerFields: { version: 3, sid: der(0x80, CONTENT.subarray(0, 20)) }, message: { version: 3 } }),
    ],
    ['algorithm-unsupported', 'SHA-1', () => signedBy({ ...citizen(), key: withHash(key, 'sha1') })],
    [
      'algorithm-unsupported',
      'SHA-1 below rsaEncryption',
      () =>
        signedBy(
          { ...citizen(), key: withHash(key, 'sha1') },
          { signerFields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.rsaEncryption) } },
        ),
    ],
    [
      'algorithm-unsupported',
      'digests that disagree',
      () => cms({ signerFields: { signatureAlgorithm: sha512.key.signatureAlgorithm } }),
    ],
    [
      'algorithm-unsupported',
      'RSA-PSS',
      () => cms({ signerFields: { signatureAlgorithm: algorithmIdentifier(DEV_OID.rsaPss) } }),
    ],
    [
      'algorithm-unsupported',
      'GOST-2004',
      () =>
        cms({
          signerFields: {
            signatureAlgorithm: algorithmIdentifier(DEV_OID.kzGost2004Signature),
            digestAlgorithm: algorithmIdentifier('1.2.398.3.10.1.3.1'),
          },
        }),
    ],
    [
      'algorithm-unsupported',
      'GOST named over an RSA key',
      () =>
        cms({
          signerFields: {
            signatureAlgorithm: algorithmIdentifier(DEV_OID.kzGost512Signature),
            digestAlgorithm: algorithmIdentifier(DEV_OID.streebog512),
          },
        }),
    ],
    [
      'algorithm-unsupported',
      'algorithm parameters',
      () =>
        cms({ signerFields: { signatureAlgorithm: derSequence(derOid(DEV_OID.sha256WithRsa), derOctets(CONTENT)) } }),
    ],
    ['algorithm-unsupported', 'RSA-1024', () => signedBy(issued({}, { key: rsa1024 }))],
    [
      'algorithm-unsupported',
      'a certificate signed with SHA-1',
      () =>
        signedBy(
          issueCitizen(
            { ...ca, intermediate: { ...ca.intermediate, key: withHash(ca.intermediate.key as RsaDevKey, 'sha1') } },
            { iin: '000000000001', key },
          ),
        ),
    ],
    [
      'certificate-not-individual',
      'a BIN beside the ИИН',
      () =>
        signedBy(
          issued({
            subject: subject(
              [DEV_OID.serialNumber, 'IIN000000000001'],
              [DEV_OID.organizationalUnit, 'BIN000000000021'],
            ),
          }),
        ),
    ],
    [
      'certificate-not-individual',
      "an organisation's usage",
      () =>
        signedBy(
          issued({
            extensions: extensionsWith(
              CITIZEN_KU,
              extendedKeyUsage([DEV_OID.emailProtection, DEV_OID.kzOrganizationEmployee]),
            ),
          }),
        ),
    ],
    [
      'certificate-wrong-usage',
      'an authentication certificate',
      () =>
        signedBy(
          issued({
            extensions: extensionsWith(
              keyUsage(['digitalSignature', 'keyEncipherment']),
              extendedKeyUsage([DEV_OID.clientAuth]),
            ),
          }),
        ),
    ],
    [
      'certificate-wrong-usage',
      'no key usage at all',
      () => signedBy(issued({ extensions: extensionsWith(CITIZEN_EKU) })),
    ],
    ['signer-id-missing', 'no ИИН', () => signedBy(issued({ subject: subject([DEV_OID.commonName, 'X']) }))],
    [
      'signer-id-missing',
      'two ИИН',
      () =>
        signedBy(
          issued({
            subject: subject([DEV_OID.serialNumber, 'IIN000000000001'], [DEV_OID.serialNumber, 'IIN000000000002']),
          }),
        ),
    ],
    [
      'certificate-untrusted',
      'a foreign authority',
      () => signedBy(issueCitizen(foreign, { iin: '000000000001', key })),
    ],
    [
      'certificate-untrusted',
      'a forged issuer name',
      () =>
        signedBy(issued({ issuer: ca.intermediate.name }, { key }), {
          signer: issueCitizen(
            { ...foreign, intermediate: { ...foreign.intermediate, name: ca.intermediate.name } },
            { iin: '000000000001', key },
          ),
        }),
    ],
    [
      'certificate-untrusted',
      'a leaf as issuer',
      () => signedBy(leafIssued, { message: { certificates: [leafIssued.certificateDer, citizen().certificateDer] } }),
    ],
    [
      'certificate-untrusted',
      'an unknown critical extension',
      () =>
        signedBy(
          issued({ extensions: extensionsWith(CITIZEN_KU, CITIZEN_EKU, extension('1.2.398.9', derSequence(), true)) }),
        ),
    ],
    [
      'certificate-untrusted',
      'one bit of the certificate signature',
      () => signedBy({ ...citizen(), certificateDer: flipLast(citizen().certificateDer) }),
    ],
    ['certificate-expired', 'an expired certificate', () => signedBy(issued({ notAfter: daysFrom(TEST_NOW, -1) }))],
    [
      'certificate-not-yet-valid',
      'a certificate of tomorrow',
      () => signedBy(issued({ notBefore: daysFrom(TEST_NOW, 1) })),
    ],
    ['digest-mismatch', 'a content that was not signed', () => cms({ message: { content: toUtf8('{}') } })],
    [
      'signature-invalid',
      "another's signature",
      () => cms({ signerFields: { sign: (data) => generateRsaKey(2048).sign(data) } }),
    ],
    [
      'signature-invalid',
      'a signature over the attributes as [0]',
      () => cms({ signerFields: { sign: (data) => key.sign(retagged(data)) } }),
    ],
    [
      'signature-invalid',
      'a signature over the content',
      () => cms({ signerFields: { sign: () => key.sign(CONTENT) } }),
    ],
  ];
  it.each(cases)('answers %s to %s', async (code, _, make) => {
    await expect(() => verify(make())).toRejectWithCode(code);
  });
});

function flipLast(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}

function retagged(set: Uint8Array): Uint8Array {
  const copy = set.slice();
  copy[0] = 0xa0;
  return copy;
}
