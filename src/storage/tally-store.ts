import type { Counts, Publication, PublicationDue, TallyStore, Turnout } from '../tally/ports.ts';
import type { Database } from './database.ts';

interface CountRow {
  readonly candidate: number;
  readonly ballots: number;
}

interface PublicationRow {
  readonly size: number;
  readonly ballots: number;
  readonly annulled: number;
  readonly publishedAtMs: number;
  readonly final: number;
  readonly counts: string;
}

const NOTHING: Turnout = { size: 0, ballots: 0 };

/** Counts beside the ledger, in its own database: cursor and counts move in one transaction. */
export function createTallyStore(db: Database): TallyStore {
  const sql = prepare(db);

  const turnout = (contestId: string): Turnout => sql.cursor.get(contestId) ?? NOTHING;
  const headSize = (contestId: string): number => sql.head.get(contestId)?.size ?? 0;

  function readCounts(contestId: string): Counts {
    const byCandidate = toMap(sql.counts.all({ contest: contestId }));
    return { ...turnout(contestId), byCandidate, annulled: toMap(sql.annulled.all(contestId)) };
  }

  function publication(contestId: string): Publication | undefined {
    const row = sql.publication.get(contestId);
    if (row === undefined) return undefined;
    const { counts, final, ...rest } = row;
    return { ...rest, final: final === 1, byCandidate: new Map(JSON.parse(counts) as [number, number][]) };
  }

  function draft(contestId: string, due: PublicationDue): Omit<Publication, 'publishedAtMs'> | undefined {
    const counts = readCounts(contestId);
    const last = publication(contestId);
    if (last?.final === true || counts.size <= (last?.size ?? 0)) return undefined;
    const state = due(counts, last);
    if (state === undefined) return undefined;
    const annulled = [...counts.annulled.values()].reduce((sum, n) => sum + n, 0);
    return { ...counts, annulled, final: state === 'final' };
  }

  const advance = db.transaction((contestId: string, maxEntries: number) => {
    const from = turnout(contestId).size;
    const head = headSize(contestId);
    const cursor = Math.min(head, from + maxEntries);
    if (cursor <= from) return { cursor: from, head };
    sql.addCounts.run(contestId, from, cursor);
    sql.addAnnulled.run(contestId, from, cursor);
    sql.addTurnout.run(contestId, from, cursor);
    sql.moveCursor.run({ contest: contestId, from, to: cursor });
    return { cursor, head };
  });

  const publish = db.transaction((contestId: string, nowMs: number, due: PublicationDue) => {
    const drafted = draft(contestId, due);
    if (drafted === undefined) return undefined;
    sql.publish.run({ contest: contestId, nowMs, final: drafted.final ? 1 : 0 });
    return { ...drafted, publishedAtMs: nowMs };
  });

  const counts = db.transaction(readCounts);
  const isDue = db.transaction((contestId: string, due: PublicationDue) => draft(contestId, due) !== undefined);

  return {
    advance(contestId, maxEntries) {
      // Looked at first without the write lock: most polls find nothing new.
      const { size } = turnout(contestId);
      return size >= headSize(contestId) ? { cursor: size, head: size } : advance.immediate(contestId, maxEntries);
    },
    turnout,
    quarters: (contestId) => new Map(sql.quarters.all(contestId).map((row) => [row.quarter, row.ballots])),
    counts,
    publication,
    publish: (contestId, nowMs, due) => (isDue(contestId, due) ? publish.immediate(contestId, nowMs, due) : undefined),
    recount: (contestId, from, to) => ({
      accepted: toMap(sql.recount.all(contestId, from, to)),
      annulled: toMap(sql.recountAnnulled.all(contestId, from, to)),
    }),
  };
}

function toMap(rows: readonly CountRow[]): ReadonlyMap<number, number> {
  return new Map(rows.map(({ candidate, ballots }) => [candidate, ballots]));
}

