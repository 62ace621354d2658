import type { ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import type { ChallengeMac } from './challenges.ts';

type ContestName = Pick<ContestDefinition, 'id' | 'origin'>;

/** The two secrets behind answers about oneself. */
export interface StatementKeys {
  /** Line to publish: `<origin>/statements+<key id>+<base64>`. */
  readonly vkey: string;
  /** Ed25519 over statements, nothing else. Returns 64 bytes. */
  signStatement(text: Uint8Array): Uint8Array;
  readonly challengeMac: ChallengeMac;
}

export interface StatementKeyStore {
  /** Made now, or those already made. */
  create(contest: ContestName): StatementKeys;
  /** @throws DauysError `key-missing` */
  load(contest: ContestName): StatementKeys;
}

/** The key lines that were once published. */
export interface StatementVkeys {
  of(contestId: string): string | undefined;
  /** The first one stays, whoever comes later. */
  keep(contestId: string, vkey: string): void;
}

/**
 * Opens the keys of a loaded contest, and makes them for one that never had any. What was signed under a key must stay
 * verifiable under it: once published it is held to.
 * @throws DauysError `key-missing`, `key-mismatch`
 */
export function openStatementKeys(
  contest: ContestName,
  { keys, vkeys }: { readonly keys: StatementKeyStore; readonly vkeys: StatementVkeys },
): StatementKeys {
  const isNew = vkeys.of(contest.id) === undefined;
  const opened = isNew ? keys.create(contest) : keys.load(contest);
  if (isNew) vkeys.keep(contest.id, opened.vkey);
  if (vkeys.of(contest.id) === opened.vkey) return opened;
  throw new DauysError(
    'key-mismatch',
    `${contest.id}: the key of statements is not the one that was published; put the original key directory back`,
  );
}
