import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { attribute } from '../../src/devca/cms-builder.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { concatBytes } from '../../src/encoding/bytes.ts';
import {
  der,
  derNull,
  derOctets,
  derOid,
  derSequence,
  derUnsigned,
  oidContent,
} from '../../src/encoding/der-writer.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { parseSignedMessage } from '../../src/signature/cms.ts';
import { checkSignedAttributes } from '../../src/signature/signed-attributes.ts';
import { attributes, citizen, cms, CONTENT } from '../support/cms-builder.ts';
import { testCitizen } from '../support/ballots.ts';

const { contentType, messageDigest, signingTime, signingCertificate, signingCertificateV2, data } = DEV_OID;

/** Sorts and parses the attributes the way they would arrive, then checks them. */
function check(signedAttributes: readonly Uint8Array[]): void {
  const { signer } = parseSignedMessage(cms({ signerFields: { signedAttributes } }));
  checkSignedAttributes(signer.signedAttributes, {
    contentType: oidContent(data),
    content: CONTENT,
    digest: 'sha256',
    certificate: parseCertificate(citizen().certificateDer),
  });
}

const hash = (name: string, bytes: Uint8Array): Uint8Array => createHash(name).update(bytes).digest();
const digest = (value: Uint8Array): Uint8Array => attribute(messageDigest, derOctets(value));
const good = hash('sha256', CONTENT);

/** signing-certificate-v2 with the fields of its first ESSCertIDv2. */
const essCert = (...fields: readonly Uint8Array[]): Uint8Array =>
  attribute(signingCertificateV2, derSequence(derSequence(derSequence(...fields))));
const certHash = (name = 'sha256', of = citizen().certificateDer): Uint8Array => derOctets(hash(name, of));
const issuerSerial = (issuer: Uint8Array, serial: Uint8Array): Uint8Array =>
  derSequence(derSequence(der(0xa4, issuer)), derUnsigned(serial));

describe('checkSignedAttributes', () => {
  it.each([
    ['NCALayer writes', {}],
    ['NCANode writes, without signing-certificate-v2', { [signingCertificateV2]: undefined }],
    ['are required and no more', { [signingCertificateV2]: undefined, [signingTime]: undefined }],
    [
      'are unknown beside them',
      {
        [signingCertificate]: attribute(signingCertificate, derNull()),
        x: attribute('1.2.3', derNull(), derSequence()),
      },
    ],
    ['name SHA-256 in full', { [signingCertificateV2]: essCert(algorithmIdentifier(DEV_OID.sha256), certHash()) }],
    [
      'name the certificate by SHA-512',
      { [signingCertificateV2]: essCert(algorithmIdentifier(DEV_OID.sha512), certHash('sha512')) },
    ],
    [
      'name issuer and serial',
      { [signingCertificateV2]: essCert(certHash(), issuerSerial(citizen().issuerName, citizen().serialNumber)) },
    ],
    [
      'name an issuer after the signer',
      {
        [signingCertificateV2]: attribute(
          signingCertificateV2,
          derSequence(derSequence(derSequence(certHash()), derSequence(derOctets(good))), derSequence()),
        ),
      },
    ],
  ])('takes the attributes that %s', (_, changed) => {
    expect(() => {
      check(attributes(changed));
    }).not.toThrow();
  });

  const other = testCitizen(2);
  it.each([
    ['no content-type', { [contentType]: undefined }],
    ['another content-type', { [contentType]: attribute(contentType, derOid(DEV_OID.signedData)) }],
    [
      'a content-type of two values',
      { [contentType]: attribute(contentType, derOid(data), derOid(DEV_OID.signedData)) },
    ],
    ['a content-type that is no identifier', { [contentType]: attribute(contentType, derNull()) }],
    ['two content-types', { x: attribute(contentType, derOid(DEV_OID.signedData)) }],
    ['the same content-type twice', { x: attribute(contentType, derOid(data)) }],
    ['no message-digest', { [messageDigest]: undefined }],
    ['the digest of something else', { [messageDigest]: digest(hash('sha256', concatBytes(CONTENT, CONTENT))) }],
    ['the digest by another hash', { [messageDigest]: digest(hash('sha512', CONTENT)) }],
    ['a digest cut short', { [messageDigest]: digest(good.subarray(0, 31)) }],
    ['an empty digest', { [messageDigest]: digest(new Uint8Array()) }],
    ['a digest with more behind it', { [messageDigest]: digest(concatBytes(good, Uint8Array.of(0))) }],
    [
      'a message-digest of two values',
      { [messageDigest]: attribute(messageDigest, derOctets(good), derOctets(CONTENT)) },
    ],
    ['two message-digests', { x: digest(CONTENT) }],
    ['a message-digest of another type', { [messageDigest]: attribute(messageDigest, der(0x03, good)) }],
    ['two signing times', { x: attribute(signingTime, derNull()) }],
    ["another's signing-certificate-v2", { [signingCertificateV2]: essCert(certHash('sha256', other.certificateDer)) }],
    [
      'a signing-certificate-v2 by SHA-1',
      { [signingCertificateV2]: essCert(algorithmIdentifier(DEV_OID.sha1), certHash('sha1')) },
    ],
    [
      "another's serial",
      { [signingCertificateV2]: essCert(certHash(), issuerSerial(citizen().issuerName, other.serialNumber)) },
    ],
    [
      "another's issuer",
      { [signingCertificateV2]: essCert(certHash(), issuerSerial(citizen().name, citizen().serialNumber)) },
    ],
    [
      'an issuer that is no directory name',
      {
        [signingCertificateV2]: essCert(
          certHash(),
          derSequence(derSequence(der(0x86)), derUnsigned(citizen().serialNumber)),
        ),
      },
    ],
    [
      'an empty signing-certificate-v2',
      { [signingCertificateV2]: attribute(signingCertificateV2, derSequence(derSequence())) },
    ],
    [
      'a signing-certificate-v2 of two values',
      {
        [signingCertificateV2]: attribute(
          signingCertificateV2,
          derSequence(derSequence(derSequence(certHash()))),
          derNull(),
        ),
      },
    ],
    [
      'a signing-certificate-v2 that does not parse',
      { [signingCertificateV2]: attribute(signingCertificateV2, derOctets(Uint8Array.of(0x30, 0x80))) },
    ],
  ])('refuses %s', async (_, changed) => {
    await expect(() => {
      check(attributes(changed));
    }).toRejectWithCode('digest-mismatch');
  });
});
