import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { equalBytes, readU64be } from '../encoding/bytes.ts';
import { leafTime } from '../log/leaf.ts';
import type { BatchContext } from './ballot-context.ts';
import type { Judgement } from './ballot-judgement.ts';
import type { BallotRecord } from './ballot-record.ts';
import type { Check } from './checks.ts';
import { acceptedAtMs, valueOf } from './evidence-form.ts';

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

function fieldOf(leaf: Uint8Array, offset: number): string {
  return Buffer.from(leaf.buffer, leaf.byteOffset + offset, 32).toString('latin1');
}

/** Nobody voted for a number that stands for nobody. */
function checkCandidate({ record }: BallotUnderAudit, { ballots }: BatchContext): readonly string[] {
  return ballots.has(record.number) ? [] : ['record'];
}

function checkBallotCommit(
  { record, leaf, values }: BallotUnderAudit,
  { commitments }: BatchContext,
): readonly string[] {
  if (values === undefined) return [];
  const { saltBallot, cms } = record;
  return commitments.ballot(saltBallot, cms, values) === fieldOf(leaf, BALLOT_COMMIT) ? [] : ['ballot'];
}

function checkChoiceCommit({ record, leaf }: BallotUnderAudit, { commitments }: BatchContext): readonly string[] {
  const { saltChoice, number } = record;
  return commitments.choice(saltChoice, number) === fieldOf(leaf, CHOICE_COMMIT) ? [] : ['choice'];
}

/** The evidence has its form, and is of a trust set that the log named before. */
function checkEvidence(
  { record, values, faults }: BallotUnderAudit,
  { fingerprints }: BatchContext,
): readonly string[] {
  if (values === undefined) return faults;
  const fingerprint = valueOf(values, EVIDENCE.trustFingerprint);
  const isNamed = fingerprints.some(
    (named) => named.index < record.index && equalBytes(named.fingerprint, fingerprint),
  );
  return isNamed ? faults : [...faults, 'trust-set'];
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
