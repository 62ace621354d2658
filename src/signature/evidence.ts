import { DauysError } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { equalBytes, fromUtf8, readU64be } from '../encoding/bytes.ts';
import { encodeCertId } from './cert-id.ts';
import { verifyCrlRecord } from './crl-record.ts';
import type { CertificateList } from './crl.ts';
import { verifyOcspResponse } from './ocsp.ts';
import {
  decideRevocation,
  parseRevocationPolicy,
  type CrlFinding,
  type OcspFinding,
  type RevocationPolicy,
  type RevocationSource,
} from './revocation.ts';
import type { TrustSet } from './trust.ts';
import { verifySignedMessage, type SignedInput, type SoundSignature } from './verifier.ts';

/** What was kept of a decision. */
export interface KeptEvidence {
  /** Each tag once. */
  readonly values: readonly EvidenceValue[];
  /** Whole lists for the list record, told apart by their SHA-256. */
  readonly lists: readonly CertificateList[];
}

/** A decision made again from what was kept. */
export interface RepeatedDecision<T> extends SoundSignature<T> {
  readonly acceptedAt: Date;
  readonly softwareVersion: string;
  readonly policy: RevocationPolicy;
  readonly source: RevocationSource;
}

interface Facts {
  readonly acceptedAt: Date;
  readonly softwareVersion: string;
  readonly policy: RevocationPolicy;
}

/** The last millisecond of the year 9999. */
const MAX_TIME_MS = 253_402_300_799_999;
/** Commands print it: nothing in it may steer a terminal or turn a line around. */
const VERSION = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]{1,200}$/u;
const KNOWN: ReadonlySet<number> = new Set(Object.values(EVIDENCE));

/**
 * Decides a kept ballot again as of its acceptance, by the policy and the trust set of that time: pure, with no network
 * and no clock.
 * @throws DauysError the codes of `verifySignedMessage`, `certificate-revoked`, `revocation-unavailable`, and
 * `evidence-invalid` when the evidence is not that of this ballot under this trust set
 */
export function repeatDecision<T>(
  input: Omit<SignedInput, 'at'>,
  evidence: KeptEvidence,
  trust: TrustSet,
  matchContent: (content: Uint8Array) => T | undefined,
): RepeatedDecision<T> {
  const values = byTag(evidence.values);
  const facts = readFacts(values, trust);
  const sound = verifySignedMessage({ ...input, at: facts.acceptedAt }, trust, matchContent);
  checkToken(sound, values.get(EVIDENCE.timeStampToken));
  const ocsp = findByOcsp(sound, values.get(EVIDENCE.ocspResponse), facts, evidence.lists);
  const crl = findByLists(sound, values.get(EVIDENCE.crlRecord), facts, evidence.lists, trust);
  const source = decideRevocation(facts.policy.mode, { ocsp, crl });
  expectNothingElse(values, source);
  return { ...sound, ...facts, source };
}

/** What the decision does not stand on proves nothing, and has no place beside what does. */
function expectNothingElse(values: ReadonlyMap<number, Uint8Array>, source: RevocationSource): void {
  if (values.has(EVIDENCE.ocspResponse) !== (source === 'ocsp')) throw invalid('an OCSP answer out of place');
  if (values.has(EVIDENCE.crlRecord) !== (source === 'crl')) throw invalid('a record of lists out of place');
}

function byTag(values: readonly EvidenceValue[]): ReadonlyMap<number, Uint8Array> {
  const found = new Map(values.map(({ tag, value }) => [tag, value]));
  if (found.size !== values.length) throw invalid('a tag stands twice');
  if (!values.every(({ tag }) => KNOWN.has(tag))) throw invalid('evidence of an unknown kind');
  return found;
}

function readFacts(values: ReadonlyMap<number, Uint8Array>, trust: TrustSet): Facts {
  const time = wanted(values, EVIDENCE.acceptedAtMs);
  const ms = time.length === 8 ? readU64be(time) : undefined;
  if (ms === undefined || ms > MAX_TIME_MS) throw invalid('not a time of acceptance');
  if (!equalBytes(wanted(values, EVIDENCE.trustFingerprint), trust.fingerprint)) throw invalid('another trust set');
  return {
    acceptedAt: new Date(ms),
    softwareVersion: readVersion(wanted(values, EVIDENCE.softwareVersion)),
    policy: parseRevocationPolicy(wanted(values, EVIDENCE.revocationPolicy)),
  };
}

function wanted(values: ReadonlyMap<number, Uint8Array>, tag: number): Uint8Array {
  const value = values.get(tag);
  if (value === undefined) throw invalid(`no evidence of tag ${tag}`);
  return value;
}

function readVersion(value: Uint8Array): string {
  let text: string;
  try {
    text = fromUtf8(value);
  } catch {
    throw invalid('the software version is not UTF-8');
  }
  if (!VERSION.test(text)) throw invalid('not a software version');
  return text;
}

/** The token kept apart must be the one inside the signature, so that opening it alone says the same. */
function checkToken({ timeStamp }: SoundSignature<unknown>, kept: Uint8Array | undefined): void {
  const isSame = timeStamp === undefined ? kept === undefined : kept !== undefined && equalBytes(timeStamp.token, kept);
  if (!isSame) throw invalid('the time-stamp is not that of the signature');
}

function findByOcsp(
  { certificate, path }: SoundSignature<unknown>,
  response: Uint8Array | undefined,
  { acceptedAt, policy }: Facts,
  lists: readonly CertificateList[],
): OcspFinding {
  const issuer = path[1];
  if (response === undefined || issuer === undefined) return 'none';
  const { ocspMaxAgeMs: maxAgeMs, skewMs } = policy;
  const certId = encodeCertId(certificate, issuer);
  return verifyOcspResponse(response, { certId, issuer, at: acceptedAt, maxAgeMs, skewMs, lists }).status.kind;
}

function findByLists(
  { path }: SoundSignature<unknown>,
  record: Uint8Array | undefined,
  { acceptedAt }: Facts,
  lists: readonly CertificateList[],
  trust: TrustSet,
): CrlFinding {
  if (record === undefined) return 'none';
  return verifyCrlRecord(record, path, lists, acceptedAt, trust.intermediates).status;
}

function invalid(why: string): DauysError {
  return new DauysError('evidence-invalid', why);
}
