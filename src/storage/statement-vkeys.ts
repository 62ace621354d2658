import type { StatementVkeys } from '../intake/statement-keys.ts';
import type { Database } from './connection.ts';

/** Published key lines of statements, in the ledger file. */
export function createStatementVkeys(db: Database): StatementVkeys {
  const find = db.prepare<[string], string>('SELECT vkey FROM statement_key WHERE contest = ?').pluck();
  const keep = db.prepare<[string, string]>('INSERT INTO statement_key VALUES (?, ?) ON CONFLICT (contest) DO NOTHING');
  return {
    of: (contestId) => find.get(contestId),
    keep(contestId, vkey) {
      keep.run(contestId, vkey);
    },
  };
}
