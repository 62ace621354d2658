import type { ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { equalBytes, type Sha256 } from '../encoding/bytes.ts';
import { keyCheckMessage } from '../log/commitments.ts';
import { parseLeaf } from '../log/leaf.ts';
import { loadContest, type LoadedContest } from './contests.ts';
import type { ContestKeys, ContestRow, ContestStore, LogRows } from './ports.ts';

type ContestName = Pick<ContestDefinition, 'id' | 'origin'>;

export interface ContestKeyStore {
  /** The keys of a contest whose log is empty: made now, or those already made. */
  create(contest: ContestName): ContestKeys;
  /** @throws DauysError `key-missing` */
  load(contest: ContestName): ContestKeys;
}

export interface OpenContestPorts {
  readonly store: ContestStore;
  readonly keys: ContestKeyStore;
  readonly rows: LogRows;
  readonly sha256: Sha256;
}

export interface OpenContest {
  readonly contest: LoadedContest;
  readonly keys: ContestKeys;
}

/**
 * Loads a definition for good: its keys first, so that a crash in between leaves keys without a contest, never a
 * contest whose log somebody else could sign.
 * @throws DauysError `contest-conflict` when another definition stands under the id, `key-missing`, `key-mismatch`.
 */
export async function loadDefinition(definition: ContestDefinition, ports: OpenContestPorts): Promise<OpenContest> {
  const stored = ports.store.list().find((row) => row.definition.id === definition.id);
  const vkey = stored?.vkey ?? ports.keys.create(definition).vkey;
  const contest = loadContest(definition, vkey, ports.sha256);
  ports.store.load({ definition, digest: contest.digest, vkey });
  return openContest({ definition, digest: contest.digest, vkey }, ports);
}

/**
 * Opens a loaded contest with its keys. Another voter key would let everybody vote twice and another log key would
 * fork the log, so both are held against what the ledger kept.
 * @throws DauysError `key-missing`, `key-mismatch`, `ledger-corrupt`
 */
export async function openContest(row: ContestRow, ports: OpenContestPorts): Promise<OpenContest> {
  const { id } = row.definition;
  const contest = loadContest(row.definition, row.vkey, ports.sha256);
  if (!equalBytes(contest.digest, row.digest))
    throw new DauysError('ledger-corrupt', `${id}: the stored definition has another digest`);
  const isEmpty = (await ports.rows.head(id)) === undefined;
  const keys = isEmpty ? ports.keys.create(row.definition) : ports.keys.load(row.definition);
  if (keys.vkey !== row.vkey) {
    throw new DauysError(
      'key-mismatch',
      `${id}: the log key is not the one this log was begun with; put the original key directory back`,
    );
  }
  if (!isEmpty) await assertVoterKey(contest, keys, ports.rows);
  return { contest, keys };
}

async function assertVoterKey(contest: LoadedContest, keys: ContestKeys, rows: LogRows): Promise<void> {
  const { id } = contest.definition;
  const [first] = await rows.leaves(id, 0, 1);
  const leaf = first === undefined ? undefined : parseLeaf(first);
  if (leaf?.type !== 'opened' || !equalBytes(leaf.definitionDigest, contest.digest)) {
    throw new DauysError('ledger-corrupt', `${id}: entry 0 does not open this contest`);
  }
  if (!equalBytes(leaf.keyCheck, keys.voterMac(keyCheckMessage(contest.tag)))) {
    throw new DauysError(
      'key-mismatch',
      `${id}: the voter key is not the one this log was begun with; put the original key directory back`,
    );
  }
}
