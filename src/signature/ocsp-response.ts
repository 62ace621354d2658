import {
  contentOf,
  elementOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  peekTag,
  readOctetAlignedBits,
  readOid,
  readTag,
  readTlv,
  TAG,
  type DerCursor,
  type StepMeter,
} from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { readTime } from '../encoding/time.ts';
import { readAlgorithm, signatureAlgorithmOf, type SignatureAlgorithm } from './algorithms.ts';
import { readCertId, type CertId } from './cert-id.ts';
import { readExtensions, type Extensions } from './extensions.ts';
import { readName, type Name } from './name.ts';
import { ocspRefused, type OcspRefusal } from './ocsp-refusal.ts';

/** `good` is the responder's word; a revoked one says when, and why if the authority tells (RFC 5280 §5.3.1). */
export type OcspStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly revokedAt: Date; readonly reason: number | undefined }
  | { readonly kind: 'unknown' };

/** RFC 6960 §4.2.1: who says so, by subject or by SHA-1 of the key. */
export type ResponderId = { readonly name: Name } | { readonly keyHash: Uint8Array };

/** One certificate's status. */
export interface SingleResponse {
  readonly certId: CertId;
  readonly status: OcspStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly extensions: Extensions;
}

/** A BasicOCSPResponse on one certificate, unverified; views. */
export interface BasicResponse {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly responderId: ResponderId;
  readonly producedAt: Date;
  readonly single: SingleResponse;
  readonly extensions: Extensions;
  /** Undefined for an algorithm off the allow-list. */
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
  /** DER of each, not looked into. */
  readonly certificates: readonly Uint8Array[];
  /** What reading the certificates counts on. */
  readonly meter: StepMeter;
}

const MAX_RESPONSE_BYTES = 16_384;
const MAX_CERTIFICATES = 4;
const NO_EXTENSIONS: Extensions = new Map();

/**
 * Reads attacker-controlled bytes as an OCSPResponse (RFC 6960 §4.2.1) with one answer in it: who asks about one
 * certificate takes no words on others, and no choice between two.
 * @throws DauysError `revocation-unavailable`, `ballot-malformed`
 */
export function parseOcspResponse(bytes: Uint8Array): BasicResponse {
  if (bytes.length > MAX_RESPONSE_BYTES) throw ocspRefused('tooLarge');
  const top = openDer(bytes);
  const outer = enterTag(top, TAG.sequence);
  expectEnd(top);
  const status = readEnumerated(outer);
  if (status !== 0) throw ocspRefused(FAILURES[status] ?? 'otherStatus');
  const wrapper = enterTag(outer, 0xa0);
  expectEnd(outer);
  const body = enterTag(wrapper, TAG.sequence);
  expectEnd(wrapper);
  if (!isOid(readOid(body), OID.ocspBasic)) throw ocspRefused('responseType');
  const content = contentOf(readTag(body, TAG.octetString));
  expectEnd(body);
  return readBasicResponse({ ...openDer(content), meter: top.meter });
}

const FAILURES: Readonly<Record<number, OcspRefusal>> = {
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
};

function readBasicResponse(top: DerCursor): BasicResponse {
  const outer = enterTag(top, TAG.sequence);
  expectEnd(top);
  const tbs = readTag(outer, TAG.sequence);
  const data = readResponseData(enter(outer, tbs));
  const signatureAlgorithm = signatureAlgorithmOf(readAlgorithm(outer));
  const signature = readOctetAlignedBits(outer);
  const certificates = readCertificates(outer);
  expectEnd(outer);
  return {
    der: top.bytes,
    tbs: elementOf(tbs),
    ...data,
    signatureAlgorithm,
    signature,
    certificates,
    meter: top.meter,
  };
}

