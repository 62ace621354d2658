import { randomBytes } from 'node:crypto';
import { auditExport, type AuditOptions, type AuditOutcome } from './audit/audit.ts';
import { createLocalThreads } from './audit/local-threads.ts';
import { NO_OUTCOMES } from './audit/ports.ts';
import { renderReport } from './audit/report-html.ts';
import { encodeFindings, encodeReport, encodeTally } from './audit/report.ts';
import { toUtf8 } from './encoding/bytes.ts';
import { createAgeDecryption } from './files/age-files.ts';
import { openExport } from './files/export-reader.ts';
import { readOperatorFile, readTrustDirectory } from './files/operator-files.ts';
import { createOutcomeFiles } from './files/outcome-files.ts';
import { openReportDirectory } from './files/report-files.ts';
import { loadContestKeys } from './keys/contest-keys.ts';
import { createAuditPool } from './workers/audit-pool.ts';

export interface AuditOrder extends Pick<AuditOptions, 'level' | 'logKey' | 'engine'> {
  /** The export. */
  readonly directory: string;
  /** Where reports go; none are written unless given. */
  readonly out: string | undefined;
  /** Goes on with an audit that was interrupted, with the same options and the same `out`. */
  readonly resume: boolean;
  /** Directory of the contest's keys. */
  readonly keys: string | undefined;
  /** File of the auditor's age identity. */
  readonly identity: string | undefined;
  /** File of the checkpoint up to which the log was audited before. */
  readonly since: string | undefined;
  /** Trust directories of earlier times. */
  readonly earlierTrust: readonly string[];
  readonly onProgress: (done: number, total: number) => void;
}

/** Ballots that are judged before threads have started. */
const SMALL_LOG = 512;

/**
 * Audits an export and writes the reports.
 * @throws DauysError `export-invalid`, `config-invalid`, `key-missing`, `key-mismatch`
 */
export async function auditDirectory(order: AuditOrder): Promise<AuditOutcome> {
  const { directory, level, logKey, engine, keys, identity, out } = order;
  const reports = out === undefined ? undefined : openReportDirectory(out);
  const states = out === undefined ? undefined : createOutcomeFiles(out, order.resume);
  const outcome = await auditExport(
    {
      level,
      logKey,
      engine,
      since: order.since === undefined ? undefined : textOf(order.since),
      openKeys: keys === undefined ? undefined : (contest) => loadContestKeys(keys, contest),
      earlierTrust: order.earlierTrust.map(readTrustDirectory),
    },
    {
      reader: openExport(directory, identity === undefined ? undefined : createAgeDecryption(textOf(identity))),
      threads: (ground, readList) =>
        ground.size <= SMALL_LOG ? createLocalThreads(ground, readList) : createAuditPool(ground, readList),
      seed: () => randomBytes(4).readUInt32LE(),
      outcomes: (identity) => states?.open(identity) ?? NO_OUTCOMES,
      onProgress: order.onProgress,
    },
  );
  reports?.write('findings.jsonl', encodeFindings(outcome.findings));
  reports?.write('tally.csv', encodeTally(outcome.report));
  reports?.write('report.html', toUtf8(renderReport(outcome.report)));
  // Last: where it is, the others are.
  reports?.write('report.json', encodeReport(outcome.report));
  states?.remove();
  return outcome;
}

function textOf(path: string): string {
  return Buffer.from(readOperatorFile(path)).toString('utf8');
}
