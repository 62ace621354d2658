import { EVIDENCE } from '../domain/evidence.ts';
import { unlessRefused } from '../domain/errors.ts';
import { equalBytes, toHex } from '../encoding/bytes.ts';
import type { CertificateList } from '../signature/crl.ts';
import type { TrustSet } from '../signature/trust.ts';
import type { BallotContext, BatchContext } from './ballot-context.ts';
import { BALLOT_CHECKS, type BallotUnderAudit } from './ballot-checks.ts';
import { acceptedAtMs, evidenceFaults, valueOf } from './evidence-form.ts';
import { judgeBallot, type Judgement } from './ballot-judgement.ts';
import { readRecord, type BallotRecord } from './ballot-record.ts';
import { NO_STATS, type BallotResult, type BallotStats, type BallotTask } from './ballot-task.ts';
import { withoutChecks, type Check, type Finding } from './checks.ts';
import { splitEvidence } from './export-record.ts';
import { judgeSecond, type SecondOpinion } from './second-opinion.ts';
import { TAG_BYTES } from './tag-set.ts';
import { digestText } from './hashing.ts';
import { LEAF_BYTES } from '../log/leaf.ts';

/** The full level over one batch of ballots. */
export async function auditBallots(
  task: BallotTask,
  context: BallotContext,
  lists: readonly CertificateList[],
): Promise<BallotResult> {
  const batch: BatchContext = { ...context, lists, fingerprints: task.fingerprints };
  const count = task.offsets.length - 1;
  const persons = Buffer.alloc(count * TAG_BYTES);
  const setPerson = personDigest(task);
  const iins: (string | undefined)[] = [];
  const findings: Finding[] = [];
  const unknownTrust = new Set<string>();
  const stats: CountedStats = { ...NO_STATS };
  const checks = Object.entries(withoutChecks(BALLOT_CHECKS, context.omitted)) as [
    Check,
    (typeof BALLOT_CHECKS)[keyof typeof BALLOT_CHECKS],
  ][];
  for (let i = 0; i < count; i++) {
    const record = readRecord(task.packed.subarray(task.offsets[i], task.offsets[i + 1]));
    const leaf = task.leaves.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES);
    const read = readEvidence(record.evidence, batch, unknownTrust);
    const first = task.isFast && read.ground !== undefined ? judgeFirst(record, read, read.ground, batch) : undefined;
    // Nothing is awaited for a ballot that the second engine does not look at.
    const second = task.second[i] === 1 && read.ground ? await askSecond(record, read.ground, batch, first) : undefined;
    tally(stats, first, second);
    const judgement = first ?? (task.isFast ? undefined : second?.judgement);
    const disagreement = first && second?.compare(first);
    const ballot: BallotUnderAudit = {
      record,
      leaf,
      values: read.values,
      faults: read.faults,
      judgement,
      disagreement,
    };
    for (const [check, run] of checks) {
      for (const detail of run(ballot, batch)) findings.push({ check, index: record.index, detail });
    }
    const iin = judgement?.signature?.iin;
    if (iin !== undefined) setPerson(iin, persons, i * TAG_BYTES);
    iins.push(task.wantsPersons ? iin : undefined);
  }
  return { findings, persons, iins, stats, unknownTrust: [...unknownTrust] };
}

/** Keyed, because twelve digits are found by trying them all. */
function personDigest({ personKey }: BallotTask): (iin: string, target: Buffer, at: number) => void {
  const message = Buffer.alloc(personKey.length + 12);
  message.set(personKey);
  return (iin, target, at) => {
    message.write(iin, personKey.length, 'latin1');
    target.write(digestText(message), at, TAG_BYTES, 'latin1');
  };
}

/** What the evidence of a ballot says before anything is verified. */
interface ReadEvidence {
  readonly values: BallotUnderAudit['values'];
  readonly faults: readonly string[];
  /** As of when and by which trust set to judge; undefined where that cannot be told. */
  readonly ground: { readonly at: Date; readonly trust: TrustSet } | undefined;
}

function readEvidence(evidence: Uint8Array, batch: BatchContext, unknownTrust: Set<string>): ReadEvidence {
  const values = unlessRefused(() => splitEvidence(evidence));
  const faults = evidenceFaults(values);
  const ms = values === undefined ? undefined : acceptedAtMs(values);
  const trust = values === undefined ? undefined : trustFor(values, batch, unknownTrust);
  return { values, faults, ground: ms === undefined || trust === undefined ? undefined : { at: new Date(ms), trust } };
}

type JudgingGround = NonNullable<ReadEvidence['ground']>;

function judgeFirst(
  record: BallotRecord,
  { values = [], faults }: ReadEvidence,
  { trust }: JudgingGround,
  batch: BatchContext,
): Judgement {
  return judgeBallot(record, values, faults.length === 0, trust, batch);
}

function askSecond(
  record: BallotRecord,
  { at, trust }: JudgingGround,
  { ballots }: BatchContext,
  first: Judgement | undefined,
): Promise<SecondOpinion> {
  return judgeSecond(record, at, trust, ballots, first?.signature?.algorithm === 'rsa');
}

/**
 * The trust set that a ballot was decided by. One that the log never named is a finding of its own, and the ballot is
 * judged by the export's; one that the log named and that is not in hand leaves it open.
 */
function trustFor(
  values: ReturnType<typeof splitEvidence>,
  { trust, fingerprints }: BatchContext,
  unknownTrust: Set<string>,
): TrustSet | undefined {
  const wanted = valueOf(values, EVIDENCE.trustFingerprint);
  let newest: TrustSet | undefined;
  for (const set of trust.values()) {
    if (equalBytes(set.fingerprint, wanted)) return set;
    newest = set;
  }
  if (!fingerprints.some(({ fingerprint }) => equalBytes(fingerprint, wanted))) return newest;
  unknownTrust.add(toHex(wanted));
  return undefined;
}

type CountedStats = { -readonly [Name in keyof BallotStats]: number };

function tally(stats: CountedStats, judgement: Judgement | undefined, second: SecondOpinion | undefined): void {
  if (second?.judgement !== undefined) stats.second++;
  else if (second !== undefined) stats.secondUnable++;
  const judged = judgement ?? second?.judgement;
  if (judged === undefined) stats.unjudged++;
  if (judged?.signature !== undefined) stats[judged.signature.algorithm === 'rsa' ? 'rsa' : 'gost']++;
  if (judgement?.source !== undefined) stats[judgement.source]++;
  if (judgement?.token !== undefined) stats.stamped++;
}
