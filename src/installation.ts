import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { ContestDefinition } from './domain/contest.ts';
import { DauysError } from './domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from './domain/evidence.ts';
import { equalBytes, toHex } from './encoding/bytes.ts';
import { encodeBallot } from './encoding/contest.ts';
import { readContestFile, readOperatorFile, readTrustDirectory, type TrustFiles } from './files/operator-files.ts';
import { loadDefinition, openContest, type OpenContest, type OpenContestPorts } from './intake/open-contest.ts';
import { openStatementKeys, type StatementKeys } from './intake/statement-keys.ts';
import type { TokenStore } from './intake/tokens.ts';
import { createContestKeys, loadContestKeys } from './keys/contest-keys.ts';
import { verifyEd25519 } from './keys/ed25519.ts';
import { createStatementKeys, loadStatementKeys } from './keys/statement-keys.ts';
import { ballotCommit, evidenceDigest, evidenceEntry } from './log/commitments.ts';
import { parseLeaf } from './log/leaf.ts';
import { parseCrlRecord } from './signature/crl-record.ts';
import { sha256 } from './signature/digest.ts';
import { createTrustSet, type TrustSet } from './signature/trust.ts';
import { backupData, type Backup, type BackupOptions } from './storage/backup.ts';
import { createBallotRecords, type BallotSecret } from './storage/ballot-records.ts';
import { createContestStore } from './storage/contest-store.ts';
import { openDatabase, type Database } from './storage/database.ts';
import { checkHighWater, openHighWater } from './storage/high-water.ts';
import { verifyLedgerAtStart } from './storage/ledger-check.ts';
import { createLedger } from './storage/ledger.ts';
import { createStatementVkeys } from './storage/statement-vkeys.ts';
import { createTokenStore } from './storage/token-store.ts';

/** What one installation has on disk: the ledger, and apart from it the keys with the high-water file. */
export interface Installation {
  readonly db: Database;
  readonly ledger: ReturnType<typeof createLedger>;
  readonly highWater: ReturnType<typeof openHighWater>;
  readonly opening: OpenContestPorts;
  /** Made for a contest that has none yet. @throws DauysError `key-missing`, `key-mismatch` */
  statementKeys(contest: ContestDefinition): StatementKeys;
  close(): void;
}

/**
 * Opens what is on disk, or makes it.
 * @throws DauysError `config-invalid`, also for a directory without a ledger where one must exist: a mistyped one is
 * told, not made
 */
export function openInstallation(config: Config, { mustExist = false } = {}): Installation {
  const { dataDirectory, keysDirectory } = config;
  if (mustExist) assertLedger(config);
  mkdirSync(dataDirectory, { recursive: true });
  mkdirSync(keysDirectory, { recursive: true, mode: 0o700 });
  const db = openDatabase(ledgerFile(dataDirectory));
  const highWater = openHighWater(join(keysDirectory, 'high-water.db'));
  const ledger = createLedger(db);
  return {
    db,
    ledger,
    highWater,
    opening: {
      store: createContestStore(db),
      keys: {
        create: (contest) => createContestKeys(keysDirectory, contest),
        load: (contest) => loadContestKeys(keysDirectory, contest),
      },
      rows: ledger,
      sha256,
    },
    statementKeys: (contest) =>
      openStatementKeys(contest, {
        keys: {
          create: () => createStatementKeys(keysDirectory, contest),
          load: () => loadStatementKeys(keysDirectory, contest),
        },
        vkeys: createStatementVkeys(db),
      }),
    close() {
      highWater.close();
      db.close();
    },
  };
}

/**
 * Opens every loaded contest; a ledger, keys and a high-water mark that do not belong together are refused.
 * @throws DauysError `contest-invalid`, `contest-conflict`, `key-missing`, `key-mismatch`, `ledger-behind`, `ledger-corrupt`
 */
export async function openContests(
  installation: Installation,
  contestFiles: readonly string[],
): Promise<OpenContest[]> {
  const { db, highWater, opening } = installation;
  for (const file of contestFiles) await loadDefinition(readContestFile(file), opening);
  const contests: OpenContest[] = [];
  for (const row of opening.store.list()) {
    contests.push(await openContest(row, opening));
    verifyLedgerAtStart(db, row.definition.id, { sha256, verifyEd25519 });
    await checkHighWater(db, highWater, row.definition.id);
  }
  return contests;
}

export interface Trust {
  readonly files: TrustFiles;
  readonly set: TrustSet;
}

/** The pinned authorities, as files for the workers and as what they make. */
export function openTrust({ trustDirectory }: Config): Trust {
  if (trustDirectory === undefined)
    throw new DauysError('config-invalid', 'no trust directory: give --trust or DAUYS_TRUST');
  const files = readTrustDirectory(trustDirectory);
  return { files, set: createTrustSet(files, sha256) };
}

