import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { isDauysError } from '../domain/errors.ts';
import { concatBytes, equalBytes, fromUtf8, readU64be, toHex, toUtf8, u16be } from '../encoding/bytes.ts';
import { ballotCommit, evidenceDigest, evidenceEntry } from '../log/commitments.ts';
import { leafTime } from '../log/leaf.ts';
import { parseRevocationPolicy } from '../signature/revocation.ts';
import type { BatchContext } from './ballot-context.ts';
import type { Judgement } from './ballot-judgement.ts';
import type { BallotRecord } from './ballot-record.ts';
import type { Check } from './checks.ts';

/** A ballot with its leaf, and what has been found out of it. */
export interface BallotUnderAudit {
  readonly record: BallotRecord;
  readonly leaf: Uint8Array;
  /** Undefined when it cannot be split into values. */
  readonly values: readonly EvidenceValue[] | undefined;
  /** What is wrong with the form of the evidence. */
  readonly faults: readonly string[];
  /** Undefined when it could not be judged. */
  readonly judgement: Judgement | undefined;
  /** What the second engine says otherwise. */
  readonly disagreement: string | undefined;
}

/** Details of what is wrong; none when all is right. */
type BallotCheck = (ballot: BallotUnderAudit, context: BatchContext) => readonly string[];

/** What is checked of a ballot with its record. Each may be taken out without the others noticing. */
export const BALLOT_CHECKS = {
  A13: checkCandidate,
  A21: checkBallotCommit,
  A22: checkChoiceCommit,
  A23: checkEvidence,
  A24: refusalsOf('A24'),
  A25: ({ disagreement }) => (disagreement === undefined ? [] : [disagreement]),
  A26: refusalsOf('A26'),
  A27: refusalsOf('A27'),
  A28: refusalsOf('A28'),
  A31: checkAcceptance,
} satisfies Partial<Record<Check, BallotCheck>>;

const TIME = 24;
const [BALLOT_COMMIT, CHOICE_COMMIT] = [32, 96];

function fieldOf(leaf: Uint8Array, offset: number): Uint8Array {
  return leaf.subarray(offset, offset + 32);
}

/** Nobody voted for a number that stands for nobody. */
function checkCandidate({ record }: BallotUnderAudit, { ballots }: BatchContext): readonly string[] {
  return ballots.has(record.number) ? [] : ['record'];
}

function checkBallotCommit({ record, leaf, values }: BallotUnderAudit, { sha256 }: BatchContext): readonly string[] {
  if (values === undefined) return [];
  const entries = values.map(({ tag, value }) => evidenceEntry(tag, value, sha256));
  const commit = ballotCommit(record.saltBallot, sha256(record.cms), evidenceDigest(entries, sha256), sha256);
  return equalBytes(commit, fieldOf(leaf, BALLOT_COMMIT)) ? [] : ['ballot'];
}

const CHOICE_LABEL = toUtf8('DYS1 choice\n');

function checkChoiceCommit(
  { record, leaf }: BallotUnderAudit,
  { sha256, contestTag }: BatchContext,
): readonly string[] {
  const commit = sha256(concatBytes(CHOICE_LABEL, record.saltChoice, contestTag, u16be(record.number)));
  return equalBytes(commit, fieldOf(leaf, CHOICE_COMMIT)) ? [] : ['choice'];
}

/** The last millisecond of the year 9999. */
const MAX_TIME_MS = 253_402_300_799_999;
const VERSION = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]{1,200}$/u;
const KNOWN_TAGS: ReadonlySet<number> = new Set(Object.values(EVIDENCE));

/** Values of known kinds, all that every ballot has, each in its form, under a trust set that the log names. */
function checkEvidence(
  { record, values, faults }: BallotUnderAudit,
  { fingerprints }: BatchContext,
): readonly string[] {
  if (values === undefined) return faults;
  const fingerprint = toHex(valueOf(values, EVIDENCE.trustFingerprint));
  const isNamed = fingerprints.some((named) => named.index < record.index && named.fingerprint === fingerprint);
  return isNamed ? faults : [...faults, 'trust-set'];
}

/** What is wrong with the form of a ballot's evidence. */
export function evidenceFaults(values: readonly EvidenceValue[] | undefined): readonly string[] {
  if (values === undefined) return ['malformed'];
  const faults: string[] = [];
  if (!values.every(({ tag }) => KNOWN_TAGS.has(tag))) faults.push('unknown-kind');
  if (acceptedAtMs(values) === undefined) faults.push('time');
  if (!isVersion(valueOf(values, EVIDENCE.softwareVersion))) faults.push('software-version');
  if (!isPolicy(valueOf(values, EVIDENCE.revocationPolicy))) faults.push('policy');
  return faults;
}

export function valueOf(values: readonly EvidenceValue[], tag: number): Uint8Array {
  return values.find((value) => value.tag === tag)?.value ?? new Uint8Array();
}

/** Time of acceptance; undefined for what is none. */
export function acceptedAtMs(values: readonly EvidenceValue[]): number | undefined {
  const value = values.find(({ tag }) => tag === EVIDENCE.acceptedAtMs)?.value;
  const ms = value?.length === 8 ? readU64be(value) : undefined;
  return ms !== undefined && ms <= MAX_TIME_MS ? ms : undefined;
}

function isVersion(value: Uint8Array): boolean {
  try {
    return VERSION.test(fromUtf8(value));
  } catch {
    return false;
  }
}

/** Nearly every ballot of a log has the same policy. */
let knownPolicy: Uint8Array = new Uint8Array();

function isPolicy(value: Uint8Array): boolean {
  if (value.length > 0 && equalBytes(value, knownPolicy)) return true;
  try {
    parseRevocationPolicy(value);
    knownPolicy = Uint8Array.from(value);
    return true;
  } catch (error) {
    if (isDauysError(error)) return false;
    throw error;
  }
}

function refusalsOf(check: Check): BallotCheck {
  return ({ judgement }) => (judgement?.refusal?.check === check ? [judgement.refusal.detail] : []);
}

/** The exact time of acceptance is inside the window and is the leaf's, which is cut to the minute. */
function checkAcceptance(
  { leaf, values }: BallotUnderAudit,
  { opensAtMs, closesAtMs }: BatchContext,
): readonly string[] {
  const ms = values === undefined ? undefined : acceptedAtMs(values);
  if (ms === undefined) return [];
  const details: string[] = [];
  if (leafTime(ms) !== readU64be(leaf, TIME)) details.push('leaf-time');
  if (ms < opensAtMs) details.push('too-early');
  if (ms >= closesAtMs) details.push('too-late');
  return details;
}
