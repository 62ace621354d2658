import { describe, expect, it } from '@jest/globals';
import { derName, rdn, type Rdn } from '../../src/devca/der-values.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { der, derOid, derSequence, derSetOf, derUtf8, oidContent } from '../../src/encoding/der-writer.ts';
import { checkIndividual, readIin, type PersonCertificate } from '../../src/signature/identity.ts';
import { nameOf } from '../../src/signature/name.ts';
import { checkSigningUsage } from '../../src/signature/usage.ts';

const IIN = rdn(DEV_OID.serialNumber, 'IIN123456789011');
const person = (...rdns: readonly Rdn[]): PersonCertificate => ({
  subject: nameOf(derName([rdn(DEV_OID.commonName, 'ТЕСТОВ ТЕСТ'), ...rdns])),
  extendedKeyUsage: [oidContent(DEV_OID.emailProtection), oidContent(DEV_OID.kzIndividual)],
});
const withUsage = (oid: string): PersonCertificate => ({ ...person(IIN), extendedKeyUsage: [oidContent(oid)] });

describe('readIin', () => {
  it('finds the twelve digits wherever they stand, in either string type', () => {
    expect(readIin(person(IIN))).toBe('123456789011');
    expect(readIin(person(rdn(DEV_OID.country, 'KZ'), [DEV_OID.serialNumber, derUtf8('IIN000000000000')]))).toBe(
      '000000000000',
    );
  });

  it.each<[string, readonly Rdn[]]>([
    ['none', []],
    ['two', [IIN, rdn(DEV_OID.serialNumber, 'IIN123456789012')]],
    ['the same one twice', [IIN, IIN]],
    ['a second serialNumber of another kind', [IIN, rdn(DEV_OID.serialNumber, 'PASSPORT1')]],
    ['no prefix', [rdn(DEV_OID.serialNumber, '123456789011')]],
    ['lower case', [rdn(DEV_OID.serialNumber, 'iin123456789011')]],
    ['11 digits', [rdn(DEV_OID.serialNumber, 'IIN12345678901')]],
    ['13 digits', [rdn(DEV_OID.serialNumber, 'IIN1234567890110')]],
    ['white space', [rdn(DEV_OID.serialNumber, 'IIN123456789011 ')]],
    ['a line break', [rdn(DEV_OID.serialNumber, 'IIN123456789011\n')]],
    ['other digits', [[DEV_OID.serialNumber, derUtf8('IIN١٢٣٤٥٦٧٨٩٠١١')]]],
    ['a string type that is no text', [[DEV_OID.serialNumber, der(0x04, Uint8Array.of(1))]]],
    ['the digits in another attribute', [rdn(DEV_OID.organization, 'IIN123456789011')]],
  ])('refuses %s', async (_, rdns) => {
    await expect(() => readIin(person(...rdns))).toRejectWithCode('signer-id-missing');
  });

  it('counts two in one RDN', async () => {
    const pair = derSequence(derOid(DEV_OID.serialNumber), derUtf8('IIN123456789011'));
    const subject = nameOf(derSequence(derSetOf(pair, derSequence(derOid(DEV_OID.serialNumber), derUtf8('IIN2')))));
    await expect(() => readIin({ subject, extendedKeyUsage: [] })).toRejectWithCode('signer-id-missing');
  });
});

describe('checkIndividual', () => {
  it('lets a citizen pass', () => {
    expect(() => {
      checkIndividual(person(IIN));
    }).not.toThrow();
  });

  it.each<[string, PersonCertificate]>([
    ['an employee (BIN in OU beside the ИИН)', person(IIN, rdn(DEV_OID.organizationalUnit, 'BIN123456789021'))],
    ['a BIN as serialNumber', person(rdn(DEV_OID.serialNumber, 'BIN123456789021'))],
    ['a BIN in lower case', person(IIN, rdn(DEV_OID.organizationalUnit, 'bin123456789021'))],
    [
      'a BIN in a BMPString',
      person(IIN, [
        DEV_OID.organizationalUnit,
        der(0x1e, Uint8Array.from(Array.from('BIN123', (c) => [0, c.charCodeAt(0)]).flat())),
      ]),
    ],
    ['the usage of an organisation', withUsage(DEV_OID.kzOrganization)],
    ['the usage of an employee', withUsage(DEV_OID.kzOrganizationEmployee)],
    ['a usage further below', withUsage(`${DEV_OID.kzOrganization}.6.1`)],
  ])('refuses %s', async (_, certificate) => {
    await expect(() => {
      checkIndividual(certificate);
    }).toRejectWithCode('certificate-not-individual');
  });

  it.each(['1.2.398.3.3.4.1.21', '1.2.398.3.3.4.1.256', '1.2.398.3.3.4.1.1.2'])(
    'does not take %s for an organisation',
    (oid) => {
      expect(() => {
        checkIndividual(withUsage(oid));
      }).not.toThrow();
    },
  );
});

describe('checkSigningUsage', () => {
  const usages = (
    keyUsage: number | undefined,
    ...extended: readonly string[]
  ): Parameters<typeof checkSigningUsage>[0] => ({
    keyUsage: keyUsage === undefined ? undefined : Uint8Array.of(keyUsage),
    extendedKeyUsage: extended.length === 0 ? undefined : extended.map(oidContent),
    basicConstraints: undefined,
    subjectKeyId: undefined,
    authorityKeyId: undefined,
  });
  const both = [DEV_OID.emailProtection, DEV_OID.kzIndividual];

  it.each([0xc8, 0xe0, 0xc0, 0x40])('takes key usage 0x%s, as the sets vary', (bits) => {
    expect(() => {
      checkSigningUsage(usages(bits, ...both));
    }).not.toThrow();
  });

  it.each([
    ['an authentication key', usages(0xa0, DEV_OID.clientAuth)],
    ['no nonRepudiation', usages(0x80, ...both)],
    ['no key usage', usages(undefined, ...both)],
    ['no extended key usage', usages(0xc0)],
    ['no emailProtection', usages(0xc0, DEV_OID.kzIndividual)],
    ['nobody named', usages(0xc0, DEV_OID.emailProtection)],
    ['an information system of an individual', usages(0xc0, DEV_OID.emailProtection, `${DEV_OID.kzIndividual}.1`)],
  ])('refuses %s', async (_, certificate) => {
    await expect(() => {
      checkSigningUsage(certificate);
    }).toRejectWithCode('certificate-wrong-usage');
  });
});
