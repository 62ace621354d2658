import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeBulkExport } from '../test/support/bulk-export.ts';
import { median, medianRatio } from './rounds.ts';

export interface AuditBenchOptions {
  /** Ballots of the log whose public part is audited. */
  readonly publicBallots?: number;
  /** Ballots that are verified with their records. */
  readonly ballots?: number;
  readonly rounds?: number;
}

export interface AuditBenchResult {
  readonly publicEntries: number;
  readonly leavesPerSecond: number;
  readonly publicPeakMiB: number;
  readonly ballots: number;
  /** Full level, fast engine, RSA, on all cores. */
  readonly ballotsPerSecond: number;
  /** Nothing but verification, on all cores. */
  readonly bareBallotsPerSecond: number;
  readonly toBare: number;
  readonly fullPeakMiB: number;
}

interface AuditRun {
  readonly verdict: string;
  readonly publicMs: number;
  readonly restrictedMs: number;
  readonly peakMiB: number;
}

/**
 * The audit of two exports, built `dist/` first; of so many ballots that the start of threads weighs little. Authorities of
 * НУЦ's shape, 4096 bits: their first 65,000 citizens take minutes to issue and are kept for the next time. Rounds of the
 * full level alternate with bare verification.
 */
export async function benchAudit({
  publicBallots = 1_000_000,
  ballots = 65_000,
  rounds = 3,
}: AuditBenchOptions = {}): Promise<AuditBenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-audit-'));
  try {
    const [log, full] = ['log', 'full'].map((name) => join(directory, name)) as [string, string];
    const { entries } = await writeBulkExport(log, { ballots: publicBallots, records: false });
    const open = Array.from({ length: rounds }, () => runAudit(log, 'public', entries));
    const { entries: size, at } = await writeBulkExport(full, { ballots, records: true, authorityBits: 4096 });
    const pairs = Array.from({ length: rounds }, () => {
      const bare = JSON.parse(runScript('bare-process.mjs', [full, at.toISOString()])) as number;
      return { bare, run: runAudit(full, 'full', size) };
    });
    const rates = pairs.map(({ run }) => (ballots * 1000) / run.restrictedMs);
    const bareRates = pairs.map(({ bare }) => bare);
    return {
      publicEntries: entries,
      leavesPerSecond: Math.round(median(open.map(({ publicMs }) => (entries * 1000) / publicMs))),
      publicPeakMiB: Math.max(...open.map(({ peakMiB }) => peakMiB)),
      ballots,
      ballotsPerSecond: Math.round(median(rates)),
      bareBallotsPerSecond: Math.round(median(bareRates)),
      toBare: medianRatio(rates, bareRates),
      fullPeakMiB: Math.max(...pairs.map(({ run }) => run.peakMiB)),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function runAudit(directory: string, level: 'public' | 'full', entries: number): AuditRun {
  const run = JSON.parse(runScript('audit-process.mjs', [directory, level, String(entries)])) as AuditRun;
  if (run.verdict !== 'clean') throw new Error(`the audit of a clean export says ${run.verdict}`);
  return run;
}

function runScript(name: string, args: readonly string[]): string {
  return execFileSync(process.execPath, [join(import.meta.dirname, 'audit', name), ...args], { encoding: 'utf8' });
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, leaves: { type: 'string' }, ballots: { type: 'string' } },
  });
  const result = await benchAudit({
    publicBallots: Number(values.leaves ?? 1_000_000),
    ballots: Number(values.ballots ?? 65_000),
  });
  console.log(values.json === true ? JSON.stringify(result) : result);
}
