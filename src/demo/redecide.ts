import { setImmediate as turn } from 'node:timers/promises';
import type { ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import type { Receipt, ReceiptOpening } from '../domain/receipt.ts';
import { fromUtf8, toHex, type Sha256 } from '../encoding/bytes.ts';
import { definitionDigest, encodeBallot } from '../encoding/contest.ts';
import type { CertificateList } from '../signature/crl.ts';
import { repeatDecision } from '../signature/evidence.ts';
import type { TrustSet } from '../signature/trust.ts';

/** What the ledger keeps of a ballot. */
export interface KeptBallot {
  readonly cms: Uint8Array;
  readonly evidence: readonly EvidenceValue[];
}

export interface RedecideOptions {
  readonly contest: ContestDefinition;
  /** Undefined where nothing is kept. */
  readonly kept: (index: number) => KeptBallot | undefined;
  /** Verified ones: their openings are what the log committed to. */
  readonly receipts: readonly string[];
  /** Every list that the service kept. */
  readonly lists: readonly CertificateList[];
  readonly trust: TrustSet;
  readonly sha256: Sha256;
  /** Decided again at most, evenly over the log, and those accepted on a list beside: GOST takes its time. */
  readonly sample: number;
  readonly signal?: AbortSignal | undefined;
}

export interface RedecideVerdict {
  /** Ballots decided again. */
  readonly redecided: number;
  /** Those among them that stand on a list of revoked certificates. */
  readonly byList: number;
}

/**
 * Holds what was kept of every ballot against its receipt and decides again from that alone: no network and no clock.
 * @throws DauysError `evidence-invalid`, or what a decision is refused with
 */
export async function redecide(options: RedecideOptions): Promise<RedecideVerdict> {
  const { receipts, lists, trust, kept, signal } = options;
  const candidateOf = ballotReader(options);
  const step = Math.max(1, Math.ceil(receipts.length / options.sample));
  const persons = new Set<string>();
  let byList = 0;
  for (const [i, text] of receipts.entries()) {
    const receipt = JSON.parse(text) as Receipt;
    const ballot = kept(receipt.index);
    if (ballot === undefined) throw invalid(receipt, 'nothing is kept of it');
    compareWithOpening(ballot, receipt, options.sha256);
    const standsOnList = ballot.evidence.some(({ tag }) => tag === EVIDENCE.crlRecord);
    if (i % step > 0 && !standsOnList) continue;
    signal?.throwIfAborted();
    await turn();
    const decision = repeatDecision({ cms: ballot.cms }, { values: ballot.evidence, lists }, trust, candidateOf);
    if (decision.match !== receipt.number) throw invalid(receipt, 'it is for another candidate');
    if (decision.acceptedAt.toISOString() !== receipt.acceptedAt) throw invalid(receipt, 'another time of acceptance');
    if (persons.has(decision.iin)) throw invalid(receipt, 'its citizen has another ballot');
    persons.add(decision.iin);
    if (standsOnList) byList++;
  }
  return { redecided: persons.size, byList };
}

/** Number of the candidate whose ballot these bytes are. */
function ballotReader({ contest, sha256 }: RedecideOptions): (content: Uint8Array) => number | undefined {
  const digest = definitionDigest(contest, sha256);
  const numbers = new Map(
    contest.candidates.map((candidate) => [fromUtf8(encodeBallot(contest, candidate, digest)), candidate.number]),
  );
  return (content) => numbers.get(Buffer.from(content).toString('utf8'));
}

function compareWithOpening({ cms, evidence }: KeptBallot, receipt: Receipt, sha256: Sha256): void {
  if (toHex(sha256(cms)) !== receipt.opening.cmsSha256) throw invalid(receipt, 'another signature');
  const entries: ReceiptOpening['evidence'] = evidence.map(({ tag, value }) => {
    return { tag, length: value.length, sha256: toHex(sha256(value)) };
  });
  const isSame = (entry: (typeof entries)[number], i: number): boolean => {
    const opened = receipt.opening.evidence[i];
    return opened?.tag === entry.tag && opened.length === entry.length && opened.sha256 === entry.sha256;
  };
  const { length } = receipt.opening.evidence;
  if (entries.length !== length || !entries.every(isSame))
    throw invalid(receipt, 'other evidence than it committed to');
}

function invalid({ index }: Receipt, why: string): DauysError {
  return new DauysError('evidence-invalid', `entry ${index}: ${why}`);
}
