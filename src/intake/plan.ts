import type { Candidate } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import type { Receipt } from '../domain/receipt.ts';
import { toHex, u64be, type Sha256 } from '../encoding/bytes.ts';
import { appendLeaves } from '../log/append.ts';
import { checkpointBody } from '../log/checkpoint.ts';
import { ballotCommit, choiceCommit, evidenceDigest } from '../log/commitments.ts';
import { encodeLeaf, leafTime } from '../log/leaf.ts';
import { signNote, type NoteSigner } from '../log/note.ts';
import { formatProof } from '../log/proof.ts';
import { isoTime, type LoadedContest } from './contests.ts';
import type { AnnulmentRow, ErasureRow } from './decision-rows.ts';
import { afterEvent, eventDocument, eventLeaf, isEventDue, type EventState, type LogEvent } from './log-events.ts';
import {
  createEvidenceMemo,
  evidenceOf,
  type CommitEvidence,
  type Evidence,
  type EvidenceContext,
} from './plan-evidence.ts';
import type { AppendPlan, BallotRow, DocumentRow, EntryRow, LedgerState, StoredBallot } from './ports.ts';

/** A verified ballot on its way into the log. */
export interface PendingBallot {
  readonly kind: 'ballot';
  readonly voterTag: Uint8Array;
  readonly candidate: Candidate;
  readonly cms: Uint8Array;
  readonly acceptedAtMs: number;
  /** What the certificate was judged by; tags above those of the installation, ascending. */
  readonly evidence: readonly EvidenceValue[];
}

export interface PendingEvent {
  readonly kind: 'event';
  readonly event: LogEvent;
}

export type PendingItem = PendingBallot | PendingEvent;

/** What became of one item; `unneeded` is an event that already stands or may not stand any more. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly index: number; readonly receipt: string }
  | { readonly kind: 'repeated'; readonly receipt: string }
  | { readonly kind: 'refused'; readonly code: 'already-voted' | 'ballot-erased' | 'voting-closed' }
  | { readonly kind: 'appended'; readonly index: number }
  | { readonly kind: 'unneeded' };

export interface BatchPlan extends AppendPlan {
  /** One per item, in order. */
  readonly outcomes: readonly Outcome[];
}

const SALT_BYTES = 32;

/** What any entry takes. */
export interface LogContext {
  readonly contest: LoadedContest;
  readonly signer: NoteSigner;
  readonly sha256: Sha256;
}

export interface PlanContext extends LogContext, EvidenceContext {
  readonly random: (length: number) => Uint8Array;
}

interface NewBallot {
  readonly item: PendingBallot;
  readonly index: number;
  readonly saltBallot: Uint8Array;
  readonly saltChoice: Uint8Array;
  readonly cmsSha256: Uint8Array;
  readonly evidence: readonly Evidence[];
}

type Decision =
  | Outcome
  | { readonly kind: 'new'; readonly ballot: NewBallot }
  | { readonly kind: 'same-as'; readonly ballot: NewBallot };

/**
 * Decides a batch against the ledger's state under its write lock and lays out everything one transaction writes:
 * leaves, ballots with their receipts, the tree's edge and one signed checkpoint over all of it.
 */
export function planBatch(items: readonly PendingItem[], state: LedgerState, context: PlanContext): BatchPlan {
  const rows: EventRows = { entries: [], documents: [], annulments: [], erasures: [] };
  const { entries } = rows;
  const fresh = new Map<string, NewBallot>();
  let events: EventState = state;
  const committed = createEvidenceMemo(context);
  const decisions = items.map((item): Decision => {
    const index = state.size + entries.length;
    if (item.kind === 'event') {
      if (!isEventDue(item.event, { ...events, size: index })) return { kind: 'unneeded' };
      addEvent(rows, item.event, index, context.contest);
      events = afterEvent(item.event, index, events);
      return { kind: 'appended', index };
    }
    const tag = toHex(item.voterTag);
    const known = decideKnown(item, state.ballots.get(tag), fresh.get(tag));
    if (known !== undefined) return known;
    if (events.closedIndex !== undefined) return { kind: 'refused', code: 'voting-closed' };
    const ballot = commitBallot(item, index, committed, context);
    entries.push({ index, leaf: ballotLeaf(ballot, context), timeMs: item.acceptedAtMs });
    fresh.set(tag, ballot);
    return { kind: 'new', ballot };
  });
  return layOut(state, decisions, { ...rows, fresh: [...fresh.values()] }, context);
}

/** As {@link planBatch}, for one event alone. */
export function planEvent(event: LogEvent, state: LedgerState, context: LogContext): BatchPlan {
  const rows: EventRows = { entries: [], documents: [], annulments: [], erasures: [] };
  const isDue = isEventDue(event, state);
  if (isDue) addEvent(rows, event, state.size, context.contest);
  const outcome: Outcome = isDue ? { kind: 'appended', index: state.size } : { kind: 'unneeded' };
  return layOut(state, [outcome], { ...rows, fresh: [] }, context);
}

/** What events write: ballots have entries, too. */
interface EventRows {
  readonly entries: EntryRow[];
  readonly documents: DocumentRow[];
  readonly annulments: AnnulmentRow[];
  readonly erasures: ErasureRow[];
}

