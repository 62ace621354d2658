import {
  contentOf,
  elementOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  peekTag,
  readBoolean,
  readInteger,
  readOid,
  readSmallInteger,
  readTag,
  TAG,
} from '../encoding/der.ts';
import { der, derBoolean, derOctets, derOid, derSequence, derUnsigned, derUtf8 } from '../encoding/der-writer.ts';
import type { CertificateFields } from './certificate-builder.ts';
import {
  attribute,
  buildSignedData,
  buildSignerInfo,
  signingCertificateV1,
  signingCertificateV2,
  type SignedDataFields,
  type SignerFields,
} from './cms-builder.ts';
import { derName, derNamedBits, derPreciseTime, derTime, rdn } from './der-values.ts';
import { daysFrom, issueAuthority, type DevCa, type Identity } from './dev-ca.ts';
import type { DevKey } from './dev-key.ts';
import {
  authorityKeyIdentifier,
  citizenExtras,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
} from './extensions.ts';
import { DEV_OID } from './profile.ts';

export interface TsaOptions {
  readonly key: DevKey;
  /** Replaces any field of the certificate. */
  readonly fields?: Partial<CertificateFields>;
}

/** Issues a time-stamping authority's certificate in НУЦ's shape, valid for three years around the CA's `now`. */
export function issueTsa(ca: DevCa, { key, fields }: TsaOptions): Identity {
  const name = derName([rdn(DEV_OID.commonName, 'DAUYS DEV TIME-STAMPING AUTHORITY'), rdn(DEV_OID.country, 'KZ')]);
  return issueAuthority(ca.intermediate, {
    ...{ name, key, now: ca.now, random: ca.random },
    fields: {
      notBefore: daysFrom(ca.now, -365),
      notAfter: daysFrom(ca.now, 730),
      extensions: tsaExtensions(key, ca.intermediate.key),
      ...fields,
    },
  });
}

/** The extensions of НУЦ's time-stamping certificate in its order. */
export function tsaExtensions(key: DevKey, issuerKey: DevKey): Uint8Array[] {
  return [
    extendedKeyUsage([DEV_OID.timeStamping], true),
    ...citizenExtras(issuerKey.kind === 'rsa' ? 'rsa' : 'gost'),
    keyUsage(['digitalSignature']),
    subjectKeyIdentifier(key.spki),
    authorityKeyIdentifier(issuerKey.spki),
  ];
}

/** MessageImprint: an encoded AlgorithmIdentifier and the digest. */
export interface Imprint {
  readonly algorithm: Uint8Array;
  readonly digest: Uint8Array;
}

/** A TSTInfo as it shall stand (RFC 3161 §2.4.2); nothing is checked, so that each rule can be broken. */
export interface TimeStampFields {
  /** 0 to 127. */
  readonly version?: number;
  readonly policy?: string;
  readonly imprint: Imprint;
  readonly serialNumber: Uint8Array;
  readonly genTime: Date;
  /** Replaces the encoded genTime. */
  readonly genTimeDer?: Uint8Array;
  /** Milliseconds and microseconds 1 to 999. */
  readonly accuracy?: { readonly seconds?: number; readonly millis?: number; readonly micros?: number };
  readonly ordering?: boolean;
  readonly nonce?: Uint8Array | undefined;
  /** Encoded GeneralName. */
  readonly tsa?: Uint8Array;
  /** Encoded `Extension` values. */
  readonly extensions?: readonly Uint8Array[];
  /** The signature around it. */
  readonly signer?: SignerFields;
  readonly message?: Partial<SignedDataFields>;
  /** The attribute that names the authority's certificate; НУЦ writes v1. */
  readonly signingCertificate?: 'v1' | 'v2';
}

/** A time-stamp token of `tsa` in НУЦ's shape: a CMS signature over a TSTInfo (RFC 3161 §2.4.2). */
export function buildTimeStampToken(fields: TimeStampFields, tsa: Identity): Uint8Array {
  const info = encodeTimeStampInfo(fields);
  const signer = { signedAttributes: tokenAttributes(fields, info, tsa), ...fields.signer };
  return buildSignedData({
    version: 3,
    digestAlgorithms: [signer.digestAlgorithm ?? tsa.key.digestAlgorithm],
    contentType: DEV_OID.tstInfo,
    content: info,
    certificates: [tsa.certificateDer],
    signerInfos: [buildSignerInfo(tsa, info, { signingTime: fields.genTime, ...signer })],
    ...fields.message,
  });
}

