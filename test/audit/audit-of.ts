import { auditExport, type AuditOptions, type AuditOutcome } from '../../src/audit/audit.ts';
import { createLocalThreads } from '../../src/audit/local-threads.ts';
import { NO_OUTCOMES, type AuditPorts } from '../../src/audit/ports.ts';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import { openExport } from '../../src/files/export-reader.ts';
import { loadContestKeys } from '../../src/keys/contest-keys.ts';
import type { ExportedLedger } from '../support/exported-ledger.ts';

/** Audits in this thread, with the log's key and all its keys in hand. */
export function auditOf(
  { directory, ledger }: ExportedLedger,
  options: Partial<AuditOptions>,
  ports: Partial<AuditPorts> = {},
): Promise<AuditOutcome> {
  const openKeys = (contest: Pick<ContestDefinition, 'id' | 'origin'>) =>
    loadContestKeys(ledger.config.keysDirectory, contest);
  return auditExport(
    { level: 'full', logKey: ledger.vkey, openKeys, ...options },
    {
      reader: openExport(directory),
      threads: createLocalThreads,
      seed: () => 7,
      outcomes: () => NO_OUTCOMES,
      onProgress: () => undefined,
      ...ports,
    },
  );
}