function addEvent(rows: EventRows, event: LogEvent, index: number, contest: LoadedContest): void {
  rows.entries.push({ index, leaf: eventLeaf(event, contest), timeMs: event.timeMs });
  const text = eventDocument(event);
  if (text !== undefined) rows.documents.push({ index, text });
  if (event.type === 'annulment') {
    rows.annulments.push({ index, ballot: event.ballot, signatures: event.signatures });
  }
  if (event.type === 'erasure') rows.erasures.push({ index, ballot: event.ballot });
}

/** One person, one ballot: the same candidate again is the same vote, another candidate is refused. */
function decideKnown(
  item: PendingBallot,
  stored: StoredBallot | undefined,
  fresh: NewBallot | undefined,
): Decision | undefined {
  if (stored !== undefined) {
    if (stored.candidateNumber !== item.candidate.number) return { kind: 'refused', code: 'already-voted' };
    return stored.receipt === undefined
      ? { kind: 'refused', code: 'ballot-erased' }
      : { kind: 'repeated', receipt: stored.receipt };
  }
  if (fresh === undefined) return undefined;
  return fresh.item.candidate.number === item.candidate.number
    ? { kind: 'same-as', ballot: fresh }
    : { kind: 'refused', code: 'already-voted' };
}

function commitBallot(
  item: PendingBallot,
  index: number,
  committed: CommitEvidence,
  { random, sha256 }: PlanContext,
): NewBallot {
  const salts = random(2 * SALT_BYTES);
  return {
    item,
    index,
    saltBallot: salts.subarray(0, SALT_BYTES),
    saltChoice: salts.subarray(SALT_BYTES),
    cmsSha256: sha256(item.cms),
    evidence: [evidenceOf(EVIDENCE.acceptedAtMs, u64be(item.acceptedAtMs), sha256), ...committed(item.evidence)],
  };
}

function ballotLeaf(ballot: NewBallot, { contest, sha256 }: PlanContext): Uint8Array {
  const entries = ballot.evidence.map(({ entry }) => entry);
  const digest = evidenceDigest(entries, sha256);
  return encodeLeaf({
    type: 'ballot',
    contestTag: contest.tag,
    time: leafTime(ballot.item.acceptedAtMs),
    ballotCommit: ballotCommit(ballot.saltBallot, ballot.cmsSha256, digest, sha256),
    voterTag: ballot.item.voterTag,
    choiceCommit: choiceCommit(ballot.saltChoice, contest.tag, ballot.item.candidate.number, sha256),
  });
}

function layOut(
  state: LedgerState,
  decisions: readonly Decision[],
  { fresh, ...rows }: EventRows & { readonly fresh: readonly NewBallot[] },
  context: LogContext,
): BatchPlan {
  if (rows.entries.length === 0) {
    return {
      ...rows,
      ballots: [],
      nodes: [],
      head: undefined,
      outcomes: decisions.map((d) => settle(d, new Map())),
    };
  }
  const leaves = rows.entries.map((entry) => entry.leaf);
  const grown = appendLeaves(state, leaves, context.sha256);
  const checkpoint = signNote(checkpointBody(context.contest.definition.origin, grown.size, grown.root), [
    context.signer,
  ]);
  const receipts = new Map<NewBallot, string>();
  for (const ballot of fresh) {
    const at = ballot.index - state.size;
    const [leaf, hashes] = [leaves[at], grown.proofs[at]];
    if (leaf === undefined || hashes === undefined) throw new DauysError('internal', 'a new ballot without a proof');
    receipts.set(
      ballot,
      renderReceipt(ballot, formatProof({ leaf, index: ballot.index, hashes, checkpoint }), context),
    );
  }
  return {
    ...rows,
    nodes: grown.nodes,
    head: { size: grown.size, root: grown.root, edge: grown.edge, checkpoint },
    ballots: fresh.map((ballot) => ballotRow(ballot, receiptOf(ballot, receipts))),
    outcomes: decisions.map((decision) => settle(decision, receipts)),
  };
}

function settle(decision: Decision, receipts: ReadonlyMap<NewBallot, string>): Outcome {
  if (decision.kind === 'new') {
    return { kind: 'accepted', index: decision.ballot.index, receipt: receiptOf(decision.ballot, receipts) };
  }
  if (decision.kind === 'same-as') return { kind: 'repeated', receipt: receiptOf(decision.ballot, receipts) };
  return decision;
}

function receiptOf(ballot: NewBallot, receipts: ReadonlyMap<NewBallot, string>): string {
  const receipt = receipts.get(ballot);
  if (receipt === undefined) throw new DauysError('internal', 'a new ballot without a receipt');
  return receipt;
}

function renderReceipt(ballot: NewBallot, proof: string, { contest }: LogContext): string {
  const receipt: Receipt = {
    status: 'accepted',
    contest: contest.definition.id,
    candidate: ballot.item.candidate.id,
    number: ballot.item.candidate.number,
    index: ballot.index,
    acceptedAt: isoTime(ballot.item.acceptedAtMs),
    proof,
    opening: {
      saltBallot: toHex(ballot.saltBallot),
      saltChoice: toHex(ballot.saltChoice),
      evidence: ballot.evidence.map(({ shown }) => shown),
      cmsSha256: toHex(ballot.cmsSha256),
    },
  };
  return JSON.stringify(receipt);
}

function ballotRow(ballot: NewBallot, receipt: string): BallotRow {
  const { item, index, saltBallot, saltChoice, evidence } = ballot;
  return {
    index,
    voterTag: item.voterTag,
    candidateNumber: item.candidate.number,
    acceptedAtMs: item.acceptedAtMs,
    receipt,
    cms: item.cms,
    saltBallot,
    saltChoice,
    evidence,
  };
}
