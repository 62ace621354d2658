import {
  attribute,
  buildSignedData,
  buildSignerInfo,
  issuerAndSerial,
  ncaAttributes,
  type SignedDataFields,
} from '../../src/devca/cms-builder.ts';
import { buildCertificate } from '../../src/devca/certificate-builder.ts';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { concatBytes } from '../../src/encoding/bytes.ts';
import { contentOf, enterTag, openDer, readTlv, TAG } from '../../src/encoding/der.ts';
import { der, derNull, derOctets, derOid, derSequence, derSetOf, derUnsigned } from '../../src/encoding/der-writer.ts';
import { indefinite } from './ber.ts';
import { AT, days, extensionsWith, leaf, signWith, type Side, type VectorCase, type World } from './world.ts';

type Case = readonly [name: string, about: string, cms: Uint8Array];

/** What cannot be read as one SignedData of one signer. */
export function formCases(world: World): VectorCase[] {
  const { rsa, gost, ballot } = world;
  const malformed = [
    ...outer(rsa, ballot),
    ...fields(rsa, ballot),
    ...signerFields(rsa, ballot),
    ...certificateForms(rsa, ballot),
  ];
  const counts: [Side, Case][] = [
    [rsa, ['none', 'no signer at all', signedData(rsa, ballot, { signerInfos: [] })]],
    [gost, ['none-gost', 'no signer at all', signedData(gost, ballot, { signerInfos: [] })]],
    [rsa, ['two', 'two persons, both signatures good', twoSigners(rsa, leaf(rsa), ballot)]],
    [gost, ['two-algorithms', 'a GOST signer and an RSA signer, both good', twoSigners(gost, rsa.citizen, ballot)]],
  ];
  return [
    ...malformed.map(([name, about, cms]): VectorCase => ({ name, about, cms, side: rsa, expect: 'ballot-malformed' })),
    ...counts.map(([side, [name, about, cms]]): VectorCase => ({ name, about, cms, side, expect: 'signer-count' })),
  ];
}

function signedData({ citizen }: Side, ballot: Uint8Array, changes: Partial<SignedDataFields>): Uint8Array {
  return buildSignedData({
    digestAlgorithms: [citizen.key.digestAlgorithm],
    content: ballot,
    certificates: [citizen.certificateDer],
    signerInfos: [buildSignerInfo(citizen, ballot, { signingTime: AT })],
    ...changes,
  });
}

function twoSigners({ citizen }: Side, second: Side['citizen'], ballot: Uint8Array): Uint8Array {
  const signers = [citizen, second];
  const algorithms = new Map(signers.map(({ key }) => [key.digestAlgorithm.join(), key.digestAlgorithm]));
  return buildSignedData({
    digestAlgorithms: [...algorithms.values()],
    content: ballot,
    certificates: signers.map((s) => s.certificateDer),
    signerInfos: signers.map((s) => buildSignerInfo(s, ballot, { signingTime: AT })),
  });
}

function outer(side: Side, ballot: Uint8Array): Case[] {
  const good = signWith(side.citizen, ballot);
  const nested = Array.from({ length: 40 }).reduce<Uint8Array>((inner) => derSequence(inner), derNull());
  const inner = enterTag(openDer(good), TAG.sequence);
  readTlv(inner);
  const content = contentOf(readTlv(inner));
  return [
    ['empty', 'no bytes', new Uint8Array()],
    ['text', 'no DER at all', new TextEncoder().encode('{"ballot":"dauys/1"}')],
    ['trailing-byte', 'one byte after the end', concatBytes(good, Uint8Array.of(0))],
    ['two-values', 'two signatures one after the other', concatBytes(good, good)],
    ['truncated', 'the last byte is missing', good.subarray(0, -1)],
    [
      'enveloped-data',
      'the identifier of another content',
      derSequence(derOid('1.2.840.113549.1.7.3'), der(0xa0, content)),
    ],
    ['signed-data-alone', 'SignedData without ContentInfo', content],
    ['nested-too-deep', 'forty sequences in one another', derSequence(derOid(DEV_OID.signedData), der(0xa0, nested))],
    ['length-past-end', 'a length of four gigabytes', Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x06, 0x09)],
    [
      'indefinite-without-end',
      'the end of an indefinite length is missing',
      indefinite(0x30, derOid(DEV_OID.signedData)).subarray(0, -1),
    ],
  ];
}

function fields(side: Side, ballot: Uint8Array): Case[] {
  const { citizen, ca } = side;
  const make = (changes: Partial<SignedDataFields>): Uint8Array => signedData(side, ballot, changes);
  const list = issueCrl(ca.intermediate, { thisUpdate: days(-1), nextUpdate: days(1) });
  const crowd = Array.from({ length: 4 }, () => leaf(side).certificateDer);
  const sha256 = citizen.key.digestAlgorithm;
  const sha512 = algorithmIdentifier(DEV_OID.sha512);
  return [
    ['crls-field', 'a revocation list travels along', make({ crls: [list] })],
    ['five-certificates', 'five certificates travel along', make({ certificates: [citizen.certificateDer, ...crowd] })],
    [
      'attribute-certificate',
      'something else than a certificate among them',
      make({ certificates: [citizen.certificateDer, der(0xa1, derNull())] }),
    ],
    ['signed-data-version', 'version 3 where 1 is right', make({ version: 3 })],
    ['signed-data-version-zero', 'version 0', make({ version: 0 })],
    ['digest-algorithms-empty', 'no digest algorithm is announced', make({ digestAlgorithms: [] })],
    [
      'digest-algorithms-other',
      'another digest is announced than the signer uses',
      make({ digestAlgorithms: [sha512] }),
    ],
    ['digest-algorithms-two', 'two digests are announced', make({ digestAlgorithms: [sha256, sha512] })],
    [
      'too-many-elements',
      'thousands of empty elements',
      make({ certificates: [derSequence(...Array.from({ length: 5000 }, derNull))] }),
    ],
  ];
}

