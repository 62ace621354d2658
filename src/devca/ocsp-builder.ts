import { toUtf8 } from '../encoding/bytes.ts';
import {
  contentOf,
  elementOf,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  peekTag,
  readTag,
  TAG,
  type DerCursor,
} from '../encoding/der.ts';
import { der, derBits, derNull, derOctets, derOid, derSequence, derUnsigned } from '../encoding/der-writer.ts';
import { parseCertId } from '../signature/cert-id.ts';
import { decodeExtension, extensionKey, readExtensions, type Extensions } from '../signature/extensions.ts';
import { buildCertificate, type CertificateFields } from './certificate-builder.ts';
import { daysFrom, type DevCa, type Identity } from './dev-ca.ts';
import { derName, rdn } from './der-values.ts';
import { keyIdentifier, type DevKey } from './dev-key.ts';
import { authorityKeyIdentifier, extendedKeyUsage, extension, keyUsage, subjectKeyIdentifier } from './extensions.ts';
import { DEV_OID } from './profile.ts';

/** OCSPResponseStatus (RFC 6960 §4.2.1). */
export const OCSP_RESPONSE_STATUS = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

/** What is said of one certificate. */
export type OcspCertStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'revoked'; readonly revokedAt: Date; readonly reason?: number | undefined };

export interface SingleResponseFields {
  /** DER of the CertID. */
  readonly certId: Uint8Array;
  readonly status: OcspCertStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date | undefined;
  /** Encoded `Extension` values. */
  readonly extensions?: readonly Uint8Array[];
}

/** Every field of an answer as it shall stand; nothing is checked, so that each rule can be broken. */
export interface OcspResponseFields {
  /** OCSPResponseStatus beside the answer; successful otherwise. */
  readonly responseStatus?: number;
  readonly responseType?: string;
  /** Written out, which DER does not do with the default; left out otherwise. */
  readonly version?: number;
  /** Encoded ResponderID: `responderByName` or `responderByKey`. */
  readonly responderId: Uint8Array;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponseFields[];
  /** Encoded `Extension` values; none leaves the field out. */
  readonly extensions?: readonly Uint8Array[];
  /** Certificates that travel; none leaves the field out. */
  readonly certificates?: readonly Uint8Array[];
  readonly signatureAlgorithm?: Uint8Array;
  /** Replaces the ResponseData by another before it is signed. */
  readonly rewrite?: (responseData: Uint8Array) => Uint8Array;
  /** Replaces the signature over the given bytes. */
  readonly sign?: (toBeSigned: Uint8Array) => Uint8Array;
}

/** An OCSPResponse with its answer (RFC 6960 §4.2.1), signed by `key` over whatever the fields say. */
export function buildOcspResponse(fields: OcspResponseFields, key: DevKey): Uint8Array {
  const {
    certificates = [],
    extensions = [],
    rewrite = (data: Uint8Array): Uint8Array => data,
    sign = key.sign,
  } = fields;
  const responseData = derSequence(
    ...(fields.version === undefined ? [] : [der(0xa0, derUnsigned(Uint8Array.of(fields.version)))]),
    fields.responderId,
    derGeneralizedTime(fields.producedAt),
    derSequence(...fields.responses.map(singleResponse)),
    ...wrapped(0xa1, extensions),
  );
  const tbs = rewrite(responseData);
  const basic = derSequence(
    tbs,
    fields.signatureAlgorithm ?? key.signatureAlgorithm,
    derBits(sign(tbs)),
    ...wrapped(0xa0, certificates),
  );
  const body = derSequence(derOid(fields.responseType ?? DEV_OID.ocspBasic), derOctets(basic));
  return derSequence(derEnumerated(fields.responseStatus ?? OCSP_RESPONSE_STATUS.successful), der(0xa0, body));
}

/** An OCSPResponse of a status alone, as a responder gives when it does not answer. */
export function buildOcspFailure(status: number): Uint8Array {
  return derSequence(derEnumerated(status));
}

/** ResponderID by the encoded subject of the responder. */
export const responderByName = (name: Uint8Array): Uint8Array => der(0xa1, name);

/** ResponderID by SHA-1 of the responder's key. */
export const responderByKey = (spki: Uint8Array): Uint8Array => der(0xa2, derOctets(keyIdentifier(spki)));

/** RFC 8954: the nonce of the request, given back. */
export function nonceExtension(nonce: Uint8Array, critical = false): Uint8Array {
  return extension(DEV_OID.ocspNonce, derOctets(nonce), critical);
}

/** RFC 6960 §4.4.8: certificates that were never issued are answered as revoked. НУЦ sends it with every answer. */
export function extendedRevokeExtension(): Uint8Array {
  return extension(DEV_OID.ocspExtendedRevoke, derNull());
}

/** НУЦ's answer on a serial number it never issued (RFC 6960 §2.2). */
export const NEVER_ISSUED: OcspCertStatus = { kind: 'revoked', revokedAt: new Date(0), reason: 6 };

/** `YYYYMMDDHHMMSSZ`: OCSP has no other form of time. */
export function derGeneralizedTime(time: Date): Uint8Array {
  return der(TAG.generalizedTime, toUtf8(`${time.toISOString().slice(0, 19).replaceAll(/\D/g, '')}Z`));
}

