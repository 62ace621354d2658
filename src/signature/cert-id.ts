import { equalBytes } from '../encoding/bytes.ts';
import {
  contentOf,
  enterTag,
  expectEnd,
  openDer,
  readInteger,
  readOctetAlignedBits,
  readTag,
  TAG,
  type DerCursor,
} from '../encoding/der.ts';
import { der, derNull, derOctets, derOid, derSequence } from '../encoding/der-writer.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { isNullOrAbsent, readAlgorithm, type AlgorithmIdentifier } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { sha256 } from './digest.ts';

/** RFC 6960 §4.1.1: the certificate that is asked about. */
export interface CertId {
  readonly hashAlgorithm: AlgorithmIdentifier;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Content octets of the INTEGER. */
  readonly serialNumber: Uint8Array;
}

/** DER of the CertID of `certificate`, over SHA-256. */
export function encodeCertId(certificate: Certificate, issuer: Certificate): Uint8Array {
  return derSequence(
    derSequence(derOid(OID.sha256), derNull()),
    derOctets(sha256(certificate.issuer.der)),
    derOctets(sha256(publicKeyBits(issuer.spki))),
    der(TAG.integer, certificate.serialNumber),
  );
}

/** What identifiers of keys are hashed from: the BIT STRING of a SubjectPublicKeyInfo without tag, length and padding. */
export function publicKeyBits(spki: Uint8Array): Uint8Array {
  const fields = enterTag(openDer(spki), TAG.sequence);
  readTag(fields, TAG.sequence);
  return readOctetAlignedBits(fields);
}

/** @throws DauysError `ballot-malformed` */
export function readCertId(cursor: DerCursor): CertId {
  const fields = enterTag(cursor, TAG.sequence);
  const hashAlgorithm = readAlgorithm(fields);
  const issuerNameHash = contentOf(readTag(fields, TAG.octetString));
  const issuerKeyHash = contentOf(readTag(fields, TAG.octetString));
  const serialNumber = readInteger(fields);
  expectEnd(fields);
  return { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber };
}

/** @throws DauysError `ballot-malformed` */
export function parseCertId(bytes: Uint8Array): CertId {
  const cursor = openDer(bytes, 16);
  const certId = readCertId(cursor);
  expectEnd(cursor);
  return certId;
}

/** Whether the hashes are SHA-256, however its parameters are written. */
export function isSha256CertId({ hashAlgorithm }: CertId): boolean {
  return isOid(hashAlgorithm.oid, OID.sha256) && isNullOrAbsent(hashAlgorithm);
}

/** Whether both say the same of the authority, by its name and its key. */
export function hasSameIssuer(a: CertId, b: CertId): boolean {
  return equalBytes(a.issuerNameHash, b.issuerNameHash) && equalBytes(a.issuerKeyHash, b.issuerKeyHash);
}
