import type { AppendPlan, BallotRow, HeadRow, LedgerState } from '../intake/ports.ts';
import type { Database } from './connection.ts';
import { joinEvidence, joinHashes } from './ledger-blobs.ts';

const BALLOT_LEAF = 1;
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
  const writeHead = prepareHead(db);

  return (contestId, plan, state) => {
    if (!assertPlan(plan)) return false;
    for (const { index, leaf, timeMs } of plan.entries) entry.run(contestId, index, leaf, timeMs);
    for (const ballot of plan.ballots) writeBallot(contestId, ballot);
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
  const { entries, ballots, nodes, documents, head } = plan;
  if (head === undefined) {
    if (entries.length + ballots.length + nodes.length + documents.length > 0)
      throw new TypeError('a plan with rows needs a head');
    return false;
  }
  const ballotLeaves = entries.filter((entry) => entry.leaf[LEAF_TYPE_OFFSET] === BALLOT_LEAF).length;
  if (ballotLeaves !== ballots.length) throw new TypeError('every ballot leaf needs its record');
  return true;
}
