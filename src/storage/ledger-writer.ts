import type { AnnulmentRow, ErasureRow } from '../intake/decision-rows.ts';
import type { AppendPlan, BallotRow, HeadRow, LedgerState } from '../intake/ports.ts';
import type { Database } from './connection.ts';
import { joinEvidence, joinHashes } from './ledger-blobs.ts';

const BALLOT_LEAF = 1;
const ANNULMENT_LEAF = 3;
const ERASURE_LEAF = 22;
const LEAF_TYPE_OFFSET = 4;

/** Writes a plan inside the transaction that read the state it was made for; false when there is nothing to write. */
export type WritePlan = (contestId: string, plan: AppendPlan, state: LedgerState) => boolean;

/** All statements that add to the ledger, in the order its triggers ask for. */
export function createLedgerWriter(db: Database): WritePlan {
  const entry = db.prepare<[string, number, Uint8Array, number]>(
    'INSERT INTO entry (contest, idx, leaf, time_ms) VALUES (?, ?, ?, ?)',
  );
  const node = db.prepare<[string, number, number, Uint8Array]>(
    'INSERT INTO node (contest, level, idx, hash) VALUES (?, ?, ?, ?)',
  );
  const document = db.prepare<[string, number, string]>('INSERT INTO document (contest, idx, text) VALUES (?, ?, ?)');
  const writeBallot = prepareBallot(db);
  const annul = prepareAnnulment(db);
  const erase = prepareErasure(db);
  const writeHead = prepareHead(db);

  return (contestId, plan, state) => {
    if (!assertPlan(plan)) return false;
    for (const { index, leaf, timeMs } of plan.entries) entry.run(contestId, index, leaf, timeMs);
    for (const ballot of plan.ballots) writeBallot(contestId, ballot);
    for (const annulment of plan.annulments) annul(contestId, annulment);
    for (const erasure of plan.erasures) erase(contestId, erasure);
    for (const { level, index, hash } of plan.nodes) node.run(contestId, level, index, hash);
    for (const { index, text } of plan.documents) document.run(contestId, index, text);
    writeHead(contestId, plan.head, state, greatestTime(plan, state));
    return true;
  };
}

function prepareBallot(db: Database): (contestId: string, ballot: BallotRow) => void {
  const ballot = db.prepare<[string, number, Uint8Array, number, number]>(
    'INSERT INTO ballot (contest, idx, voter_tag, candidate, accepted_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const secret = db.prepare<[string, number, string, Uint8Array, Uint8Array, Uint8Array, Uint8Array]>(
    `INSERT INTO ballot_secret (contest, idx, receipt, cms, salt_ballot, salt_choice, evidence) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return (contestId, row) => {
    ballot.run(contestId, row.index, row.voterTag, row.candidateNumber, row.acceptedAtMs);
    secret.run(contestId, row.index, row.receipt, row.cms, row.saltBallot, row.saltChoice, joinEvidence(row.evidence));
  };
}

function prepareAnnulment(db: Database): (contestId: string, row: AnnulmentRow) => void {
  const annulment = db.prepare<[string, number, number]>(
    'INSERT INTO annulment (contest, idx, ballot) VALUES (?, ?, ?)',
  );
  const signature = db.prepare<[string, number, number, Uint8Array, Uint8Array]>(
    'INSERT INTO annulment_signature (contest, idx, n, cms, evidence) VALUES (?, ?, ?, ?, ?)',
  );
  return (contestId, { index, ballot, signatures }) => {
    annulment.run(contestId, index, ballot);
    for (const [i, { cms, evidence }] of signatures.entries()) {
      signature.run(contestId, index, i + 1, cms, joinEvidence(evidence));
    }
  };
}

/** The record goes with its entry: CMS, salts, evidence and the receipt that tells of them. */
function prepareErasure(db: Database): (contestId: string, row: ErasureRow) => void {
  const erasure = db.prepare<[string, number, number]>('INSERT INTO erasure (contest, idx, ballot) VALUES (?, ?, ?)');
  const secret = db.prepare<[string, number]>('DELETE FROM ballot_secret WHERE contest = ? AND idx = ?');
  return (contestId, { index, ballot }) => {
    erasure.run(contestId, index, ballot);
    if (secret.run(contestId, ballot).changes !== 1) throw new TypeError('there was no record to erase');
  };
}

type WriteHead = (contestId: string, head: HeadRow, old: LedgerState, lastTimeMs: number) => void;

function prepareHead(db: Database): WriteHead {
  const insert = db.prepare<[string, number, Uint8Array, Uint8Array, string, number]>(
    'INSERT INTO head (contest, size, root, edge, checkpoint, last_time_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  // Compare and swap: only over the very tree that the plan grew.
  const swap = db.prepare<[number, Uint8Array, Uint8Array, string, number, string, number, Uint8Array]>(
    `UPDATE head SET size = ?, root = ?, edge = ?, checkpoint = ?, last_time_ms = ?
     WHERE contest = ? AND size = ? AND edge = ?`,
  );
  return (contestId, { size, root, edge, checkpoint }, old, lastTimeMs) => {
    const columns = [size, root, joinHashes(edge), checkpoint, lastTimeMs] as const;
    const { changes } =
      old.size === 0
        ? insert.run(contestId, ...columns)
        : swap.run(...columns, contestId, old.size, joinHashes(old.edge));
    if (changes !== 1) throw new TypeError('the head is not the one the plan was made for');
  };
}

function greatestTime(plan: AppendPlan, state: LedgerState): number {
  return plan.entries.reduce((last, { timeMs }) => Math.max(last, timeMs), state.lastTimeMs);
}

/** What the tables cannot see: that the plan is whole. */
function assertPlan(plan: AppendPlan): plan is AppendPlan & { readonly head: HeadRow } {
  const { entries, ballots, annulments, erasures, nodes, documents, head } = plan;
  if (head === undefined) {
    if ([entries, ballots, annulments, erasures, nodes, documents].some((rows) => rows.length > 0))
      throw new TypeError('a plan with rows needs a head');
    return false;
  }
  const leavesOf = (type: number): number => entries.filter(({ leaf }) => leaf[LEAF_TYPE_OFFSET] === type).length;
  if (leavesOf(BALLOT_LEAF) !== ballots.length) throw new TypeError('every ballot leaf needs its record');
  if (leavesOf(ANNULMENT_LEAF) !== annulments.length || leavesOf(ERASURE_LEAF) !== erasures.length) {
    throw new TypeError('every decision about a ballot needs its row');
  }
  return true;
}