/** Loads a definition and makes its keys; entry 0 follows when the service runs. */
export async function loadContestFile(
  file: string,
  config: Config,
): Promise<{ definition: ContestDefinition; vkey: string }> {
  const installation = openInstallation(config);
  try {
    const { contest } = await loadDefinition(readContestFile(file), installation.opening);
    await checkHighWater(installation.db, installation.highWater, contest.definition.id);
    installation.statementKeys(contest.definition);
    return { definition: contest.definition, vkey: contest.vkey };
  } finally {
    installation.close();
  }
}

/** Access tokens with the ids of the contests they can be for. */
export function openTokens(config: Config): { store: TokenStore; contests: string[]; close(): void } {
  const { db, opening, close } = openInstallation(config, { mustExist: true });
  return { store: createTokenStore(db), contests: opening.store.list().map(({ definition }) => definition.id), close };
}

/** Copies the ledger, and the lists its ballots were decided by, while the service runs, and verifies the copy. */
export async function backUp(
  directory: string,
  config: Config,
  onProgress: BackupOptions['onProgress'],
): Promise<Backup> {
  assertLedger(config);
  return backupData(config.dataDirectory, directory, { crypto: { sha256, verifyEd25519 }, onProgress });
}

/** One ballot with everything it was decided by: personal data. */
export interface BallotDossier {
  /** What its citizen signed. */
  readonly content: Uint8Array;
  /** As received. */
  readonly cms: Uint8Array;
  readonly evidence: readonly EvidenceValue[];
  /** DER of the lists that the evidence names. */
  readonly lists: readonly Uint8Array[];
}

/**
 * Reads one ballot, also beside a running service, and holds it against its leaf.
 * @throws DauysError `contest-unknown`, `not-found`; `ledger-corrupt` when the record is not the one that the leaf
 * commits to, or a list is missing
 */
export function readBallot(config: Config, contestId: string, index: number): BallotDossier {
  assertLedger(config);
  const db = openDatabase(ledgerFile(config.dataDirectory), { readonly: true });
  try {
    const contest = createContestStore(db)
      .list()
      .find(({ definition }) => definition.id === contestId);
    if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest is loaded');
    const { definition, digest } = contest;
    const record = createBallotRecords(db)(contestId, index);
    const candidate = definition.candidates.find(({ number }) => number === record?.candidateNumber);
    if (record === undefined || candidate === undefined) throw new DauysError('not-found', 'no ballot at that index');
    if (record.secret === undefined) throw new DauysError('not-found', 'the record of that ballot was erased');
    const { cms, evidence } = record.secret;
    assertCommitted(record.leaf, record.secret);
    const lists = listsNamedBy(evidence).map((name) => readKeptList(config.dataDirectory, name));
    return { content: encodeBallot(definition, candidate, digest), cms, evidence, lists };
  } finally {
    db.close();
  }
}

function assertCommitted(bytes: Uint8Array, { cms, saltBallot, evidence }: BallotSecret): void {
  const entries = evidence.map(({ tag, value }) => evidenceEntry(tag, value, sha256));
  const leaf = parseLeaf(bytes);
  const commit = ballotCommit(saltBallot, sha256(cms), evidenceDigest(entries, sha256), sha256);
  if (leaf.type === 'ballot' && equalBytes(leaf.ballotCommit, commit)) return;
  throw new DauysError('ledger-corrupt', 'the record of the ballot is not the one that its leaf commits to');
}

function listsNamedBy(evidence: readonly EvidenceValue[]): string[] {
  const record = evidence.find(({ tag }) => tag === EVIDENCE.crlRecord);
  return record === undefined ? [] : parseCrlRecord(record.value).lists.map((list) => list.sha256);
}

function readKeptList(dataDirectory: string, name: string): Uint8Array {
  const path = join(dataDirectory, 'lists', `${name}.crl`);
  if (!existsSync(path)) {
    throw new DauysError('ledger-corrupt', `${path}, a list the ballot was decided by, is missing: a backup has it`);
  }
  const list = readOperatorFile(path);
  if (toHex(sha256(list)) !== name) throw new DauysError('ledger-corrupt', `${path} is damaged: a backup has it whole`);
  return list;
}

/** Reads what is kept of ballots, also beside a running service; undefined where nothing is. */
export function openBallotRecords(config: Config): {
  read(contestId: string, index: number): BallotSecret | undefined;
  close(): void;
} {
  assertLedger(config);
  const db = openDatabase(ledgerFile(config.dataDirectory), { readonly: true });
  const record = createBallotRecords(db);
  return { read: (contestId, index) => record(contestId, index)?.secret, close: () => void db.close() };
}

function assertLedger({ dataDirectory }: Config): void {
  if (!existsSync(ledgerFile(dataDirectory))) throw new DauysError('config-invalid', `no ledger in ${dataDirectory}`);
}

function ledgerFile(dataDirectory: string): string {
  return join(dataDirectory, 'ledger.db');
}
