import { DauysError } from '../domain/errors.ts';
import type { UsedChallenges } from '../intake/challenges.ts';
import { errorCode, type Database } from './connection.ts';

/** Kept long after their end, so that a clock that is put back makes no used challenge new again. */
const KEPT_MS = 86_400_000;
/** So that a sweep holds no ballot up. */
const MAX_SWEPT = 100;

/** Used challenges in the ledger file: its primary key decides who came first, over all processes. */
export function createUsedChallenges(db: Database): UsedChallenges {
  const sweep = db.prepare<[number, number]>(
    'DELETE FROM used_challenge WHERE nonce IN (SELECT nonce FROM used_challenge WHERE expires_at_ms < ? LIMIT ?)',
  );
  const insert = db.prepare<[Uint8Array, number]>(
    'INSERT INTO used_challenge VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING',
  );
  const use = db.transaction((nonce: Uint8Array, expiresAtMs: number, nowMs: number) => {
    sweep.run(nowMs - KEPT_MS, MAX_SWEPT);
    return insert.run(nonce, expiresAtMs).changes === 1;
  });
  return {
    async use(nonce, expiresAtMs, nowMs) {
      try {
        return use.immediate(nonce, expiresAtMs, nowMs);
      } catch (cause) {
        throw new DauysError('busy', `a used challenge could not be kept: ${errorCode(cause)}`, { cause });
      }
    },
  };
}
