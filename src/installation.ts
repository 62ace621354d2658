import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { ContestDefinition } from './domain/contest.ts';
import { DauysError } from './domain/errors.ts';
import { readContestFile, readTrustDirectory, type TrustFiles } from './files/operator-files.ts';
import { loadDefinition, openContest, type OpenContest, type OpenContestPorts } from './intake/open-contest.ts';
import type { TokenStore } from './intake/tokens.ts';
import { createContestKeys, loadContestKeys } from './keys/contest-keys.ts';
import { verifyEd25519 } from './keys/ed25519.ts';
import { sha256 } from './signature/digest.ts';
import { createTrustSet, type TrustSet } from './signature/trust.ts';
import { backupDatabase, type Backup } from './storage/backup.ts';
import { createContestStore } from './storage/contest-store.ts';
import { openDatabase, type Database } from './storage/database.ts';
import { checkHighWater, openHighWater } from './storage/high-water.ts';
import { verifyLedgerAtStart } from './storage/ledger-check.ts';
import { createLedger } from './storage/ledger.ts';
import { createTokenStore } from './storage/token-store.ts';

/** What one installation has on disk: the ledger, and apart from it the keys with the high-water file. */
export interface Installation {
  readonly db: Database;
  readonly ledger: ReturnType<typeof createLedger>;
  readonly highWater: ReturnType<typeof openHighWater>;
  readonly opening: OpenContestPorts;
  close(): void;
}

export function openInstallation({ dataDirectory, keysDirectory }: Config): Installation {
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
    return { definition: contest.definition, vkey: contest.vkey };
  } finally {
    installation.close();
  }
}

/** Access tokens with the ids of the contests they can be for. */
export function openTokens(config: Config): { store: TokenStore; contests: string[]; close(): void } {
  assertLedger(config);
  const { db, opening, close } = openInstallation(config);
  return { store: createTokenStore(db), contests: opening.store.list().map(({ definition }) => definition.id), close };
}

/** Copies the ledger while the service runs, and verifies the copy. */
export async function backUp(
  directory: string,
  config: Config,
  onProgress: (done: number, total: number) => void,
): Promise<Backup> {
  assertLedger(config);
  return backupDatabase(ledgerFile(config.dataDirectory), directory, { crypto: { sha256, verifyEd25519 }, onProgress });
}

/** A mistyped directory is told, not made. */
function assertLedger({ dataDirectory }: Config): void {
  if (!existsSync(ledgerFile(dataDirectory))) throw new DauysError('config-invalid', `no ledger in ${dataDirectory}`);
}

function ledgerFile(dataDirectory: string): string {
  return join(dataDirectory, 'ledger.db');
}