function signerFields(side: Side, ballot: Uint8Array): Case[] {
  const { citizen } = side;
  const attributes = ncaAttributes(citizen, ballot, AT);
  const stamp = derSequence(derOid(DEV_OID.signedData));
  const make = (changes: object): Uint8Array => signWith(citizen, ballot, { fields: changes });
  const withField = (field: Uint8Array): Uint8Array =>
    signedData(side, ballot, { signerInfos: [signerWithAttributes(side, field)] });
  return [
    ['signer-version', 'version 3 with issuer and serial', make({ version: 3 })],
    ['signed-attributes-absent', 'the signature lies over the content itself', make({ signedAttributes: [] })],
    [
      'signed-attributes-unsorted',
      'a SET OF out of order, signed like that',
      withField(der(0xa0, ...[...attributes].reverse())),
    ],
    ['signed-attributes-indefinite', 'BER in what was signed', withField(indefinite(0xa0, ...attributes))],
    [
      'attribute-without-value',
      'an attribute of an empty set',
      make({ signedAttributes: [...attributes, attribute('1.2.840.113549.1.9.15')] }),
    ],
    [
      'unsigned-attribute-other',
      'a countersignature',
      make({ unsignedAttributes: [attribute('1.2.840.113549.1.9.6', stamp)] }),
    ],
    [
      'unsigned-attribute-two',
      'a time-stamp and something else',
      make({
        unsignedAttributes: [attribute(DEV_OID.signatureTimeStamp, stamp), attribute('1.2.3.4', stamp)],
      }),
    ],
    [
      'time-stamp-twice',
      'two time-stamps in one attribute',
      make({
        unsignedAttributes: [attribute(DEV_OID.signatureTimeStamp, stamp, derSequence(derOid(DEV_OID.data)))],
      }),
    ],
  ];
}

/** A SignerInfo whose attributes stand in this very form, signed as they stand under the tag of SET OF. */
function signerWithAttributes({ citizen }: Side, field: Uint8Array): Uint8Array {
  const { key } = citizen;
  const signed = Uint8Array.from(field);
  signed[0] = TAG.set;
  return derSequence(
    derUnsigned(Uint8Array.of(1)),
    issuerAndSerial(citizen),
    key.digestAlgorithm,
    field,
    key.signatureAlgorithm,
    derOctets(key.sign(signed)),
  );
}

function certificateForms(side: Side, ballot: Uint8Array): Case[] {
  const { citizen, ca, key } = side;
  const travelling = (certificateDer: Uint8Array): Uint8Array =>
    signWith(citizen, ballot, { certificates: [certificateDer] });
  const tbsParts = enterTag(openDer(citizen.certificateDer), TAG.sequence);
  const tbs = readTlv(tbsParts);
  const rest = citizen.certificateDer.subarray(tbs.end);
  const twice = leaf(side, {
    extensions: [...extensionsWith(side, {}), keyUsage(['digitalSignature', 'nonRepudiation'])],
  });
  const disagreeing = buildCertificate(
    {
      serialNumber: citizen.serialNumber,
      issuer: ca.intermediate.name,
      subject: citizen.name,
      notBefore: days(-1),
      notAfter: days(1),
      spki: key.spki,
      extensions: extensionsWith(side, {}),
      outerAlgorithm: algorithmIdentifier(DEV_OID.sha512WithRsa),
    },
    ca.intermediate.key,
  );
  return [
    ['certificate-extension-twice', 'key usage stands twice in the certificate', signWith(twice, ballot)],
    [
      'certificate-two-algorithms',
      'the certificate names one algorithm inside and another outside',
      travelling(disagreeing),
    ],
    [
      'certificate-indefinite',
      'BER in the certificate',
      travelling(indefinite(0x30, citizen.certificateDer.subarray(tbs.start, tbs.end), rest)),
    ],
    [
      'certificate-trailing-byte',
      'one byte after the certificate’s signature',
      travelling(derSequence(citizen.certificateDer.subarray(tbs.start, tbs.end), rest, derNull())),
    ],
    ['certificates-empty', 'an empty set of certificates', emptyCertificates(side, ballot)],
  ];
}

function emptyCertificates({ citizen }: Side, ballot: Uint8Array): Uint8Array {
  const signer = buildSignerInfo(citizen, ballot, { signingTime: AT });
  const encapsulated = derSequence(derOid(DEV_OID.data), der(0xa0, derOctets(ballot)));
  const version = derUnsigned(Uint8Array.of(1));
  const set = derSetOf(citizen.key.digestAlgorithm);
  const signedData = derSequence(version, set, encapsulated, der(0xa0), derSetOf(signer));
  return derSequence(derOid(DEV_OID.signedData), der(0xa0, signedData));
}