function singleResponse(fields: SingleResponseFields): Uint8Array {
  const { certId, status, thisUpdate, nextUpdate, extensions = [] } = fields;
  return derSequence(
    certId,
    certStatus(status),
    derGeneralizedTime(thisUpdate),
    ...(nextUpdate === undefined ? [] : [der(0xa0, derGeneralizedTime(nextUpdate))]),
    ...wrapped(0xa1, extensions),
  );
}

function certStatus(status: OcspCertStatus): Uint8Array {
  if (status.kind === 'good') return der(0x80);
  if (status.kind === 'unknown') return der(0x82);
  const { revokedAt, reason } = status;
  return der(0xa1, derGeneralizedTime(revokedAt), ...(reason === undefined ? [] : [der(0xa0, derEnumerated(reason))]));
}

const derEnumerated = (value: number): Uint8Array => der(TAG.enumerated, Uint8Array.of(value));

function wrapped(tag: number, elements: readonly Uint8Array[]): Uint8Array[] {
  return elements.length === 0 ? [] : [der(tag, derSequence(...elements))];
}

export interface OcspResponderOptions {
  readonly key: DevKey;
  /** Replaces any field of the certificate. */
  readonly fields?: Partial<CertificateFields>;
}

/** Issues a delegate of the intermediate in the shape of НУЦ's, valid for a year around the CA's `now`. */
export function issueOcspResponder(ca: DevCa, { key, fields }: OcspResponderOptions): Identity {
  const { intermediate, now, random } = ca;
  const all = {
    // Positive and not longer than RFC 5280 allows.
    serialNumber: Uint8Array.from(random(20)).map((octet, i) => (i === 0 ? (octet & 0x3f) | 0x40 : octet)),
    issuer: intermediate.name,
    subject: derName([rdn(DEV_OID.commonName, 'OCSP RESPONDER DAUYS DEV'), rdn(DEV_OID.country, 'KZ')]),
    notBefore: daysFrom(now, -180),
    notAfter: daysFrom(now, 185),
    spki: key.spki,
    extensions: ocspResponderExtensions(key, intermediate.key),
    ...fields,
  };
  return {
    certificateDer: buildCertificate(all, intermediate.key),
    name: all.subject,
    serialNumber: all.serialNumber,
    issuerName: all.issuer,
    key,
  };
}

/** The extensions of a responder's certificate in НУЦ's order. */
export function ocspResponderExtensions(key: DevKey, issuerKey: DevKey): Uint8Array[] {
  return [
    keyUsage(['digitalSignature'], false),
    noCheckExtension(),
    extendedKeyUsage([DEV_OID.ocspSigning]),
    subjectKeyIdentifier(key.spki),
    authorityKeyIdentifier(issuerKey.spki),
  ];
}

/** RFC 6960 §4.2.2.2.1: the responder's own certificate is not asked about. */
export function noCheckExtension(): Uint8Array {
  return extension(DEV_OID.ocspNoCheck, derNull());
}

/** What a responder is asked. */
export interface OcspRequest {
  /** DER of each CertID. */
  readonly certIds: readonly Uint8Array[];
  readonly nonce: Uint8Array | undefined;
}

const MAX_REQUEST_BYTES = 4096;
const MAX_CERT_IDS = 16;
const NONCE = extensionKey(DEV_OID.ocspNonce);

/**
 * Reads an unsigned OCSPRequest (RFC 6960 §4.1.1) of up to 4 KiB and 16 certificates.
 * @throws DauysError `ballot-malformed`
 */
export function readOcspRequest(bytes: Uint8Array): OcspRequest {
  if (bytes.length > MAX_REQUEST_BYTES) throw malformed('OCSP request too large');
  const top = openDer(bytes);
  const outer = enterTag(top, TAG.sequence);
  expectEnd(top);
  const tbs = enterTag(outer, TAG.sequence);
  expectEnd(outer);
  if (peekTag(tbs) === 0xa1) readTag(tbs, 0xa1);
  const certIds = readCertIds(enterTag(tbs, TAG.sequence));
  const nonce = readNonce(readOptionalExtensions(tbs, 0xa2));
  expectEnd(tbs);
  return { certIds, nonce };
}

function readCertIds(list: DerCursor): Uint8Array[] {
  const certIds: Uint8Array[] = [];
  do {
    if (certIds.length === MAX_CERT_IDS) throw malformed('OCSP request for too many certificates');
    const request = enterTag(list, TAG.sequence);
    const certId = elementOf(readTag(request, TAG.sequence));
    parseCertId(certId);
    readOptionalExtensions(request, 0xa0);
    expectEnd(request);
    certIds.push(certId);
  } while (list.offset < list.end);
  return certIds;
}

function readOptionalExtensions(cursor: DerCursor, tag: number): Extensions {
  if (peekTag(cursor) !== tag) return new Map();
  const wrapper = enterTag(cursor, tag);
  const extensions = readExtensions(wrapper);
  expectEnd(wrapper);
  return extensions;
}

function readNonce(extensions: Extensions): Uint8Array | undefined {
  const nonce = decodeExtension(extensions, NONCE, (value) => contentOf(readTag(value, TAG.octetString)));
  if (nonce !== undefined && (nonce.length < 1 || nonce.length > 32)) throw malformed('OCSP nonce length');
  return nonce;
}
