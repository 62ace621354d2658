import { DauysError } from '../domain/errors.ts';
import type { AnchorProgress, EntryTime, HeadRow, LedgerState, TimeAnchorRow } from '../intake/ports.ts';
import { parseLeaf } from '../log/leaf.ts';
import type { Database } from './connection.ts';

const ANCHORS =
  "FROM entry e INDEXED BY entry_event WHERE contest = @contest AND substr(leaf, 5, 1) <> x'01' AND substr(leaf, 5, 1) = x'13'";

interface AnchorColumns {
  readonly idx: number;
  readonly leaf: Buffer;
  readonly token: string | null;
}

/** What the rest of the ledger says inside the same transaction. */
export interface AnchorSources {
  head(contestId: string): HeadRow | undefined;
  state(contestId: string): LedgerState;
  checkpointAt(contestId: string, size: number): string | undefined;
}

export interface AnchorReader {
  timeAnchors(contestId: string, after: number, limit: number): TimeAnchorRow[];
  anchorProgress(contestId: string): AnchorProgress | undefined;
}

/** Reads of time anchors; each costs O(log n) and the rows it returns. */
export function createAnchorReader(db: Database, sources: AnchorSources): AnchorReader {
  const anchors = db.prepare<{ contest: string; after: number; limit: number }, AnchorColumns>(
    `SELECT idx, leaf, (SELECT text FROM document d WHERE d.contest = e.contest AND d.idx = e.idx) AS token
     ${ANCHORS} AND idx > @after ORDER BY idx LIMIT @limit`,
  );
  const newest = db.prepare<{ contest: string }, EntryTime>(
    `SELECT idx AS "index", time_ms AS timeMs ${ANCHORS} ORDER BY idx DESC LIMIT 1`,
  );
  // Passes by the anchors that stand there alone, which are as few as exchanges that crossed.
  const other = db.prepare<[string, number], EntryTime>(
    `SELECT idx AS "index", time_ms AS timeMs FROM entry
     WHERE contest = ? AND idx >= ? AND substr(leaf, 5, 1) <> x'13' ORDER BY idx LIMIT 1`,
  );

  function rowOf(contestId: string, { idx, leaf, token }: AnchorColumns): TimeAnchorRow {
    const anchor = parseLeaf(new Uint8Array(leaf));
    const checkpoint = anchor.type === 'time-anchor' ? sources.checkpointAt(contestId, anchor.size) : undefined;
    if (anchor.type !== 'time-anchor' || checkpoint === undefined || token === null) {
      throw new DauysError('ledger-corrupt', 'a time anchor lacks its token or its checkpoint');
    }
    return { index: idx, size: anchor.size, root: anchor.root, token, checkpoint };
  }

  function anchorProgress(contest: string): AnchorProgress | undefined {
    const head = sources.head(contest);
    const { closedIndex, protocolIndex, lastTimeMs, anchoredSize } = sources.state(contest);
    const newestEntry = newest.get({ contest }) ?? other.get(contest, 0);
    if (head === undefined || newestEntry === undefined) return undefined;
    const oldestUnanchored = other.get(contest, anchoredSize);
    return { head, closedIndex, protocolIndex, lastTimeMs, anchoredSize, newest: newestEntry, oldestUnanchored };
  }

  return {
    timeAnchors: db.transaction((contest: string, after: number, limit: number) =>
      anchors.all({ contest, after, limit }).map((row) => rowOf(contest, row)),
    ),
    anchorProgress: db.transaction(anchorProgress),
  };
}
