import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { toUtf8, u32be } from '../../src/encoding/bytes.ts';
import { TAG } from '../../src/encoding/der.ts';
import {
  der,
  derBits,
  derBoolean,
  derNull,
  derOctets,
  derOid,
  derSequence,
  derUnsigned,
  derUtf8,
} from '../../src/encoding/der-writer.ts';
import { OID, type OidName } from '../../src/encoding/oids.ts';

/** Certificates and lists for tests, right or wrong on purpose: every part can be replaced by other bytes. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
}

const keys = new Map<string, TestKey>();

/** An RSA-2048 key by its name, made once per test file. */
export function testKey(name: string): TestKey {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { privateKey, spki: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })) };
  keys.set(name, key);
  return key;
}

export const text = {
  utf8: derUtf8,
  printable: (value: string): Uint8Array => der(TAG.printableString, toUtf8(value)),
  ia5: (value: string): Uint8Array => der(TAG.ia5String, toUtf8(value)),
  teletex: (value: string): Uint8Array => der(TAG.teletexString, Buffer.from(value, 'latin1')),
  bmp: (value: string): Uint8Array => der(TAG.bmpString, Buffer.from(value, 'utf16le').swap16()),
  universal: (value: string): Uint8Array =>
    der(TAG.universalString, ...Array.from(value, (c) => u32be(c.codePointAt(0)!))),
};

export const attribute = (type: OidName, value: Uint8Array): Uint8Array => derSequence(derOid(OID[type]), value);
export const rdn = (...attributes: readonly Uint8Array[]): Uint8Array => der(TAG.set, ...attributes);

/** `CN=…` in UTF8String behind `C=KZ`. */
export function dn(commonName: string, encode = text.utf8): Uint8Array {
  return derSequence(rdn(attribute('country', text.printable('KZ'))), rdn(attribute('commonName', encode(commonName))));
}

