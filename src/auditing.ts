import { randomBytes } from 'node:crypto';
import { auditExport, type AuditOptions, type AuditOutcome } from './audit/audit.ts';
import { createLocalThreads } from './audit/local-threads.ts';
import { encodeFindings, encodeReport, encodeTally } from './audit/report.ts';
import { openExport } from './files/export-reader.ts';
import { readTrustDirectory } from './files/operator-files.ts';
import { openReportDirectory } from './files/report-files.ts';
import { createAuditPool } from './workers/audit-pool.ts';

export interface AuditOrder extends Pick<AuditOptions, 'level' | 'logKey'> {
  /** The export. */
  readonly directory: string;
  /** Where reports go; none are written unless given. */
  readonly out: string | undefined;
  /** Trust directories of earlier times. */
  readonly earlierTrust: readonly string[];
  readonly onProgress: (done: number, total: number) => void;
}

/** Entries up to which threads are not worth their start. */
const SMALL_LOG = 4096;

/**
 * Audits an export and writes the reports.
 * @throws DauysError `export-invalid`, `config-invalid`
 */
export async function auditDirectory(order: AuditOrder): Promise<AuditOutcome> {
  const reports = order.out === undefined ? undefined : openReportDirectory(order.out);
  const outcome = await auditExport(
    { level: order.level, logKey: order.logKey, earlierTrust: order.earlierTrust.map(readTrustDirectory) },
    {
      reader: openExport(order.directory),
      threads: (ground) => (ground.size <= SMALL_LOG ? createLocalThreads(ground) : createAuditPool(ground)),
      seed: () => randomBytes(4).readUInt32LE(),
      onProgress: order.onProgress,
    },
  );
  reports?.write('findings.jsonl', encodeFindings(outcome.findings));
  reports?.write('tally.csv', encodeTally(outcome.report));
  // Last: where it is, the others are.
  reports?.write('report.json', encodeReport(outcome.report));
  return outcome;
}
