import { DauysError } from '../domain/errors.ts';
import type { ContestDefinition } from '../domain/contest.ts';
import { toHex } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import type { TreeHead } from '../log/merkle.ts';
import { sha256 } from '../signature/digest.ts';
import { hasUnjudgedAnchor } from './anchor-checks.ts';
import type { Engine } from './ballot-task.ts';
import { withoutChecks, type Check, type Finding } from './checks.ts';
import { createExportFiles, type ExportFiles } from './export-files.ts';
import { readHead, type ExportHead } from './export-head.ts';
import { manifestOrUndefined } from './export-manifest.ts';
import type { TrustFiles } from './ground.ts';
import { createFindingList, type FindingList } from './finding-list.ts';
import { auditRestricted, type RestrictedResult } from './full-level.ts';
import { fingerprintsOf, LOG_CHECKS, type LogUnderAudit } from './log-checks.ts';
import { checkOtherFiles } from './other-files.ts';
import type { AuditPorts, AuditThreads } from './ports.ts';
import { readResult } from './protocol-checks.ts';
import { readPublicLog } from './public-level.ts';
import { buildReport, type AuditReport, type SinceReport } from './report.ts';
import { openRestrictedFiles, type RestrictedFiles } from './restricted-files.ts';
import { proveConsistency, readSince } from './since.ts';
import { readTrustSets } from './trust-sets.ts';

export interface AuditOptions {
  readonly level: 'public' | 'full';
  /** Unless told: both up to 10,000 ballots, then the fast one with a sample of the second. */
  readonly engine?: Engine | undefined;
  /** The log's key as the auditor knows it from elsewhere. */
  readonly logKey?: string | undefined;
  /** Opens the contest's keys, where the auditor has them. */
  readonly openKeys?: ((contest: Pick<ContestDefinition, 'id' | 'origin'>) => AuditKeys) | undefined;
  /** Checkpoint up to which the log was audited before. */
  readonly since?: string | undefined;
  /** Trust sets that the log names before that of the export. */
  readonly earlierTrust?: readonly TrustFiles[];
  /** Checks left out: for tests of the checks. */
  readonly omitted?: readonly Check[];
}

export interface AuditKeys {
  readonly vkey: string;
  /** HMAC under the voter key. */
  readonly voterMac: (message: Uint8Array) => Uint8Array;
}

export interface AuditOutcome {
  readonly report: AuditReport;
  readonly findings: readonly Finding[];
}

/**
 * Audits an export.
 * @throws DauysError `export-invalid` for what is no finished export; `config-invalid` when what the auditor gave does
 * not fit it; `key-mismatch` when its keys are of another log
 */
export async function auditExport(options: AuditOptions, ports: AuditPorts): Promise<AuditOutcome> {
  const { omitted = [], level } = options;
  const bytes = ports.reader.manifest();
  if (bytes === undefined) throw new DauysError('export-invalid', 'no manifest.json: the export is not finished');
  const findings = createFindingList();
  const hasVoterKey = options.openKeys !== undefined;
  const base = { level, findings, hasVoterKey, manifestSha256: toHex(sha256(bytes)) };
  const manifest = manifestOrUndefined(bytes);
  if (manifest === undefined) {
    findings.add([{ check: 'A01', file: 'manifest.json', detail: 'malformed' }]);
    return conclude(base);
  }
  const files = createExportFiles(ports.reader, manifest.files, omitted);
  const { head, findings: ofHead } = readHead({ manifest, files, logKey: options.logKey, omitted });
  findings.add(ofHead);
  if (head === undefined) {
    findings.add(files.takeFindings());
    return conclude(base);
  }
  const since = options.since === undefined ? undefined : readSince(options.since, head);
  const voterMac = openVoterKey(options, head);
  return conclude({ ...base, ...(await auditLog(options, ports, { ...base, head, files, since, voterMac })) });
}

function openVoterKey(
  { openKeys }: AuditOptions,
  { definition, ground }: ExportHead,
): AuditKeys['voterMac'] | undefined {
  const keys = openKeys?.(definition);
  if (keys === undefined || keys.vkey === ground.vkey) return keys?.voterMac;
  throw new DauysError('key-mismatch', 'the keys given are not those of the log');
}

interface Ground {
  readonly head: ExportHead;
  readonly files: ExportFiles;
  readonly findings: FindingList;
  readonly manifestSha256: string;
  readonly since: TreeHead | undefined;
  readonly voterMac: AuditKeys['voterMac'] | undefined;
}

type AuditedParts = Pick<Conclusion, 'log' | 'restricted' | 'since'>;

/** A ballot with its record takes as long as this many leaves. */
const RECORD_WEIGHT = 20;