export function utcTime(iso: string): Uint8Array {
  return der(TAG.utcTime, toUtf8(`${iso.replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

export function generalizedTime(iso: string): Uint8Array {
  return der(TAG.generalizedTime, toUtf8(`${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

const timeOf = (iso: string): Uint8Array => (iso >= '2050' ? generalizedTime(iso) : utcTime(iso));

export const extension = (oid: string, value: Uint8Array, critical = false): Uint8Array =>
  derSequence(derOid(oid), ...(critical ? [derBoolean(true)] : []), derOctets(value));

/** Named bits, trailing zero bits off (X.690 §11.2.2). */
export function namedBits(...bits: readonly number[]): Uint8Array {
  const highest = Math.max(...bits);
  const octets = new Uint8Array((highest >> 3) + 1);
  for (const bit of bits) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  return der(TAG.bitString, Uint8Array.of(7 - (highest & 7)), octets);
}

export const smallInteger = (value: number): Uint8Array => derUnsigned(u32be(value));

export const ext = {
  basicConstraints: (isCa: boolean, pathLength?: number): Uint8Array =>
    extension(
      OID.basicConstraints,
      derSequence(...(isCa ? [derBoolean(true)] : []), ...(pathLength === undefined ? [] : [smallInteger(pathLength)])),
      true,
    ),
  keyUsage: (...bits: readonly number[]): Uint8Array => extension(OID.keyUsage, namedBits(...bits), true),
  subjectKeyId: (id: Uint8Array): Uint8Array => extension(OID.subjectKeyIdentifier, derOctets(id)),
  authorityKeyId: (id: Uint8Array): Uint8Array => extension(OID.authorityKeyIdentifier, derSequence(der(0x80, id))),
  unknown: (critical: boolean): Uint8Array => extension('1.2.3.4.5', derNull(), critical),
};

export const KEY_CERT_SIGN = 5;
export const CRL_SIGN = 6;

/** What a CA usually carries. */
export const caExtensions = (pathLength?: number): Uint8Array[] => [
  ext.basicConstraints(true, pathLength),
  ext.keyUsage(KEY_CERT_SIGN, CRL_SIGN),
];

export const sha256WithRsa = derSequence(derOid(OID.sha256WithRsa), derNull());

interface SignedSpec {
  readonly algorithm?: Uint8Array;
  /** In the signed part, when it is to differ. */
  readonly innerAlgorithm?: Uint8Array;
  readonly digest?: string;
  readonly signWith?: TestKey;
  readonly spoilSignature?: boolean;
}

export interface CertificateSpec extends SignedSpec {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly key: TestKey;
  readonly signer: TestKey;
  readonly serial?: Uint8Array;
  readonly version?: Uint8Array;
  readonly notBefore?: string | Uint8Array;
  readonly notAfter?: string | Uint8Array;
  readonly spki?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly uniqueIds?: readonly Uint8Array[];
  readonly rawExtensions?: Uint8Array;
}

let lastSerial = 1000;

export function buildCertificate(spec: CertificateSpec): Uint8Array {
  const time = (value: string | Uint8Array): Uint8Array => (typeof value === 'string' ? timeOf(value) : value);
  const { extensions = [], algorithm = sha256WithRsa } = spec;
  const tbs = derSequence(
    spec.version ?? der(0xa0, smallInteger(2)),
    spec.serial ?? smallInteger(++lastSerial),
    spec.innerAlgorithm ?? algorithm,
    spec.issuer,
    derSequence(time(spec.notBefore ?? '2024-01-01T00:00:00'), time(spec.notAfter ?? '2034-01-01T00:00:00')),
    spec.subject,
    spec.spki ?? spec.key.spki,
    ...(spec.uniqueIds ?? []),
    spec.rawExtensions ?? (extensions.length === 0 ? new Uint8Array() : der(0xa3, derSequence(...extensions))),
  );
  return signed(tbs, spec.signer, spec);
}

export interface ListSpec extends SignedSpec {
  readonly issuer: Uint8Array;
  readonly signer: TestKey;
  readonly thisUpdate?: string;
  readonly nextUpdate?: string | Uint8Array;
  readonly revoked?: readonly { readonly serial: Uint8Array; readonly extensions?: readonly Uint8Array[] }[];
  readonly extensions?: readonly Uint8Array[];
  readonly version?: Uint8Array;
}

export function buildList(spec: ListSpec): Uint8Array {
  const { extensions = [], revoked = [], nextUpdate = '2026-12-01T00:00:00', algorithm = sha256WithRsa } = spec;
  const entries = revoked.map((entry) =>
    derSequence(
      entry.serial,
      utcTime('2026-01-01T00:00:00'),
      ...(entry.extensions === undefined ? [] : [derSequence(...entry.extensions)]),
    ),
  );
  const tbs = derSequence(
    spec.version ?? smallInteger(1),
    spec.innerAlgorithm ?? algorithm,
    spec.issuer,
    timeOf(spec.thisUpdate ?? '2026-10-01T00:00:00'),
    typeof nextUpdate === 'string' ? timeOf(nextUpdate) : nextUpdate,
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    ...(extensions.length === 0 ? [] : [der(0xa0, derSequence(...extensions))]),
  );
  return signed(tbs, spec.signer, spec);
}

function signed(tbs: Uint8Array, signer: TestKey, spec: SignedSpec): Uint8Array {
  const signature = new Uint8Array(sign(spec.digest ?? 'sha256', tbs, (spec.signWith ?? signer).privateKey));
  if (spec.spoilSignature === true) signature[signature.length - 1]! ^= 1;
  return derSequence(tbs, spec.algorithm ?? sha256WithRsa, derBits(signature));
}

/** What `verifyCertificateFile` is given, with everything but the certificate left out when it is not needed. */
export interface PathFiles {
  readonly certificate: Uint8Array;
  readonly anchors: readonly Uint8Array[];
  readonly intermediates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly at?: string;
}

/** A certificate authority: its name, its key, and how to issue under it. */
export interface TestAuthority {
  readonly name: Uint8Array;
  readonly key: TestKey;
  readonly certificate: Uint8Array;
}

export function rootAuthority(commonName: string, extra: Partial<CertificateSpec> = {}): TestAuthority {
  const [name, key] = [dn(commonName), testKey(commonName)];
  const base = { subject: name, issuer: name, key, signer: key, extensions: caExtensions() };
  return { name, key, certificate: buildCertificate({ ...base, ...extra }) };
}

export function subAuthority(
  issuer: TestAuthority,
  commonName: string,
  extra: Partial<CertificateSpec> = {},
): TestAuthority {
  const [name, key] = [extra.subject ?? dn(commonName), extra.key ?? testKey(commonName)];
  const base = { subject: name, issuer: issuer.name, key, signer: issuer.key, extensions: caExtensions() };
  return { name, key, certificate: buildCertificate({ ...base, ...extra }) };
}

/** An end entity under `issuer`, with a key all of them share. */
export function leafUnder(issuer: TestAuthority, extra: Partial<CertificateSpec> = {}): Uint8Array {
  const base = {
    subject: dn('Citizen'),
    issuer: issuer.name,
    key: testKey('leaf'),
    signer: issuer.key,
    extensions: [ext.keyUsage(0, 1)],
  };
  return buildCertificate({ ...base, ...extra });
}
