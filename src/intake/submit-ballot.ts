import { DauysError, type RefusalCode } from '../domain/errors.ts';
import { voterTagMessage } from '../log/commitments.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { LoadedContest } from './contests.ts';
import type { Outcome, PendingItem } from './plan.ts';
import type {
  BallotVerifier,
  ContestKeys,
  Ledger,
  StoredBallot,
  TallyHints,
  UnverifiedBallot,
  VotedGate,
} from './ports.ts';

/** What the intake needs of one contest while it runs. */
export interface ContestDesk {
  readonly contest: LoadedContest;
  readonly keys: Pick<ContestKeys, 'voterMac'>;
  submit(item: PendingItem): Promise<Outcome>;
  /**
   * Brings the high-water mark up to the ledger: another process may have committed and not marked yet.
   * @throws DauysError `busy`
   */
  confirm(): Promise<void>;
  /** Greatest entry time known, unix milliseconds: the clock may not stand before it. */
  lastEntryTimeMs(): number;
  /** True once voting was seen open under a trusted clock. */
  hasOpened(): boolean;
}

export interface SubmitBallotPorts {
  desk(contestId: string): ContestDesk | undefined;
  readonly verifier: BallotVerifier;
  readonly gate: VotedGate;
  readonly ledger: Pick<Ledger, 'findBallot'>;
  readonly hints: TallyHints;
  readonly clockWatch: ClockWatch;
}

/** `created` is false when the person's ballot for this candidate already stood; the receipt is then the first one. */
export interface SubmitResult {
  readonly created: boolean;
  readonly receipt: string;
}

/**
 * Takes one ballot: verify, ledger, window, gate, sequencer. Nothing about a person is answered before their
 * signature holds, and nothing is kept of an attempt that fails.
 * @throws DauysError `contest-unknown`, `candidate-unknown`, the codes of the verification pipeline, `already-voted`,
 * `ballot-erased`, `voting-not-open`, `voting-closed`, `busy`.
 */
export async function submitBallot(ballot: UnverifiedBallot, ports: SubmitBallotPorts): Promise<SubmitResult> {
  const desk = ports.desk(ballot.contestId);
  if (desk === undefined) throw new DauysError('contest-unknown', 'no such contest');
  const { contest } = desk;
  if (ballot.candidateId !== undefined && !contest.candidates.has(ballot.candidateId)) {
    throw new DauysError('candidate-unknown', 'no such candidate');
  }
  const verified = await ports.verifier.verify(ballot);
  const candidate = contest.candidatesByNumber.get(verified.match);
  if (candidate === undefined) throw new DauysError('ballot-wrong-content', 'the content names no candidate');
  const voterTag = desk.keys.voterMac(voterTagMessage(contest.tag, verified.iin));

  const closedWindow = windowRefusal(ballot.acceptedAtMs, desk, ports.clockWatch);
  // "Seen" saves a place in the queue, no more: the transaction looks again, whatever the gate says or does not say.
  const mayBeKnown = closedWindow !== undefined || (await ports.gate.mark(ballot.contestId, voterTag)) === 'seen';
  const known = mayBeKnown ? await ports.ledger.findBallot(ballot.contestId, voterTag) : undefined;
  if (known !== undefined) {
    const receipt = repeatOrRefuse(known, candidate.number);
    await desk.confirm();
    return { created: false, receipt };
  }
  if (closedWindow !== undefined) throw new DauysError(closedWindow, 'outside the voting window');

  const { cms, acceptedAtMs } = ballot;
  const { evidence } = verified;
  const outcome = await desk.submit({ kind: 'ballot', voterTag, candidate, cms, acceptedAtMs, evidence });
  if (outcome.kind === 'repeated') await desk.confirm();
  return conclude(outcome, ballot.contestId, ports.hints);
}

function repeatOrRefuse(known: StoredBallot, candidateNumber: number): string {
  if (known.candidateNumber !== candidateNumber)
    throw new DauysError('already-voted', 'a ballot for another candidate stands');
  if (known.receipt === undefined) throw new DauysError('ballot-erased', 'the record of this ballot was erased');
  return known.receipt;
}

/** Half-open window. Under a clock that is not trusted voting neither opens nor closes: the answer is "try again". */
function windowRefusal(acceptedAtMs: number, desk: ContestDesk, clockWatch: ClockWatch): RefusalCode | undefined {
  const { opensAtMs, closesAtMs } = desk.contest;
  const trusted = clockWatch.isTrusted(desk.lastEntryTimeMs());
  if (opensAtMs <= acceptedAtMs && acceptedAtMs < closesAtMs) return trusted || desk.hasOpened() ? undefined : 'busy';
  if (!trusted) return 'busy';
  return acceptedAtMs < opensAtMs ? 'voting-not-open' : 'voting-closed';
}

function conclude(outcome: Outcome, contestId: string, hints: TallyHints): SubmitResult {
  switch (outcome.kind) {
    case 'accepted':
      hints.hint(contestId, outcome.index);
      return { created: true, receipt: outcome.receipt };
    case 'repeated':
      return { created: false, receipt: outcome.receipt };
    case 'refused':
      throw new DauysError(outcome.code, 'refused under the write lock');
    case 'appended':
    case 'unneeded':
      throw new DauysError('internal', 'an event outcome for a ballot');
  }
}
