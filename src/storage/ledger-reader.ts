import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import type { ChoiceOpening, HeadRow, LedgerState, StoredBallot } from '../intake/ports.ts';
import { createAnchorReader, type AnchorReader } from './anchor-reader.ts';
import type { Database } from './connection.ts';
import { splitHashes } from './ledger-blobs.ts';

/** Leaf type bytes that the state asks for, as SQL literals; see PROTOCOL.md. */
const TYPE = {
  opened: "x'10'",
  closed: "x'11'",
  protocol: "x'12'",
  timeAnchor: "x'13'",
  trustChanged: "x'15'",
} as const;

const FIELD_A = 32;
const FIELD_B = 64;
const FIELD_C = 96;

interface HeadColumns {
  readonly size: number;
  readonly root: Buffer;
  readonly edge: Buffer;
  readonly checkpoint: string;
}

interface StateColumns extends HeadColumns {
  readonly lastTimeMs: number;
}

/** `receipt` and `saltChoice` are null once the record was erased. */
interface BallotColumns {
  readonly idx: number;
  readonly candidate: number;
  readonly receipt: string | null;
}

interface OpeningColumns {
  readonly candidate: number | null;
  readonly saltChoice: Buffer | null;
}

export interface LedgerReader extends AnchorReader {
  head(contestId: string): HeadRow | undefined;
  /** Inside a transaction. */
  state(contestId: string, voterTags: readonly Uint8Array[]): LedgerState;
  /** The state in a read transaction of its own. */
  snapshot(contestId: string): LedgerState;
  ballot(contestId: string, voterTag: Uint8Array): StoredBallot | undefined;
  leaves(contestId: string, from: number, to: number): Uint8Array[];
  nodes(contestId: string, level: number, from: number, to: number): Uint8Array[];
  openings(contestId: string, from: number, to: number): (ChoiceOpening | undefined)[];
  document(contestId: string, index: number): string | undefined;
  checkpointAt(contestId: string, size: number): string | undefined;
  timeMs(contestId: string, index: number): number | undefined;
}

/** All reads of the ledger; each costs O(log n) and the rows it returns. */
export function createLedgerReader(db: Database): LedgerReader {
  const head = db.prepare<[string], StateColumns>(
    'SELECT size, root, edge, checkpoint, last_time_ms AS lastTimeMs FROM head WHERE contest = ?',
  );
  const events = prepareEvents(db);
  const decided = prepareDecided(db);
  // LEFT JOIN: whoever's record was erased has voted all the same.
  const ballot = db.prepare<[string, Uint8Array], BallotColumns>(
    `SELECT b.idx, b.candidate, s.receipt FROM ballot b LEFT JOIN ballot_secret s ON s.contest = b.contest AND s.idx = b.idx
     WHERE b.contest = ? AND b.voter_tag = ?`,
  );
  const ranges = prepareRanges(db);
  const document = db
    .prepare<[string, number], string>('SELECT text FROM document WHERE contest = ? AND idx = ?')
    .pluck();
  const checkpointAt = db
    .prepare<[string, number], string>('SELECT note FROM checkpoint_history WHERE contest = ? AND size = ?')
    .pluck();
  const timeMs = db
    .prepare<[string, number], number>('SELECT time_ms FROM entry WHERE contest = ? AND idx = ?')
    .pluck();

  function findBallot(contestId: string, voterTag: Uint8Array): StoredBallot | undefined {
    const row = ballot.get(contestId, voterTag);
    return row && { index: row.idx, candidateNumber: row.candidate, receipt: row.receipt ?? undefined };
  }

  function state(contestId: string, voterTags: readonly Uint8Array[]): LedgerState {
    const row = head.get(contestId);
    const ballots = new Map<string, StoredBallot>();
    for (const tag of voterTags) {
      const stored = findBallot(contestId, tag);
      if (stored !== undefined) ballots.set(toHex(tag), stored);
    }
    return {
      size: row?.size ?? 0,
      edge: row === undefined ? [] : splitHashes(row.edge),
      lastTimeMs: row?.lastTimeMs ?? 0,
      ...events(contestId),
      ...decided(contestId),
      ballots,
    };
  }

  function findHead(contestId: string): HeadRow | undefined {
    const row = head.get(contestId);
    return row && { size: row.size, root: plain(row.root), edge: splitHashes(row.edge), checkpoint: row.checkpoint };
  }
  const findCheckpoint = (contestId: string, size: number) => checkpointAt.get(contestId, size);

  return {
    head: findHead,
    state,
    snapshot: db.transaction((contestId: string) => state(contestId, [])),
    ballot: findBallot,
    ...ranges,
    document: (contestId, index) => document.get(contestId, index),
    checkpointAt: findCheckpoint,
    timeMs: (contestId, index) => timeMs.get(contestId, index),
    ...createAnchorReader(db, { head: findHead, state: (id) => state(id, []), checkpointAt: findCheckpoint }),
  };
}