/** Annulled ballots by the entries at [from, to): the ballots themselves stand before. */
const ANNULLED = `SELECT a.contest, b.candidate, count(*) AS ballots
  FROM annulment a JOIN ballot b ON b.contest = a.contest AND b.idx = a.ballot
  WHERE a.contest = ? AND a.idx >= ? AND a.idx < ? GROUP BY a.contest, b.candidate`;
/** What counts is what was accepted without what was annulled. */
const COUNTED = `SELECT c.candidate, c.ballots - coalesce(a.ballots, 0) AS ballots
  FROM tally_count c LEFT JOIN tally_annulled a ON a.contest = c.contest AND a.candidate = c.candidate
  WHERE c.contest = @contest ORDER BY c.candidate`;

function prepare(db: Database) {
  return {
    head: db.prepare<[string], { size: number }>('SELECT size FROM head WHERE contest = ?'),
    cursor: db.prepare<[string], Turnout>('SELECT size, ballots FROM tally_cursor WHERE contest = ?'),
    counts: db.prepare<{ contest: string }, CountRow>(COUNTED),
    annulled: db.prepare<[string], CountRow>('SELECT candidate, ballots FROM tally_annulled WHERE contest = ?'),
    recountAnnulled: db.prepare<[string, number, number], CountRow>(ANNULLED),
    addAnnulled: db.prepare<[string, number, number]>(
      `INSERT INTO tally_annulled (contest, candidate, ballots) ${ANNULLED}
       ON CONFLICT (contest, candidate) DO UPDATE SET ballots = ballots + excluded.ballots`,
    ),
    recount: db.prepare<[string, number, number], CountRow>(
      `SELECT candidate, count(*) AS ballots FROM ballot
       WHERE contest = ? AND idx >= ? AND idx < ? GROUP BY candidate ORDER BY candidate`,
    ),
    addCounts: db.prepare<[string, number, number]>(
      `INSERT INTO tally_count (contest, candidate, ballots)
       SELECT contest, candidate, count(*) FROM ballot
       WHERE contest = ? AND idx >= ? AND idx < ? GROUP BY contest, candidate
       ON CONFLICT (contest, candidate) DO UPDATE SET ballots = ballots + excluded.ballots`,
    ),
    quarters: db.prepare<[string], { quarter: number; ballots: number }>(
      'SELECT quarter, ballots FROM tally_turnout WHERE contest = ? ORDER BY quarter',
    ),
    addTurnout: db.prepare<[string, number, number]>(
      `INSERT INTO tally_turnout (contest, quarter, ballots)
       SELECT contest, accepted_at_ms / 900000, count(*) FROM ballot
       WHERE contest = ? AND idx >= ? AND idx < ? GROUP BY 1, 2
       ON CONFLICT (contest, quarter) DO UPDATE SET ballots = ballots + excluded.ballots`,
    ),
    moveCursor: db.prepare<{ contest: string; from: number; to: number }>(
      `INSERT INTO tally_cursor (contest, size, ballots)
       SELECT @contest, @to, count(*) FROM ballot WHERE contest = @contest AND idx >= @from AND idx < @to
       ON CONFLICT (contest) DO UPDATE SET size = excluded.size, ballots = ballots + excluded.ballots`,
    ),
    publication: db.prepare<[string], PublicationRow>(
      `SELECT size, ballots, annulled, published_at_ms AS publishedAtMs, final, counts FROM tally_publication
       WHERE contest = ? ORDER BY size DESC LIMIT 1`,
    ),
    publish: db.prepare<{ contest: string; nowMs: number; final: number }>(
      `INSERT INTO tally_publication (contest, size, ballots, annulled, published_at_ms, final, counts)
       SELECT @contest, size, ballots,
         (SELECT coalesce(sum(ballots), 0) FROM tally_annulled WHERE contest = @contest),
         @nowMs, @final,
         (SELECT json_group_array(json_array(candidate, ballots)) FROM (${COUNTED}))
       FROM tally_cursor WHERE contest = @contest`,
    ),
  };
}