async function auditLog(options: AuditOptions, ports: AuditPorts, ground: Ground): Promise<AuditedParts> {
  const { head, files, findings, since } = ground;
  const { omitted = [], earlierTrust = [], level } = options;
  const isFull = level === 'full';
  const { trust, findings: ofTrust } = readTrustSets(files, earlierTrust);
  const add = (found: readonly Finding[]): void => {
    findings.add(found.filter(({ check }) => !omitted.includes(check)));
  };
  add(ofTrust);
  const result = readResult(files);
  const restricted = openRestrictedFiles(files, ports.reader, omitted);
  const threads = ports.threads({ ...head.ground, trust: isFull ? trust.files : [] }, (name) => restricted.list(name));
  const onProgress = createProgress(ports, head.manifest.size, isFull);
  try {
    const sizes = [result?.size, since?.size].filter((size) => size !== undefined);
    const read = await readPublicLog({
      ...ground,
      threads,
      seed: ports.seed(),
      sizes,
      onProgress: (entries) => {
        onProgress(entries);
      },
    });
    const log: LogUnderAudit = { ...read, trust, result };
    for (const check of Object.values(withoutChecks(LOG_CHECKS, omitted))) findings.add(check(log));
    const consistency = since === undefined ? undefined : proveConsistency(since, log);
    add(consistency?.findings ?? []);
    if (!omitted.includes('A01')) findings.add(await checkOtherFiles(ports.reader, log, isFull));
    const parts = { log, since: reportSince(since, consistency?.proof) };
    if (!isFull || trust.current === undefined) return parts;
    return {
      ...parts,
      restricted: await readRecords(options, ports, ground, { log, restricted, threads, onProgress }),
    };
  } finally {
    await threads.close();
  }
}

function reportSince(since: TreeHead | undefined, proof: readonly Uint8Array[] = []): SinceReport | undefined {
  return since && { size: since.size, root: toHex(since.root), proof: proof.map(toHex) };
}

function createProgress({ onProgress }: AuditPorts, size: number, isFull: boolean): (entries: number) => void {
  const total = size * (isFull ? 1 + RECORD_WEIGHT : 1);
  let done = 0;
  return (entries) => {
    done += entries;
    onProgress(done, total);
  };
}

interface RestrictedPart {
  readonly log: LogUnderAudit;
  readonly restricted: RestrictedFiles;
  readonly threads: AuditThreads;
  readonly onProgress: (entries: number) => void;
}

function readRecords(
  options: AuditOptions,
  ports: AuditPorts,
  { findings, manifestSha256, since, voterMac }: Ground,
  { log, restricted, threads, onProgress }: RestrictedPart,
): Promise<RestrictedResult> {
  const { engine, omitted = [] } = options;
  const identity = canonicalJson({
    format: 1,
    manifest: manifestSha256,
    engine: engine ?? null,
    trust: [...log.trust.sets.keys()],
    voterKey: voterMac === undefined ? null : toHex(sha256(voterMac(new Uint8Array(1)))),
    since: since?.size ?? 0,
    omitted,
  });
  return auditRestricted({
    log,
    restricted,
    threads,
    findings,
    seed: ports.seed(),
    engine,
    voterMac,
    since: since?.size ?? 0,
    outcomes: ports.outcomes(toHex(sha256(identity))),
    omitted,
    onProgress: (entries) => {
      onProgress(RECORD_WEIGHT * entries);
    },
  });
}

interface Conclusion {
  readonly level: AuditOptions['level'];
  readonly findings: FindingList;
  readonly manifestSha256: string;
  readonly hasVoterKey: boolean;
  readonly log?: LogUnderAudit | undefined;
  readonly restricted?: RestrictedResult | undefined;
  readonly since?: SinceReport | undefined;
}

function conclude({ level, findings, manifestSha256, hasVoterKey, log, restricted, since }: Conclusion): AuditOutcome {
  const sorted = findings.sorted();
  const report = buildReport({
    level,
    manifestSha256,
    log,
    restricted,
    since,
    hasVoterKey,
    unknownTrust: log === undefined ? [] : unknownTrustOf(log, restricted),
    counts: findings.counts(),
    findings: sorted,
  });
  return { report, findings: sorted };
}

/** Trust sets that the log names, that are not in hand and that something was decided by. */
function unknownTrustOf(log: LogUnderAudit, restricted: RestrictedResult | undefined): readonly string[] {
  const named = fingerprintsOf(log).map(({ fingerprint }) => fingerprint);
  const missing = named.filter((fingerprint) => !log.trust.sets.has(fingerprint));
  const needed = new Set([...(restricted?.unknownTrust ?? []), ...(hasUnjudgedAnchor(log) ? missing : [])]);
  return [...new Set(missing)].filter((fingerprint) => needed.has(fingerprint)).sort();
}
