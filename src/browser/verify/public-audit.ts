import { withoutChecks, type Check } from '../../audit/checks.ts';
import { createExportFiles, type ExportFiles } from '../../audit/export-files.ts';
import { readHead, type ExportHead } from '../../audit/export-head.ts';
import { manifestOrUndefined, type ExportManifest } from '../../audit/export-manifest.ts';
import { createFindingList, type FindingList } from '../../audit/finding-list.ts';
import type { AuditGround } from '../../audit/ground.ts';
import { LOG_RULES, type CountedLog } from '../../audit/log-rules.ts';
import { checkOtherFiles } from '../../audit/other-files.ts';
import type { ExportReader } from '../../audit/ports.ts';
import { readResult, type ExportedResult } from '../../audit/protocol-checks.ts';
import { readPublicLog } from '../../audit/public-level.ts';
import { buildReport, type AuditReport } from '../../audit/report.ts';
import { DauysError } from '../../domain/errors.ts';
import { toHex } from '../../encoding/bytes.ts';
import { parseVkey } from '../../log/note.ts';
import { TILE_WIDTH } from '../../log/tiles.ts';
import { createOwnThread, type LeafThreads } from './leaf-threads.ts';
import { prepareSignatures } from './log-signature.ts';
import { sha256 } from './sha256.ts';

/** What takes certificates of authorities, which this page does not judge. */
export const NOT_CHECKED: readonly Check[] = ['A11', 'A18'];

export interface PublicAuditOptions {
  /** The log's key as the observer knows it from elsewhere. */
  readonly logKey?: string | undefined;
  /** An unsigned 32-bit number that nobody can foresee. */
  readonly seed: number;
  /** Roots over this many entries are wanted. */
  readonly sizes?: readonly number[];
  readonly threads?: ((ground: AuditGround) => LeafThreads) | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

export interface PublicAudit {
  readonly report: AuditReport;
  /** Undefined when nothing but the head could be judged. */
  readonly log: CountedLog | undefined;
}

/**
 * Audits the public part of an export as `dauys audit --public` does, without what takes certificates.
 * @throws DauysError `export-invalid` for what is no finished export
 */
export async function auditPublicPart(reader: ExportReader, options: PublicAuditOptions): Promise<PublicAudit> {
  const bytes = reader.manifest();
  if (bytes === undefined) throw new DauysError('export-invalid', 'no manifest.json: the export is not finished');
  const findings = createFindingList();
  const manifestSha256 = toHex(sha256(bytes));
  const manifest = manifestOrUndefined(bytes);
  if (manifest === undefined) {
    findings.add([{ check: 'A01', file: 'manifest.json', detail: 'malformed' }]);
    return conclude(manifestSha256, findings);
  }
  assertPlausible(manifest);
  const progress = createProgress(manifest.size, options.onProgress);
  const files = createExportFiles(tellReads(reader, progress.read), manifest.files, NOT_CHECKED);
  await prepareSignatures([manifest.checkpoint], keyIn(reader) ?? '');
  const read = readHead({ manifest, files, logKey: options.logKey, omitted: NOT_CHECKED });
  findings.add(read.findings);
  if (read.head === undefined) {
    findings.add(files.takeFindings());
    return conclude(manifestSha256, findings);
  }
  const log = await auditLog(reader, { ...options, head: read.head, files, findings, onChecked: progress.checked });
  return conclude(manifestSha256, findings, log);
}

/** Nobody is to count to 2^53 because a manifest says so: a log of n entries comes in n / 128 files and more. */
function assertPlausible({ size, files }: ExportManifest): void {
  if (size / TILE_WIDTH > 4 * files.length + 1024) {
    throw new DauysError('export-invalid', 'the manifest tells of far more entries than it has files');
  }
}

/** The log's key as the export itself has it; undefined for what is none, which the audit tells. */
export function keyIn(reader: ExportReader): string | undefined {
  const text = new TextDecoder().decode(reader.read('public/log/key')).trim();
  try {
    parseVkey(text, sha256);
    return text;
  } catch {
    return undefined;
  }
}

interface Ground extends PublicAuditOptions {
  readonly head: ExportHead;
  readonly files: ExportFiles;
  readonly findings: FindingList;
  readonly onChecked: (entries: number) => void;
}

async function auditLog(reader: ExportReader, ground: Ground): Promise<CountedLog> {
  const { head, files, findings, seed, sizes = [], onChecked, threads = createOwnThread } = ground;
  const result = readResult(files);
  const opened = threads(head.ground);
  const read = await readPublicLog({
    head,
    files,
    findings,
    seed,
    sizes: result?.size === undefined ? [] : [result.size],
    otherSizes: sizes,
    threads: opened,
    onProgress: onChecked,
  }).finally(() => opened.close());
  const log: CountedLog = { ...read, result };
  await prepareSignatures(notesOf(result), head.ground.vkey);
  for (const rule of Object.values(withoutChecks(LOG_RULES, NOT_CHECKED))) findings.add(rule(log));
  findings.add(await checkOtherFiles(reader, log, false));
  return log;
}

function notesOf(result: ExportedResult | undefined): readonly string[] {
  const { checkpoint } = (result?.protocol['log'] ?? {}) as Readonly<Record<string, unknown>>;
  const proof = typeof result?.proof === 'string' ? result.proof : '';
  const blank = proof.indexOf('\n\n');
  return [checkpoint, blank < 0 ? undefined : proof.slice(blank + 2)].filter((note) => typeof note === 'string');
}

/** To read the files of a unit takes about as long as to check them, so reading is told of, too. */
function createProgress(size: number, onProgress: PublicAuditOptions['onProgress']) {
  let [read, checked] = [0, 0];
  const tell = (): void => {
    onProgress(Math.min(size, read) + checked, 2 * size);
  };
  return {
    read(path: string): void {
      if (!path.startsWith('public/log/tile/entries/')) return;
      read += TILE_WIDTH;
      tell();
    },
    checked(entries: number): void {
      checked += entries;
      tell();
    },
  };
}

function tellReads(reader: ExportReader, onRead: (path: string) => void): ExportReader {
  return {
    ...reader,
    read(path) {
      onRead(path);
      return reader.read(path);
    },
  };
}

function conclude(manifestSha256: string, findings: FindingList, log?: CountedLog): PublicAudit {
  const report = buildReport({
    level: 'public',
    manifestSha256,
    log: log && { ...log, trust: { current: undefined, sets: new Map(), files: [] } },
    restricted: undefined,
    since: undefined,
    hasVoterKey: false,
    unknownTrust: [],
    counts: findings.counts(),
    findings: findings.sorted(),
  });
  const checks = report.checks.map((each) => {
    return NOT_CHECKED.includes(each.check) ? { ...each, state: 'not-run' as const } : each;
  });
  return { report: { ...report, checks }, log };
}
