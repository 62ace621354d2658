import { isDauysError, DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import { sha256 } from '../signature/digest.ts';
import { withoutChecks, type Check, type Finding } from './checks.ts';
import { createExportFiles, findUnlisted, type ExportFiles } from './export-files.ts';
import { readHead, type ExportHead } from './export-head.ts';
import { parseManifest, type ExportManifest } from './export-manifest.ts';
import { createFindingList, type FindingList } from './finding-list.ts';
import { fingerprintsOf, LOG_CHECKS, type LogUnderAudit } from './log-checks.ts';
import type { AuditPorts } from './ports.ts';
import { readResult } from './protocol-checks.ts';
import { readPublicLog } from './public-level.ts';
import { buildReport, type AuditReport } from './report.ts';
import { readTrustSets, type TrustFiles } from './trust-sets.ts';
import { isTilePath, tilePathsOf } from './unit-tasks.ts';

export interface AuditOptions {
  readonly level: 'public' | 'full';
  /** The log's key as the auditor knows it from elsewhere. */
  readonly logKey?: string | undefined;
  /** Trust sets that the log names before that of the export. */
  readonly earlierTrust?: readonly TrustFiles[];
  /** Checks left out: for tests of the checks. */
  readonly omitted?: readonly Check[];
}

export interface AuditOutcome {
  readonly report: AuditReport;
  readonly findings: readonly Finding[];
}

/**
 * Audits an export.
 * @throws DauysError `export-invalid` for what is no finished export
 */
export async function auditExport(options: AuditOptions, ports: AuditPorts): Promise<AuditOutcome> {
  const { omitted = [] } = options;
  const bytes = ports.reader.manifest();
  if (bytes === undefined) throw new DauysError('export-invalid', 'no manifest.json: the export is not finished');
  const findings = createFindingList();
  const manifestSha256 = toHex(sha256(bytes));
  const manifest = readManifest(bytes);
  if (manifest === undefined) {
    findings.add([{ check: 'A01', file: 'manifest.json', detail: 'malformed' }]);
    return conclude({ options, findings, manifestSha256 });
  }
  const files = createExportFiles(ports.reader, manifest.files, omitted);
  const { head, findings: ofHead } = readHead({ manifest, files, logKey: options.logKey, omitted });
  findings.add(ofHead);
  if (head === undefined) {
    findings.add(files.takeFindings());
    return conclude({ options, findings, manifestSha256, manifest });
  }
  const log = await auditLog(options, ports, { head, files, findings });
  return conclude({ options, findings, manifestSha256, manifest, log });
}

function readManifest(bytes: Uint8Array): ExportManifest | undefined {
  try {
    return parseManifest(bytes);
  } catch (error) {
    if (isDauysError(error)) return undefined;
    throw error;
  }
}

interface Ground {
  readonly head: ExportHead;
  readonly files: ExportFiles;
  readonly findings: FindingList;
}

async function auditLog(options: AuditOptions, ports: AuditPorts, ground: Ground): Promise<LogUnderAudit> {
  const { head, files, findings } = ground;
  const { omitted = [], earlierTrust = [] } = options;
  const { trust, findings: ofTrust } = readTrustSets(files, earlierTrust);
  findings.add(ofTrust.filter(({ check }) => !omitted.includes(check)));
  const result = readResult(files);
  const { size } = head.manifest;
  const threads = ports.threads(head.ground);
  let done = 0;
  try {
    const read = await readPublicLog({
      ...ground,
      threads,
      seed: ports.seed(),
      sizes: result?.size === undefined ? [] : [result.size],
      onProgress(entries) {
        done += entries;
        ports.onProgress(done, size);
      },
    });
    const log: LogUnderAudit = { ...read, trust, result };
    for (const check of Object.values(withoutChecks(LOG_CHECKS, omitted))) findings.add(check(log));
    await checkOtherFiles(ports, log, omitted, findings);
    return log;
  } finally {
    await threads.close();
  }
}

/** Files that no other check reads, and files that nobody vouches for. */
async function checkOtherFiles(
  { reader }: AuditPorts,
  { files, size, isOpened }: LogUnderAudit,
  omitted: readonly Check[],
  findings: FindingList,
): Promise<void> {
  if (omitted.includes('A01')) return;
  const tiles = tilePathsOf(size, isOpened);
  findings.add(findUnlisted(reader, files, (path) => path.startsWith('public/') && !tiles.has(path)));
  for (const path of files.paths) {
    if (isTilePath(path)) {
      if (!tiles.has(path)) findings.add([{ check: 'A01', file: path, detail: 'unexpected' }]);
    } else if (path === 'public/policy.json') await files.check(path);
  }
  findings.add(files.takeFindings());
}

interface Conclusion {
  readonly options: AuditOptions;
  readonly findings: FindingList;
  readonly manifestSha256: string;
  readonly manifest?: ExportManifest;
  readonly log?: LogUnderAudit;
}

function conclude({ options, findings, manifestSha256, manifest, log }: Conclusion): AuditOutcome {
  const known = new Set(log?.trust.sets.keys());
  const missing = log === undefined ? [] : fingerprintsOf(log).map(({ fingerprint }) => fingerprint);
  const unknownTrust = [...new Set(missing)].filter((fingerprint) => !known.has(fingerprint));
  const sorted = findings.sorted();
  const report = buildReport({
    level: options.level,
    manifestSha256,
    manifest,
    log,
    unknownTrust: options.level === 'full' ? unknownTrust : [],
    counts: findings.counts(),
    findings: sorted,
  });
  return { report, findings: sorted };
}