/** The four signed attributes of a token over these octets of TSTInfo. */
export function tokenAttributes(
  { genTime, signingCertificate = 'v1' }: Pick<TimeStampFields, 'genTime' | 'signingCertificate'>,
  info: Uint8Array,
  tsa: Identity,
): Uint8Array[] {
  const certificateAttribute = signingCertificate === 'v1' ? signingCertificateV1 : signingCertificateV2;
  return [
    attribute(DEV_OID.contentType, derOid(DEV_OID.tstInfo)),
    attribute(DEV_OID.signingTime, derTime(genTime)),
    certificateAttribute(tsa.certificateDer),
    attribute(DEV_OID.messageDigest, derOctets(tsa.key.digest(info))),
  ];
}

export function encodeTimeStampInfo(fields: TimeStampFields): Uint8Array {
  const { version = 1, policy = DEV_OID.kzTimeStampPolicy, imprint, accuracy, nonce, tsa, extensions = [] } = fields;
  return derSequence(
    derUnsigned(Uint8Array.of(version)),
    derOid(policy),
    derSequence(imprint.algorithm, derOctets(imprint.digest)),
    derUnsigned(fields.serialNumber),
    fields.genTimeDer ?? derPreciseTime(fields.genTime),
    ...(accuracy === undefined ? [] : [encodeAccuracy(accuracy)]),
    ...(fields.ordering === true ? [derBoolean(true)] : []),
    ...(nonce === undefined ? [] : [derUnsigned(nonce)]),
    ...(tsa === undefined ? [] : [der(0xa0, tsa)]),
    ...(extensions.length === 0 ? [] : [der(0xa1, ...extensions)]),
  );
}

function encodeAccuracy({ seconds, millis, micros }: NonNullable<TimeStampFields['accuracy']>): Uint8Array {
  const integer = (tag: number, value: number | undefined): Uint8Array[] => {
    if (value === undefined) return [];
    const encoded = derUnsigned(Uint8Array.of(value >>> 8, value & 0xff));
    return [Uint8Array.of(tag, ...encoded.subarray(1))];
  };
  return derSequence(...integer(TAG.integer, seconds), ...integer(0x80, millis), ...integer(0x81, micros));
}

/** PKIStatus of RFC 3161 §2.4.2. */
export const TIME_STAMP_STATUS = { granted: 0, grantedWithMods: 1, rejection: 2, waiting: 3 } as const;

export interface ResponseDetails {
  readonly text?: string;
  /** Bit of PKIFailureInfo; 0 is badAlg, 2 badRequest, 5 badDataFormat, 14 timeNotAvailable, 25 systemFailure. */
  readonly failure?: number;
}

/** TimeStampResp (RFC 3161 §2.4.2). @param status - 0 to 127 */
export function buildTimeStampResponse(status: number, token?: Uint8Array, details: ResponseDetails = {}): Uint8Array {
  const { text, failure } = details;
  const info = derSequence(
    derUnsigned(Uint8Array.of(status)),
    ...(text === undefined ? [] : [derSequence(derUtf8(text))]),
    ...(failure === undefined ? [] : [derNamedBits([failure])]),
  );
  return derSequence(info, ...(token === undefined ? [] : [token]));
}

/** What a TimeStampReq asks for (RFC 3161 §2.4.1). */
export interface TimeStampRequest {
  readonly imprint: Imprint;
  /** Content octets of the encoded policy identifier. */
  readonly policy: Uint8Array | undefined;
  /** Content octets of a number that is not negative. */
  readonly nonce: Uint8Array | undefined;
  readonly certReq: boolean;
}

const MAX_REQUEST = 1024;
const MAX_REQUEST_STEPS = 32;

/**
 * Reads an attacker-controlled TimeStampReq without extensions.
 * @throws DauysError `ballot-malformed`
 */
export function readTimeStampRequest(request: Uint8Array): TimeStampRequest {
  if (request.length > MAX_REQUEST) throw malformed('time-stamp request too large');
  const root = openDer(request, MAX_REQUEST_STEPS);
  const fields = enterTag(root, TAG.sequence);
  expectEnd(root);
  if (readSmallInteger(fields) !== 1) throw malformed('time-stamp request version');
  const pair = enterTag(fields, TAG.sequence);
  const algorithm = readTag(pair, TAG.sequence);
  readOid(enter(pair, algorithm));
  const imprint = { algorithm: elementOf(algorithm), digest: contentOf(readTag(pair, TAG.octetString)) };
  expectEnd(pair);
  const policy = peekTag(fields) === TAG.oid ? readOid(fields) : undefined;
  const nonce = peekTag(fields) === TAG.integer ? readInteger(fields) : undefined;
  if ((nonce?.[0] ?? 0) >= 0x80) throw malformed('negative nonce');
  const certReq = peekTag(fields) === TAG.boolean ? readBoolean(fields) : false;
  expectEnd(fields);
  return { imprint, policy, nonce, certReq };
}
