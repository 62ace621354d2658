import { DauysError } from '../domain/errors.ts';
import type { EndedSessions } from '../intake/sign-in-sessions.ts';
import { errorCode, type Database } from './connection.ts';

/** Kept long after they would have ended, so that a clock that is put back opens none again. */
const KEPT_MS = 86_400_000;

/** Ended sessions in the ledger file: other processes know of them at once. */
export function createEndedSessions(db: Database): EndedSessions {
  const sweep = db.prepare<[number]>('DELETE FROM ended_session WHERE expires_at_ms < ?');
  const insert = db.prepare<[string, number]>('INSERT INTO ended_session VALUES (?, ?) ON CONFLICT DO NOTHING');
  const find = db.prepare<[string, number], object>(
    'SELECT 1 FROM ended_session WHERE role_id = ? AND expires_at_ms = ?',
  );
  const end = db.transaction((roleId: string, expiresAtMs: number, nowMs: number) => {
    sweep.run(nowMs - KEPT_MS);
    insert.run(roleId, expiresAtMs);
  });
  return {
    end({ roleId, expiresAtMs }, nowMs) {
      try {
        end.immediate(roleId, expiresAtMs, nowMs);
      } catch (cause) {
        throw new DauysError('busy', `the end of a session could not be kept: ${errorCode(cause)}`, { cause });
      }
    },
    isEnded: ({ roleId, expiresAtMs }) => find.get(roleId, expiresAtMs) !== undefined,
  };
}
