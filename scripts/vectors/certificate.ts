import type { CertificateFields } from '../../src/devca/certificate-builder.ts';
import { derName, rdn, type Rdn } from '../../src/devca/der-values.ts';
import { extendedKeyUsage, keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import type { RefusalCode } from '../../src/domain/errors.ts';
import { derOid, derPrintable, derSequence, derSetOf, derUtf8 } from '../../src/encoding/der-writer.ts';
import { algorithmCases } from './algorithm.ts';
import { extensionsWith, IIN, leaf, signWith, subjectWith, type Side, type VectorCase, type World } from './world.ts';

type Change = readonly [expect: RefusalCode, name: string, about: string, fields: Partial<CertificateFields>];

/** Certificates that are good for something else than one citizen's ballot. */
export function certificateCases(world: World): VectorCase[] {
  const both = [world.rsa, world.gost].flatMap((side) =>
    changed(side, world.ballot, [...notIndividual(side), ...wrongUsage(side), ...noPerson()], side.label),
  );
  return [
    ...both,
    ...changed(world.rsa, world.ballot, [...rareUsages(world.rsa), ...rarePersons()], undefined),
    ...algorithmCases(world),
  ];
}

function changed(side: Side, ballot: Uint8Array, changes: readonly Change[], suffix: string | undefined): VectorCase[] {
  return changes.map(([expect, name, about, fields]) => ({
    name: suffix === undefined ? name : `${name}-${suffix}`,
    about,
    side,
    expect,
    cms: signWith(leaf(side, fields), ballot),
  }));
}

const iin = (text: string): Rdn => rdn(DEV_OID.serialNumber, text);
const usages = (side: Side, oids: readonly string[]): Uint8Array[] =>
  extensionsWith(side, { [DEV_OID.extendedKeyUsage]: extendedKeyUsage(oids) });

function notIndividual(side: Side): Change[] {
  const code = 'certificate-not-individual';
  const [bin, company] = [rdn(DEV_OID.organizationalUnit, 'BIN000000000021'), rdn(DEV_OID.organization, 'СЫНАҚ ЖШС')];
  return [
    [
      code,
      'employee',
      'an employee’s certificate: the person’s number, and the employer’s',
      {
        subject: subjectWith(iin(`IIN${IIN}`), company, bin),
        extensions: usages(side, [DEV_OID.emailProtection, DEV_OID.kzOrganization, DEV_OID.kzOrganizationEmployee]),
      },
    ],
    [
      code,
      'individual-with-bin',
      'an individual’s usages beside a business number',
      { subject: subjectWith(iin(`IIN${IIN}`), bin) },
    ],
    [
      code,
      'organization-usage',
      'an individual’s name with the usage of an organisation',
      {
        extensions: usages(side, [DEV_OID.emailProtection, DEV_OID.kzIndividual, DEV_OID.kzOrganizationEmployee]),
      },
    ],
  ];
}

function wrongUsage(side: Side): Change[] {
  const code = 'certificate-wrong-usage';
  return [
    [
      code,
      'authentication-key',
      'an authentication certificate',
      {
        extensions: extensionsWith(side, {
          [DEV_OID.keyUsage]: keyUsage(['digitalSignature', 'keyEncipherment']),
          [DEV_OID.extendedKeyUsage]: extendedKeyUsage([DEV_OID.clientAuth, DEV_OID.kzIndividual]),
        }),
      },
    ],
    [
      code,
      'without-non-repudiation',
      'key usage without nonRepudiation',
      {
        extensions: extensionsWith(side, { [DEV_OID.keyUsage]: keyUsage(['digitalSignature', 'keyAgreement']) }),
      },
    ],
    [code, 'without-individual', 'no usage of an individual', { extensions: usages(side, [DEV_OID.emailProtection]) }],
  ];
}

function rareUsages(side: Side): Change[] {
  const code = 'certificate-wrong-usage';
  const without = (oid: string): Uint8Array[] => extensionsWith(side, { [oid]: undefined });
  return [
    [code, 'without-email-protection', 'no usage for mail', { extensions: usages(side, [DEV_OID.kzIndividual]) }],
    [code, 'without-key-usage', 'no key usage at all', { extensions: without(DEV_OID.keyUsage) }],
    [
      code,
      'without-extended-key-usage',
      'no extended key usage at all',
      { extensions: without(DEV_OID.extendedKeyUsage) },
    ],
    [
      code,
      'any-extended-key-usage',
      'anyExtendedKeyUsage names no individual',
      { extensions: usages(side, ['2.5.29.37.0']) },
    ],
    [
      code,
      'individual-descendant',
      'an identifier below that of an individual',
      {
        extensions: usages(side, [DEV_OID.emailProtection, `${DEV_OID.kzIndividual}.1`]),
      },
    ],
    [code, 'version-1', 'a certificate of version 1 has no usages', { version: 0, extensions: [] }],
  ];
}

function noPerson(): Change[] {
  const code = 'signer-id-missing';
  return [
    [code, 'none', 'no serialNumber in the subject', { subject: subjectWith() }],
    [
      code,
      'two',
      'two serialNumbers in the subject',
      { subject: subjectWith(iin(`IIN${IIN}`), iin('IIN000000000013')) },
    ],
  ];
}

function rarePersons(): Change[] {
  const code = 'signer-id-missing';
  const number = (text: string): Partial<CertificateFields> => ({ subject: subjectWith(iin(text)) });
  const attribute = (value: Uint8Array): Uint8Array => derSequence(derOid(DEV_OID.serialNumber), value);
  const together = derSequence(
    derSetOf(attribute(derPrintable(`IIN${IIN}`)), attribute(derPrintable('IIN000000000013'))),
    derSetOf(derSequence(derOid(DEV_OID.country), derPrintable('KZ'))),
  );
  const arabic = Array.from(IIN, (digit) => String.fromCharCode(0x0660 + Number(digit))).join('');
  return [
    [code, 'two-in-one-set', 'two serialNumbers in one set of the name', { subject: together }],
    [code, 'same-twice', 'the same serialNumber twice', { subject: subjectWith(iin(`IIN${IIN}`), iin(`IIN${IIN}`)) }],
    [code, 'eleven-digits', 'a digit too few', number('IIN00000000001')],
    [code, 'thirteen-digits', 'a digit too many', number('IIN0000000000012')],
    [code, 'letter', 'a letter among the digits', number('IIN00000000001O')],
    [code, 'without-prefix', 'twelve digits alone', number(IIN)],
    [code, 'lower-case-prefix', 'the prefix in lower case', number(`iin${IIN}`)],
    [code, 'trailing-space', 'a space after the digits', number(`IIN${IIN} `)],
    [
      code,
      'other-digits',
      'digits of another script',
      { subject: subjectWith([DEV_OID.serialNumber, derUtf8(`IIN${arabic}`)]) },
    ],
    [
      code,
      'in-common-name-only',
      'the number stands in another field',
      {
        subject: derName([rdn(DEV_OID.commonName, `IIN${IIN}`), rdn(DEV_OID.country, 'KZ')]),
      },
    ],
  ];
}