function readResponseData(
  data: DerCursor,
): Pick<BasicResponse, 'responderId' | 'producedAt' | 'single' | 'extensions'> {
  // [0] version DEFAULT v1: DER leaves it out, and there is no other version.
  if (peekTag(data) === 0xa0) throw ocspRefused('version');
  const responderId = readResponderId(data);
  const producedAt = readGeneralizedTime(data);
  const responses = enterTag(data, TAG.sequence);
  if (responses.offset === responses.end) throw ocspRefused('notOneAnswer');
  const single = readSingleResponse(responses);
  if (responses.offset < responses.end) throw ocspRefused('notOneAnswer');
  const extensions = readOptionalExtensions(data);
  expectEnd(data);
  return { responderId, producedAt, single, extensions };
}

function readResponderId(data: DerCursor): ResponderId {
  const byName = peekTag(data) === 0xa1;
  const inner = enterTag(data, byName ? 0xa1 : 0xa2);
  const id = byName ? { name: readName(inner) } : { keyHash: contentOf(readTag(inner, TAG.octetString)) };
  expectEnd(inner);
  return id;
}

function readSingleResponse(responses: DerCursor): SingleResponse {
  const fields = enterTag(responses, TAG.sequence);
  const certId = readCertId(fields);
  const status = readStatus(fields);
  const thisUpdate = readGeneralizedTime(fields);
  const nextUpdate = peekTag(fields) === 0xa0 ? readExplicit(fields, readGeneralizedTime) : undefined;
  const extensions = readOptionalExtensions(fields);
  expectEnd(fields);
  return { certId, status, thisUpdate, nextUpdate, extensions };
}

/** CertStatus: [0] good and [2] unknown are empty, [1] revoked holds a time and perhaps a reason. */
function readStatus(fields: DerCursor): OcspStatus {
  const tlv = readTlv(fields);
  const inner = enter(fields, tlv);
  switch (tlv.tag) {
    case 0x80:
      expectEnd(inner);
      return { kind: 'good' };
    case 0x82:
      expectEnd(inner);
      return { kind: 'unknown' };
    case 0xa1: {
      const revokedAt = readGeneralizedTime(inner);
      const reason = peekTag(inner) === 0xa0 ? readExplicit(inner, readEnumerated) : undefined;
      expectEnd(inner);
      return { kind: 'revoked', revokedAt, reason };
    }
    default:
      throw malformed('certificate status');
  }
}

function readExplicit<T>(fields: DerCursor, read: (cursor: DerCursor) => T): T {
  const inner = enterTag(fields, 0xa0);
  const value = read(inner);
  expectEnd(inner);
  return value;
}

/** RFC 6960 §4.2.2.1: GeneralizedTime alone, whole seconds in UTC. */
function readGeneralizedTime(cursor: DerCursor): Date {
  if (peekTag(cursor) !== TAG.generalizedTime) throw malformed('GeneralizedTime expected');
  return readTime(cursor);
}

/** Any number of one octet: an unknown reason is a reason still. */
function readEnumerated(cursor: DerCursor): number {
  const [value = 0x80, ...rest] = contentOf(readTag(cursor, TAG.enumerated));
  if (value >= 0x80 || rest.length > 0) throw malformed('ENUMERATED');
  return value;
}

function readOptionalExtensions(fields: DerCursor): Extensions {
  if (peekTag(fields) !== 0xa1) return NO_EXTENSIONS;
  const inner = enterTag(fields, 0xa1);
  const extensions = readExtensions(inner);
  expectEnd(inner);
  return extensions;
}

function readCertificates(outer: DerCursor): Uint8Array[] {
  if (peekTag(outer) !== 0xa0) return [];
  const wrapper = enterTag(outer, 0xa0);
  const list = enterTag(wrapper, TAG.sequence);
  expectEnd(wrapper);
  const certificates: Uint8Array[] = [];
  while (list.offset < list.end) {
    if (certificates.length === MAX_CERTIFICATES) throw ocspRefused('tooManyCertificates');
    certificates.push(elementOf(readTag(list, TAG.sequence)));
  }
  return certificates;
}
