import { isDauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { contentOf, readTag, TAG } from '../encoding/der.ts';
import { OID } from '../encoding/oids.ts';
import { hasSameIssuer, isSha256CertId, parseCertId, publicKeyBits, type CertId } from './cert-id.ts';
import type { Certificate } from './certificate.ts';
import type { CertificateList } from './crl.ts';
import { sha256 } from './digest.ts';
import { decodeExtension, extensionKey, type Extensions } from './extensions.ts';
import { ocspRefused } from './ocsp-refusal.ts';
import { checkResponder } from './ocsp-responder.ts';
import { parseOcspResponse, type BasicResponse, type OcspStatus } from './ocsp-response.ts';

export type { OcspStatus } from './ocsp-response.ts';

/** What was asked, and what the answer is held against. */
export interface OcspQuestion {
  /** DER of the CertID that was asked about, as `encodeCertId` gives it. */
  readonly certId: Uint8Array;
  /** The pinned authority that issued the certificate. */
  readonly issuer: Certificate;
  readonly at: Date;
  /** Absent when a kept answer is judged again: nobody remembers what was sent. */
  readonly nonce?: Uint8Array;
  /** How old an answer may be. */
  readonly maxAgeMs: number;
  /** How far the responder's clock may be from ours. */
  readonly skewMs: number;
  /** Where a delegate without id-pkix-ocsp-nocheck is looked up. */
  readonly lists?: readonly CertificateList[];
}

/** What a responder with the right to say so said, at a time that counts. */
export interface OcspAnswer {
  readonly status: OcspStatus;
  readonly thisUpdate: Date;
  readonly producedAt: Date;
  readonly nextUpdate: Date | undefined;
}

/**
 * Verifies attacker-controlled bytes as the answer to one question (RFC 6960 §3.2), cheap checks first. A serial number
 * that НУЦ never issued comes back as it puts it: revoked, certificateHold, 1970-01-01.
 * @throws DauysError `revocation-unavailable` for whatever is not a verified answer, with one of `OCSP_REFUSALS`
 */
export function verifyOcspResponse(bytes: Uint8Array, question: OcspQuestion): OcspAnswer {
  try {
    const response = parseOcspResponse(bytes);
    checkCriticalExtensions(response);
    checkCertId(response.single.certId, question);
    if (question.nonce !== undefined) checkNonce(response.extensions, question.nonce);
    checkWindow(response, question);
    const { issuer, at, lists = [] } = question;
    checkResponder(response, { issuer, at, lists });
    const { status, thisUpdate, nextUpdate } = response.single;
    return { status, thisUpdate, producedAt: response.producedAt, nextUpdate };
  } catch (error) {
    if (!isDauysError(error) || error.code === 'revocation-unavailable') throw error;
    throw ocspRefused('malformed', error);
  }
}

const NONCE = extensionKey(OID.ocspNonce);
/** RFC 6960 §4.4.8: it makes "revoked" of what was never issued, which is how its statuses are read. */
const PROCESSED = new Set([NONCE, extensionKey(OID.ocspExtendedRevoke)]);

/** In the answer on one certificate no extension is processed. */
function checkCriticalExtensions({ extensions, single }: BasicResponse): void {
  for (const [key, { critical }] of extensions) {
    if (critical && !PROCESSED.has(key)) throw ocspRefused('unknownCritical');
  }
  for (const { critical } of single.extensions.values()) if (critical) throw ocspRefused('unknownCritical');
}

/** RFC 6960 §3.2 (1): by what the fields say; the parameters of the hash may be NULL or left out. */
function checkCertId(answered: CertId, { certId, issuer }: OcspQuestion): void {
  const asked = parseCertId(certId);
  if (!isSha256CertId(answered) || !isSha256CertId(asked)) throw ocspRefused('hashAlgorithm');
  if (!hasSameIssuer(asked, answered)) throw ocspRefused('otherIssuer');
  // The authority whose delegates are believed has to be the one in the question.
  if (!equalBytes(asked.issuerKeyHash, keyHashOf(issuer))) throw ocspRefused('otherIssuer');
  if (!equalBytes(asked.serialNumber, answered.serialNumber)) throw ocspRefused('otherSerial');
}

const keyHashes = new WeakMap<Certificate, Uint8Array>();

function keyHashOf(issuer: Certificate): Uint8Array {
  const keyHash = keyHashes.get(issuer) ?? sha256(publicKeyBits(issuer.spki));
  keyHashes.set(issuer, keyHash);
  return keyHash;
}

/** RFC 8954: an answer without the nonce that was sent may be anybody's recording. */
function checkNonce(extensions: Extensions, nonce: Uint8Array): void {
  const returned = decodeExtension(extensions, NONCE, (value) => contentOf(readTag(value, TAG.octetString)));
  if (returned === undefined) throw ocspRefused('nonceMissing');
  if (!equalBytes(returned, nonce)) throw ocspRefused('nonceOther');
}

/** RFC 6960 §4.2.2.1 and §3.2 (5), (6). Written so that what is no number at all is refused as well. */
function checkWindow({ producedAt, single }: BasicResponse, { at, maxAgeMs, skewMs }: OcspQuestion): void {
  const now = at.getTime();
  const produced = producedAt.getTime();
  const updated = single.thisUpdate.getTime();
  const next = single.nextUpdate?.getTime() ?? Infinity;
  if (!(produced <= now + skewMs)) throw ocspRefused('producedLater');
  if (!(updated <= now + skewMs)) throw ocspRefused('updateLater');
  if (!(produced >= now - maxAgeMs - skewMs)) throw ocspRefused('tooOld');
  if (!(updated <= produced + skewMs)) throw ocspRefused('updateAfterProduction');
  if (!(next >= now - skewMs)) throw ocspRefused('updateOver');
  if (!(next >= updated)) throw ocspRefused('updateReversed');
}
