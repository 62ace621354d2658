import { DauysError } from '../domain/errors.ts';
import { EVIDENCE } from '../domain/evidence.ts';
import { toDer } from '../encoding/ber.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { elementOf, enterTag, openDer, readTag, readTlv, TAG, type DerCursor } from '../encoding/der.ts';
import { der, derOid, derSequence, derSetOf } from '../encoding/der-writer.ts';
import { OID } from '../encoding/oids.ts';
import { parseSignedMessage } from './cms.ts';
import { digestOfList } from './crl-digest.ts';
import { parseCrlRecord } from './crl-record.ts';
import { hasSigned } from './crl-signer.ts';
import type { CertificateList } from './crl.ts';
import type { KeptEvidence, RepeatedDecision } from './evidence.ts';
import { parseOcspResponse } from './ocsp-response.ts';
import type { TrustSet } from './trust.ts';

/** DER of what proves a signature's certificate good: RFC 5126 §6.3.3 and §6.3.4. */
export interface LongTermValues {
  /** All but the signer's own. */
  readonly certificates: readonly Uint8Array[];
  /** BasicOCSPResponse each. */
  readonly ocspAnswers: readonly Uint8Array[];
  readonly lists: readonly Uint8Array[];
}

/**
 * What a decision that was made again stands on, for the container. The status of the authorities above the signer is
 * not in it: they stand as pinned, and nobody asked.
 * @throws DauysError `revocation-unavailable` when nobody was asked about the signer either
 */
export function longTermValuesOf(
  { certificate, path, source }: RepeatedDecision<unknown>,
  { values, lists }: KeptEvidence,
  { intermediates }: TrustSet,
): LongTermValues {
  const above = path.slice(1).map((each) => each.der);
  const kept = (tag: number): Uint8Array => values.find((each) => each.tag === tag)?.value ?? new Uint8Array();
  if (source === 'ocsp') {
    const answer = parseOcspResponse(kept(EVIDENCE.ocspResponse));
    const certificates = distinct([...above, ...answer.certificates], certificate.der);
    return { certificates, ocspAnswers: [answer.der], lists: [] };
  }
  if (source === 'off') {
    throw new DauysError(
      'revocation-unavailable',
      'accepted under the policy "off": nothing says the certificate good',
    );
  }
  const named = new Set(parseCrlRecord(kept(EVIDENCE.crlRecord)).lists.map(({ sha256 }) => sha256));
  const used = lists.filter((list) => named.has(digestOfList(list)));
  const signers = used.flatMap((list) => signerOf(list, [...path.slice(1), ...intermediates]));
  return {
    certificates: distinct([...above, ...signers], certificate.der),
    ocspAnswers: [],
    lists: used.map((list) => list.der),
  };
}

/** A CA may sign its lists with a key of its own. */
function signerOf(list: CertificateList, candidates: TrustSet['intermediates']): Uint8Array[] {
  const signer = candidates.find((candidate) => hasSigned(candidate, list));
  return signer === undefined ? [] : [signer.der];
}

function distinct(certificates: readonly Uint8Array[], except: Uint8Array): Uint8Array[] {
  return certificates.filter(
    (each, i) => !equalBytes(each, except) && certificates.findIndex((other) => equalBytes(each, other)) === i,
  );
}

/**
 * The same signature with the values as unsigned attributes beside a time-stamp that may be there. What was signed stays
 * as it is; intake takes no such message.
 * @param cms - DER or BER of a message that intake takes
 * @throws DauysError `ballot-malformed`, `signer-count`
 */
export function completeToLongTerm(cms: Uint8Array, values: LongTermValues): Uint8Array {
  const message = toDer(cms);
  const { signer } = parseSignedMessage(message);
  const attributes = [
    ...(signer.timeStampToken === undefined ? [] : [attribute(OID.signatureTimeStamp, signer.timeStampToken)]),
    attribute(OID.certificateValues, derSequence(...values.certificates)),
    attribute(OID.revocationValues, revocationValues(values)),
  ];
  return withUnsignedAttributes(message, attributes);
}

function attribute(oid: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(oid), derSetOf(value));
}

/** RFC 5126 §6.3.4, whose module tags explicitly. */
function revocationValues({ lists, ocspAnswers }: LongTermValues): Uint8Array {
  return derSequence(
    ...(lists.length === 0 ? [] : [der(0xa0, derSequence(...lists))]),
    ...(ocspAnswers.length === 0 ? [] : [der(0xa1, derSequence(...ocspAnswers))]),
  );
}

const EXPLICIT_0 = 0xa0;
const UNSIGNED_ATTRIBUTES = 0xa1;

/** Rewrites the lengths around the one SignerInfo; every other octet stays. */
function withUnsignedAttributes(message: Uint8Array, attributes: readonly Uint8Array[]): Uint8Array {
  const contentInfo = enterTag(openDer(message), TAG.sequence);
  const contentType = elementOf(readTag(contentInfo, TAG.oid));
  const signedData = enterTag(enterTag(contentInfo, EXPLICIT_0), TAG.sequence);
  const fields = elementsOf(signedData);
  const signerInfos = fields.pop();
  if (signerInfos === undefined) throw new TypeError('SignedData without signers');
  const signerFields = elementsOf(enterTag(enterTag(openDer(signerInfos), TAG.set), TAG.sequence));
  const kept = signerFields.filter(([tag]) => tag !== UNSIGNED_ATTRIBUTES);
  const set = derSetOf(...attributes);
  set[0] = UNSIGNED_ATTRIBUTES;
  const signerInfo = derSequence(...kept, set);
  return derSequence(contentType, der(EXPLICIT_0, derSequence(...fields, derSetOf(signerInfo))));
}

function elementsOf(cursor: DerCursor): Uint8Array[] {
  const elements: Uint8Array[] = [];
  while (cursor.offset < cursor.end) elements.push(elementOf(readTlv(cursor)));
  return elements;
}
