import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DauysError } from '../domain/errors.ts';
import type { AppendPlan, Ledger, LedgerState, LogRows } from '../intake/ports.ts';
import { errorCode, isCorrupt, type Database } from './connection.ts';
import { createLedgerReader } from './ledger-reader.ts';
import { createLedgerWriter } from './ledger-writer.ts';

/** Room for the largest batch twice, in the write-ahead log and in the file: below it nothing is begun. */
const MIN_FREE_BYTES = 64 * 1024 * 1024;

/**
 * The ledger over one connection of SQLite; any number of them, in any number of processes, may share a file.
 * @param freeBytes - room on its disk
 */
export function createLedger(db: Database, freeBytes = freeBytesBeside(db.name)): Ledger & LogRows {
  const reader = createLedgerReader(db);
  const write = createLedgerWriter(db);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  // Set when this connection may show rows that are not on disk: from then on it answers nothing.
  let unknown = false;

  function assertKnown(): void {
    if (unknown) throw new DauysError('commit-unknown', 'an earlier COMMIT failed: the ledger must be opened anew');
  }

  // SQLite writes at COMMIT, where a full disk has an unknown result and ends the process: so it is asked before.
  function assertRoom(): void {
    if (freeBytes() < MIN_FREE_BYTES) throw new DauysError('busy', 'the disk of the ledger is almost full');
  }

  function fail(cause: unknown): DauysError {
    unknown = true;
    return new DauysError('commit-unknown', `COMMIT failed with an unknown result: ${errorCode(cause)}`, { cause });
  }

  /** Nothing was stored once this returns. */
  function abandon(): void {
    try {
      // A full disk or an I/O error may have rolled back already.
      if (db.inTransaction) rollback.run();
    } catch (error) {
      throw fail(error);
    }
  }

  /** True when rows were written and COMMIT is due; otherwise the transaction is over. */
  function writeOrAbandon<P extends AppendPlan>(
    contestId: string,
    voterTags: readonly Uint8Array[],
    plan: Plan<P>,
  ): [P, boolean] {
    try {
      const state = reader.state(contestId, voterTags);
      const planned = plan(state);
      const due = write(contestId, planned, state);
      if (!due) abandon();
      return [planned, due];
    } catch (error) {
      abandon();
      throw toLedgerError(error);
    }
  }

  const read = async <T>(query: () => T): Promise<T> => {
    assertKnown();
    try {
      return query();
    } catch (error) {
      throw toLedgerError(error);
    }
  };

  return {
    async append(contestId, voterTags, plan) {
      assertKnown();
      assertRoom();
      try {
        begin.run();
      } catch (error) {
        throw toLedgerError(error);
      }
      const [planned, due] = writeOrAbandon(contestId, voterTags, plan);
      if (!due) return planned;
      try {
        commit.run();
      } catch (error) {
        throw fail(error);
      }
      return planned;
    },
    findBallot: (contestId, voterTag) => read(() => reader.ballot(contestId, voterTag)),
    head: (contestId) => read(() => reader.head(contestId)),
    state: (contestId) => read(() => reader.snapshot(contestId)),
    leaves: (contestId, from, to) => read(() => reader.leaves(contestId, from, to)),
    nodes: (contestId, level, from, to) => read(() => reader.nodes(contestId, level, from, to)),
    openings: (contestId, from, to) => read(() => reader.openings(contestId, from, to)),
    document: (contestId, index) => read(() => reader.document(contestId, index)),
    checkpointAt: (contestId, size) => read(() => reader.checkpointAt(contestId, size)),
    timeMs: (contestId, index) => read(() => reader.timeMs(contestId, index)),
    timeAnchors: (contestId, after, limit) => read(() => reader.timeAnchors(contestId, after, limit)),
    anchorProgress: (contestId) => read(() => reader.anchorProgress(contestId)),
  };
}

function freeBytesBeside(file: string): () => number {
  const directory = dirname(file);
  return () => {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  };
}

type Plan<P extends AppendPlan> = (state: LedgerState) => P;

/** Errors of SQLite before COMMIT stored nothing; errors of the plan and of this program pass as they are. */
function toLedgerError(error: unknown): unknown {
  const code = errorCode(error);
  if (!code.startsWith('SQLITE_')) return error;
  if (isCorrupt(code)) return new DauysError('ledger-corrupt', `the ledger is damaged: ${code}`, { cause: error });
  return new DauysError('busy', `the ledger did not take it: ${code}`, { cause: error });
}
