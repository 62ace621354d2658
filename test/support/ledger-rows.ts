import { createHash } from 'node:crypto';
import type { Database } from '../../src/storage/database.ts';

/** One entry of a ledger written row by row: a ballot for a candidate number, an event, or the annulment of an entry. */
export type LedgerEntry = number | 'event' | 'closed' | { readonly annuls: number };

const TYPES = { event: 21, closed: 17 } as const;

/** Appends entries the way the ledger does (one transaction, head last), without keys and proofs. */
export function appendRows(db: Database, contest: string, entries: readonly LedgerEntry[]): void {
  db.transaction(() => {
    db.prepare(
      `INSERT INTO contest (id, definition, digest, vkey) VALUES (@contest, json_object('id', @contest), zeroblob(32), 'test')
       ON CONFLICT DO NOTHING`,
    ).run({ contest });
    const row = db.prepare<[string], { size: number }>('SELECT size FROM head WHERE contest = ?').get(contest);
    const from = row?.size ?? 0;
    for (const [i, entry] of entries.entries()) insertEntry(db, contest, from + i, entry);
    db.prepare(
      `INSERT INTO head (contest, size, root, edge, checkpoint, last_time_ms)
       VALUES (@contest, @size, zeroblob(32), zeroblob(32), 'test', @size)
       ON CONFLICT (contest) DO UPDATE SET size = excluded.size, last_time_ms = excluded.last_time_ms`,
    ).run({ contest, size: from + entries.length });
  })();
}

function insertEntry(db: Database, contest: string, index: number, entry: LedgerEntry): void {
  const leaf = Buffer.alloc(128);
  leaf[4] = typeof entry === 'number' ? 1 : typeof entry === 'object' ? 3 : TYPES[entry];
  if (typeof entry === 'object') leaf.writeBigUInt64BE(BigInt(entry.annuls), 32);
  const voterTag = testVoterTag(contest, index);
  if (typeof entry === 'number') voterTag.copy(leaf, 64);
  db.prepare('INSERT INTO entry (contest, idx, leaf, time_ms) VALUES (?, ?, ?, ?)').run(contest, index, leaf, index);
  if (typeof entry === 'object') {
    db.prepare('INSERT INTO annulment (contest, idx, ballot) VALUES (?, ?, ?)').run(contest, index, entry.annuls);
  }
  if (typeof entry !== 'number') return;
  db.prepare('INSERT INTO ballot (contest, idx, voter_tag, candidate, accepted_at_ms) VALUES (?, ?, ?, ?, ?)').run(
    contest,
    index,
    voterTag,
    entry,
    index,
  );
}

/** The tag `appendRows` gives the ballot at `index`: as random as a real one. */
export function testVoterTag(contest: string, index: number): Buffer {
  return createHash('sha256').update(`${contest} ${index}`).digest();
}

/** Counts by candidate straight from a list of entries. */
export function countEntries(entries: readonly LedgerEntry[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const entry of entries) if (typeof entry === 'number') counts.set(entry, (counts.get(entry) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => a - b));
}
