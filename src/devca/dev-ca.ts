import { buildCertificate, type CertificateFields } from './certificate-builder.ts';
import { derName, rdn } from './der-values.ts';
import type { DevKey, RandomBytes } from './dev-key.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  citizenExtras,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
} from './extensions.ts';
import { generateGostKey } from './gost-key.ts';
import { DEV_OID } from './profile.ts';
import { generateRsaKey } from './rsa-key.ts';

const DAY_MS = 86_400_000;

/** A certificate with its key: what issues, and what signs. */
export interface Identity {
  readonly certificateDer: Uint8Array;
  /** Encoded subject. */
  readonly name: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly issuerName: Uint8Array;
  readonly key: DevKey;
}

/** A root and an intermediate in НУЦ's shape. Its keys live in memory and sign whatever they are given. */
export interface DevCa {
  readonly anchor: Identity;
  readonly intermediate: Identity;
  readonly anchorDer: Uint8Array;
  readonly intermediateDer: Uint8Array;
  readonly now: Date;
  readonly random: RandomBytes;
}

interface GenerateDevCaOptions {
  readonly algorithm: DevKey['kind'];
  readonly now: Date;
  readonly random: RandomBytes;
  /** НУЦ's RSA authorities have 4096, which takes seconds to make. */
  readonly rsaBits?: number;
}

/** Makes two keys and issues a root and an intermediate valid for years around `now`. */
export function generateDevCa({ algorithm, now, random, rsaBits = 4096 }: GenerateDevCaOptions): DevCa {
  const key = (): DevKey => (algorithm === 'rsa' ? generateRsaKey(rsaBits) : generateGostKey(random));
  return createDevCa({ anchorKey: key(), intermediateKey: key(), now, random });
}

interface DevCaOptions {
  readonly anchorKey: DevKey;
  readonly intermediateKey: DevKey;
  readonly now: Date;
  readonly random: RandomBytes;
}

/** Issues a root and an intermediate for keys in hand. */
export function createDevCa({ anchorKey, intermediateKey, now, random }: DevCaOptions): DevCa {
  const label = anchorKey.kind === 'rsa' ? 'RSA' : 'GOST';
  const anchorName = authorityName(`НЕГІЗГІ ОРТАЛЫҚ DAUYS DEV (${label})`);
  const anchor = issue(
    { issuerName: anchorName, issuerKey: anchorKey, subject: anchorName, key: anchorKey, random },
    {
      notBefore: daysFrom(now, -3650),
      notAfter: daysFrom(now, 7300),
      extensions: [basicConstraints(true), keyUsage(['keyCertSign', 'crlSign']), subjectKeyIdentifier(anchorKey.spki)],
    },
  );
  const intermediate = issueAuthority(anchor, {
    name: authorityName(`КУӘЛАНДЫРУШЫ ОРТАЛЫҚ DAUYS DEV (${label})`),
    key: intermediateKey,
    now,
    random,
  });
  return {
    anchor,
    intermediate,
    anchorDer: anchor.certificateDer,
    intermediateDer: intermediate.certificateDer,
    now,
    random,
  };
}

/** A new key of the same kind as another's. */
export function newKeyLike({ key }: Identity, random: RandomBytes): DevKey {
  return key.kind === 'rsa' ? generateRsaKey() : generateGostKey(random);
}

export function authorityName(commonName: string): Uint8Array {
  return derName([rdn(DEV_OID.commonName, commonName), rdn(DEV_OID.country, 'KZ')]);
}

interface AuthorityOptions {
  readonly name: Uint8Array;
  readonly key: DevKey;
  readonly now: Date;
  readonly random: RandomBytes;
  readonly fields?: Partial<CertificateFields>;
}

/** Issues a CA certificate below `issuer`; `fields` replaces any field of it. */
export function issueAuthority(issuer: Identity, { name, key, now, random, fields }: AuthorityOptions): Identity {
  return issue(
    { issuerName: issuer.name, issuerKey: issuer.key, subject: name, key, random },
    {
      notBefore: daysFrom(now, -1825),
      notAfter: daysFrom(now, 3650),
      extensions: [
        basicConstraints(true, 0),
        keyUsage(['keyCertSign', 'crlSign']),
        subjectKeyIdentifier(key.spki),
        authorityKeyIdentifier(issuer.key.spki),
      ],
      ...fields,
    },
  );
}

export interface CitizenOptions {
  /** Twelve invented digits. */
  readonly iin: string;
  readonly key: DevKey;
  readonly surname?: string;
  readonly firstName?: string;
  /** Replaces any field of the certificate. */
  readonly fields?: Partial<CertificateFields>;
}

/** Issues an individual's signing certificate, valid for a year around the CA's `now`. */
export function issueCitizen(ca: DevCa, options: CitizenOptions): Identity {
  const { iin, key, surname = 'СЫНАҚОВ', firstName = 'АЗАМАТ', fields } = options;
  const subject = derName([
    rdn(DEV_OID.commonName, `${surname} ${firstName}`),
    rdn(DEV_OID.surname, surname),
    rdn(DEV_OID.serialNumber, `IIN${iin}`),
    rdn(DEV_OID.country, 'KZ'),
    rdn(DEV_OID.givenName, 'СЫНАҚҰЛЫ'),
  ]);
  const issuer = ca.intermediate;
  return issue(
    { issuerName: issuer.name, issuerKey: issuer.key, subject, key, random: ca.random },
    {
      notBefore: daysFrom(ca.now, -180),
      notAfter: daysFrom(ca.now, 185),
      extensions: citizenExtensions(key, issuer.key),
      ...fields,
    },
  );
}

/** The extensions of a citizen's certificate in НУЦ's order. */
export function citizenExtensions(key: DevKey, issuerKey: DevKey): Uint8Array[] {
  return [
    ...citizenExtras(issuerKey.kind === 'rsa' ? 'rsa' : 'gost'),
    extendedKeyUsage([DEV_OID.emailProtection, DEV_OID.kzIndividual]),
    keyUsage(['digitalSignature', 'nonRepudiation', ...(key.kind === 'gost512' ? (['keyAgreement'] as const) : [])]),
    subjectKeyIdentifier(key.spki),
    authorityKeyIdentifier(issuerKey.spki),
  ];
}

interface Issuance {
  readonly issuerName: Uint8Array;
  readonly issuerKey: DevKey;
  readonly subject: Uint8Array;
  readonly key: DevKey;
  readonly random: RandomBytes;
}

function issue(
  { issuerName, issuerKey, subject, key, random }: Issuance,
  fields: Pick<CertificateFields, 'notBefore' | 'notAfter' | 'extensions'> & Partial<CertificateFields>,
): Identity {
  const serialNumber = Uint8Array.from(random(20));
  // Positive and of full length: 20 octets is RFC 5280's limit, and НУЦ's own serials have it.
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x3f) | 0x40;
  const all = { serialNumber, issuer: issuerName, subject, spki: key.spki, ...fields };
  return {
    certificateDer: buildCertificate(all, issuerKey),
    name: all.subject,
    serialNumber: all.serialNumber,
    issuerName: all.issuer,
    key,
  };
}

/** @param days - may be negative or a fraction */
export function daysFrom(now: Date, days: number): Date {
  return new Date(now.getTime() + days * DAY_MS);
}