type Events = (
  contestId: string,
) => Pick<LedgerState, 'closedIndex' | 'protocolIndex' | 'trustFingerprint' | 'anchoredSize'>;

function prepareEvents(db: Database): Events {
  // Named, because the planner would rather read every entry in order than sort; its condition must be repeated.
  const of =
    "FROM entry INDEXED BY entry_event WHERE contest = ? AND substr(leaf, 5, 1) <> x'01' AND substr(leaf, 5, 1) =";
  const first = (type: string) => db.prepare<[string], number>(`SELECT idx ${of} ${type} ORDER BY idx LIMIT 1`).pluck();
  const newestHash = (type: string, offset: number) =>
    db
      .prepare<[string], string>(
        `SELECT lower(hex(substr(leaf, ${offset + 1}, 32))) ${of} ${type} ORDER BY idx DESC LIMIT 1`,
      )
      .pluck();
  const closed = first(TYPE.closed);
  const protocol = first(TYPE.protocol);
  const opened = newestHash(TYPE.opened, FIELD_B);
  const changed = newestHash(TYPE.trustChanged, FIELD_A);
  const anchored = newestHash(TYPE.timeAnchor, FIELD_C);
  return (contestId) => ({
    closedIndex: closed.get(contestId),
    protocolIndex: protocol.get(contestId),
    // The trust set may only change once it was named in opening.
    trustFingerprint: changed.get(contestId) ?? opened.get(contestId),
    // A u64be in front; sizes grow from anchor to anchor.
    anchoredSize: Number.parseInt(anchored.get(contestId)?.slice(0, 16) ?? '0', 16),
  });
}

interface DecidedRow {
  readonly ballot: number;
  readonly idx: number;
}

/** Both are few: people decide about each. */
function prepareDecided(db: Database): (contestId: string) => Pick<LedgerState, 'annulled' | 'erased'> {
  const annulled = db.prepare<[string], DecidedRow>('SELECT ballot, idx FROM annulment WHERE contest = ?');
  const erased = db.prepare<[string], DecidedRow>('SELECT ballot, idx FROM erasure WHERE contest = ?');
  const byBallot = (rows: readonly DecidedRow[]) => new Map(rows.map(({ ballot, idx }) => [ballot, idx]));
  return (contestId) => ({
    annulled: byBallot(annulled.all(contestId)),
    erased: byBallot(erased.all(contestId)),
  });
}

function prepareRanges(db: Database): Pick<LedgerReader, 'leaves' | 'nodes' | 'openings'> {
  const leaves = db
    .prepare<[string, number, number], Buffer>(
      'SELECT leaf FROM entry WHERE contest = ? AND idx >= ? AND idx < ? ORDER BY idx',
    )
    .pluck();
  const nodes = db
    .prepare<[string, number, number, number], Buffer>(
      'SELECT hash FROM node WHERE contest = ? AND level = ? AND idx >= ? AND idx < ? ORDER BY idx',
    )
    .pluck();
  const openings = db.prepare<[string, number, number], OpeningColumns>(
    `SELECT b.candidate, s.salt_choice AS saltChoice FROM entry e
     LEFT JOIN ballot b ON b.contest = e.contest AND b.idx = e.idx
     LEFT JOIN ballot_secret s ON s.contest = e.contest AND s.idx = e.idx
     WHERE e.contest = ? AND e.idx >= ? AND e.idx < ? ORDER BY e.idx`,
  );
  return {
    leaves: (contestId, from, to) => whole(leaves.all(contestId, from, to), to - from).map(plain),
    nodes: (contestId, level, from, to) => whole(nodes.all(contestId, level, from, to), to - from).map(plain),
    openings: (contestId, from, to) =>
      whole(openings.all(contestId, from, to), to - from).map(({ candidate, saltChoice }) =>
        candidate === null || saltChoice === null
          ? undefined
          : { candidateNumber: candidate, saltChoice: plain(saltChoice) },
      ),
  };
}

/** Rows cannot be missing inside a size that was committed. */
function whole<T>(rows: T[], count: number): T[] {
  if (rows.length !== count) throw new DauysError('ledger-corrupt', 'the ledger lacks rows of its log');
  return rows;
}

/** A Buffer's `slice` is a view where a Uint8Array's is a copy: pure layers get the latter. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
