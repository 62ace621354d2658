import { parseContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import type { ContestRow, ContestStore } from '../intake/ports.ts';
import type { Database } from './connection.ts';

interface ContestColumns {
  readonly definition: string;
  readonly digest: Buffer;
  readonly vkey: string;
}

/** Contests as loaded, for good. */
export function createContestStore(db: Database): ContestStore {
  const columns = 'SELECT definition, digest, vkey FROM contest';
  const all = db.prepare<[], ContestColumns>(`${columns} ORDER BY id`);
  const one = db.prepare<[string], ContestColumns>(`${columns} WHERE id = ?`);
  const insert = db.prepare<[string, string, Uint8Array, string]>(
    'INSERT INTO contest (id, definition, digest, vkey) VALUES (?, ?, ?, ?)',
  );
  const update = db.prepare<[string, string]>('UPDATE contest SET definition = ? WHERE id = ?');

  const load = db.transaction(({ definition, digest, vkey }: ContestRow) => {
    const { id } = definition;
    const text = JSON.stringify(definition);
    const standing = one.get(id);
    if (standing === undefined) insert.run(id, text, digest, vkey);
    else if (!equalBytes(standing.digest, digest)) {
      throw new DauysError('contest-conflict', `another definition was loaded as ${id}: a contest never changes`);
    } else if (standing.vkey !== vkey) {
      throw new DauysError('contest-conflict', `${id} was loaded with another log key: bring back its keys directory`);
    } else if (standing.definition !== text) update.run(text, id);
  });

  return {
    list: () => all.all().map(toContest),
    load: (row) => {
      load.immediate(row);
    },
  };
}

function toContest({ definition, digest, vkey }: ContestColumns): ContestRow {
  return { definition: parseContestDefinition(JSON.parse(definition)), digest: new Uint8Array(digest), vkey };
}
