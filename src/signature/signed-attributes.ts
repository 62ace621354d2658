import { DauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import {
  contentOf,
  elementOf,
  enterTag,
  expectEnd,
  openDer,
  peekTag,
  readInteger,
  readOid,
  readOptional,
  readTag,
  TAG,
  type DerCursor,
} from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { digestAlgorithmOf, readAlgorithm, type DigestAlgorithm } from './algorithms.ts';
import type { Attribute } from './cms-signer-info.ts';
import { digestOf, sha1 } from './digest.ts';

const DIRECTORY_NAME = 0xa4;

/** What the attributes must say. */
export interface ExpectedAttributes {
  /** Content octets of the eContentType identifier. */
  readonly contentType: Uint8Array;
  readonly content: Uint8Array;
  readonly digest: DigestAlgorithm;
  /** RFC 5816 §2.2.1: a signing-certificate attribute must be there, of either version, and each that is there right. */
  readonly needsSigningCertificate?: boolean;
  readonly certificate: {
    readonly der: Uint8Array;
    readonly issuer: { readonly der: Uint8Array };
    /** Content octets. */
    readonly serialNumber: Uint8Array;
  };
}

/**
 * RFC 5652 §11.1–11.2, RFC 5035 §4: content-type and message-digest once each and right, signing-certificate-v2 right
 * when it is there. Other attributes may stand once each and mean nothing: a signing time is the signer's word only.
 * @throws DauysError `digest-mismatch`
 */
export function checkSignedAttributes(attributes: readonly Attribute[], expected: ExpectedAttributes): void {
  expectOnceEach(attributes);
  const contentType = single(attributes, OID.contentType) ?? missing('content-type');
  if (!equalBytes(readWhole(contentType, readOid), expected.contentType)) throw mismatch('content-type');
  const digest = single(attributes, OID.messageDigest) ?? missing('message-digest');
  const sent = readWhole(digest, (cursor) => contentOf(readTag(cursor, TAG.octetString)));
  if (!equalBytes(sent, digestOf(expected.digest, expected.content))) throw mismatch('message-digest');
  checkSigningCertificates(attributes, expected);
}

function checkSigningCertificates(attributes: readonly Attribute[], expected: ExpectedAttributes): void {
  const v2 = single(attributes, OID.signingCertificateV2);
  if (v2 !== undefined) checkSigningCertificate(v2, readEssCertIdV2, expected.certificate);
  if (expected.needsSigningCertificate !== true) return;
  const v1 = single(attributes, OID.signingCertificate);
  if (v1 !== undefined) checkSigningCertificate(v1, readEssCertIdV1, expected.certificate);
  if (v1 === undefined && v2 === undefined) missing('signing-certificate');
}

/** What was signed: the attributes under the tag of SET OF instead of [0] (RFC 5652 §5.4). */
export function toBeSigned(signedAttributesDer: Uint8Array): Uint8Array {
  // Not slice(): on a Buffer that is a view, and this would write into the received message.
  const bytes = new Uint8Array(signedAttributesDer);
  bytes[0] = TAG.set;
  return bytes;
}

function expectOnceEach(attributes: readonly Attribute[]): void {
  attributes.forEach(({ type }, i) => {
    if (attributes.findIndex((other) => equalBytes(other.type, type)) !== i) throw mismatch('repeated attribute');
  });
}

function single(attributes: readonly Attribute[], type: string): Uint8Array | undefined {
  const values = attributes.find((attribute) => isOid(attribute.type, type))?.values;
  if (values !== undefined && values.length !== 1) throw mismatch('attribute of several values');
  return values?.[0];
}

/** Reads one whole value; one that does not parse is a mismatch, not a malformed message. */
function readWhole<T>(value: Uint8Array, read: (cursor: DerCursor) => T): T {
  try {
    const cursor = openDer(value, 64);
    const result = read(cursor);
    expectEnd(cursor);
    return result;
  } catch {
    throw mismatch('attribute value');
  }
}

/** The first ESSCertID must name the signer's certificate; those after it name its issuers and are not used. */
function checkSigningCertificate(
  value: Uint8Array,
  read: (fields: DerCursor) => EssCertId,
  certificate: ExpectedAttributes['certificate'],
): void {
  const first = readWhole(value, (cursor) => readSigningCertificate(cursor, read));
  if (first.digest === undefined || !equalBytes(first.hash, first.digest(certificate.der))) {
    throw mismatch('signing-certificate');
  }
  const { issuerSerial } = first;
  if (issuerSerial === undefined) return;
  const names = equalBytes(issuerSerial.issuer, certificate.issuer.der);
  if (!names || !equalBytes(issuerSerial.serialNumber, certificate.serialNumber)) {
    throw mismatch('signing-certificate issuer and serial');
  }
}

interface EssCertId {
  /** Undefined for a hash off the allow-list. */
  readonly digest: ((data: Uint8Array) => Uint8Array) | undefined;
  readonly hash: Uint8Array;
  readonly issuerSerial: { readonly issuer: Uint8Array; readonly serialNumber: Uint8Array } | undefined;
}

function readSigningCertificate(cursor: DerCursor, read: (fields: DerCursor) => EssCertId): EssCertId {
  const fields = enterTag(cursor, TAG.sequence);
  const certificates = enterTag(fields, TAG.sequence);
  const first = read(enterTag(certificates, TAG.sequence));
  while (certificates.offset < certificates.end) readTag(certificates, TAG.sequence);
  readOptional(fields, TAG.sequence);
  expectEnd(fields);
  return first;
}

/** RFC 5035 §4: SHA-256 unless another is named. */
function readEssCertIdV2(fields: DerCursor): EssCertId {
  const name = peekTag(fields) === TAG.sequence ? digestAlgorithmOf(readAlgorithm(fields)) : 'sha256';
  return readHashAndIssuer(fields, name === undefined ? undefined : (data) => digestOf(name, data));
}

/** RFC 2634 §5.4.1: SHA-1 and nothing else. */
function readEssCertIdV1(fields: DerCursor): EssCertId {
  return readHashAndIssuer(fields, sha1);
}

function readHashAndIssuer(fields: DerCursor, digest: EssCertId['digest']): EssCertId {
  const hash = contentOf(readTag(fields, TAG.octetString));
  const issuerSerial = peekTag(fields) === TAG.sequence ? readIssuerSerial(enterTag(fields, TAG.sequence)) : undefined;
  expectEnd(fields);
  return { digest, hash, issuerSerial };
}

/** IssuerSerial with the one directoryName that RFC 5035 §5.4.1.1 asks for. */
function readIssuerSerial(fields: DerCursor): NonNullable<EssCertId['issuerSerial']> {
  const generalNames = enterTag(fields, TAG.sequence);
  const explicit = enterTag(generalNames, DIRECTORY_NAME);
  expectEnd(generalNames);
  const issuer = elementOf(readTag(explicit, TAG.sequence));
  expectEnd(explicit);
  const serialNumber = readInteger(fields);
  expectEnd(fields);
  return { issuer, serialNumber };
}

function mismatch(what: string): DauysError {
  return new DauysError('digest-mismatch', what);
}

function missing(what: string): never {
  throw mismatch(`${what} missing`);
}
