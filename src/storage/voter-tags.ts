import type { VoterTags } from '../intake/voter-tags.ts';
import type { Database } from './database.ts';

/** Pages of voter tags out of the unique index alone, without touching a ballot. */
export function createVoterTags(db: Database): VoterTags {
  const page = db.prepare<[string, Uint8Array, number], { voter_tag: Uint8Array }>(
    'SELECT voter_tag FROM ballot WHERE contest = ? AND voter_tag > ? ORDER BY voter_tag LIMIT ?',
  );
  return {
    page: (contestId, after, limit) =>
      page.all(contestId, after ?? new Uint8Array(), limit).map((row) => row.voter_tag),
  };
}
