import { equalBytes } from '../encoding/bytes.ts';
import {
  contentOf,
  elementOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  peekTag,
  readOid,
  readOptional,
  readSmallInteger,
  readTag,
  readTlv,
  TAG,
  type DerCursor,
  type StepMeter,
} from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { DauysError } from '../domain/errors.ts';
import { isNull, readAlgorithm, type AlgorithmIdentifier } from './algorithms.ts';
import { readSignerInfo, type SignerInfo } from './cms-signer-info.ts';

/** Elements of one message, its certificates and attributes included. НУЦ's ballots have about 150. */
const MAX_STEPS = 2048;
const MAX_CERTIFICATES = 4;

const EXPLICIT_0 = 0xa0;

/** A CMS signature of one signer, as it stands: nothing in it is verified. All fields are views. */
export interface SignedMessage {
  /** Content octets of the eContentType identifier. */
  readonly contentType: Uint8Array;
  /** Undefined in a detached signature. */
  readonly content: Uint8Array | undefined;
  /** DER of at most four certificates. */
  readonly certificates: readonly Uint8Array[];
  readonly signer: SignerInfo;
}

/** Bounds the work on one message over all the parsers that share it. */
export function newMessageMeter(): StepMeter {
  return { steps: 0, maxSteps: MAX_STEPS };
}

/**
 * Reads attacker-controlled DER as a ContentInfo of SignedData (RFC 5652 §3, §5.1) with exactly one signer.
 * @throws DauysError `ballot-malformed`, `signer-count`
 */
export function parseSignedMessage(der: Uint8Array, meter: StepMeter = newMessageMeter()): SignedMessage {
  const fields = openSignedData(der, meter);
  const version = readSmallInteger(fields);
  const digestAlgorithms = readDigestAlgorithms(enterTag(fields, TAG.set));
  const { contentType, content } = readEncapsulatedContent(enterTag(fields, TAG.sequence));
  const certificates = readCertificates(fields);
  // A `crls` field ([1]) is refused here: it is not a SET.
  const signers = readSignerInfos(enterTag(fields, TAG.set));
  expectEnd(fields);
  if (version !== rightVersion(contentType, signers)) throw malformed('SignedData version');
  const [signer, second] = signers;
  if (signer === undefined || second !== undefined) throw new DauysError('signer-count', 'not exactly one signer');
  const [digestAlgorithm, anotherDigest] = digestAlgorithms;
  if (
    digestAlgorithm === undefined ||
    anotherDigest !== undefined ||
    !isSame(digestAlgorithm, signer.digestAlgorithm)
  ) {
    throw malformed("digestAlgorithms differ from the signer's");
  }
  return { contentType, content, certificates, signer };
}

/** RFC 5754 §2: absent parameters and NULL mean the same. */
function isSame(a: AlgorithmIdentifier, b: AlgorithmIdentifier): boolean {
  return equalBytes(a.der, b.der) || (equalBytes(a.oid, b.oid) && hasNoParameters(a) && hasNoParameters(b));
}

function hasNoParameters({ parameters }: AlgorithmIdentifier): boolean {
  return parameters === undefined || isNull(parameters);
}

function openSignedData(der: Uint8Array, meter: StepMeter): DerCursor {
  const root: DerCursor = { bytes: der, offset: 0, end: der.length, depth: 0, meter };
  const contentInfo = enterTag(root, TAG.sequence);
  expectEnd(root);
  if (!isOid(readOid(contentInfo), OID.signedData)) throw malformed('not SignedData');
  const explicit = enterTag(contentInfo, EXPLICIT_0);
  expectEnd(contentInfo);
  const fields = enterTag(explicit, TAG.sequence);
  expectEnd(explicit);
  return fields;
}

/** RFC 5652 §5.1 without attribute certificates and other formats, which are refused. */
function rightVersion(contentType: Uint8Array, signers: readonly SignerInfo[]): number {
  return signers.some(({ version }) => version === 3) || !isOid(contentType, OID.data) ? 3 : 1;
}

function readDigestAlgorithms(set: DerCursor): AlgorithmIdentifier[] {
  const algorithms: AlgorithmIdentifier[] = [];
  while (set.offset < set.end) algorithms.push(readAlgorithm(set));
  return algorithms;
}

function readEncapsulatedContent(fields: DerCursor): { contentType: Uint8Array; content: Uint8Array | undefined } {
  const contentType = readOid(fields);
  const explicit = readOptional(fields, EXPLICIT_0);
  expectEnd(fields);
  if (explicit === undefined) return { contentType, content: undefined };
  const wrapper = enter(fields, explicit);
  const content = contentOf(readTag(wrapper, TAG.octetString));
  expectEnd(wrapper);
  return { contentType, content };
}

function readCertificates(fields: DerCursor): Uint8Array[] {
  const field = readOptional(fields, EXPLICIT_0);
  if (field === undefined) return [];
  const set = enter(fields, field);
  const certificates: Uint8Array[] = [];
  while (set.offset < set.end) {
    if (certificates.length === MAX_CERTIFICATES) throw malformed('too many certificates');
    // The other choices of CertificateChoices are tagged [0] to [3].
    if (peekTag(set) !== TAG.sequence) throw malformed('not a certificate');
    certificates.push(elementOf(readTlv(set)));
  }
  if (certificates.length === 0) throw malformed('empty certificates');
  return certificates;
}

function readSignerInfos(set: DerCursor): SignerInfo[] {
  const signers: SignerInfo[] = [];
  while (set.offset < set.end) signers.push(readSignerInfo(enterTag(set, TAG.sequence)));
  return signers;
}
