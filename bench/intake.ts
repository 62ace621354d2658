import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeField, makeGround, type Field, type Ground } from './intake/field.ts';
import { prepareInstallation, type FillJob } from './intake/installation.ts';
import type { LoadJob, LoadResult } from './intake/load.ts';
import { firstNumbers, runLoad, startService, stopProcess } from './intake/service-process.ts';

/** Ballots posted before anything is measured. */
const WARM_UP = 600;
/** Connections with the ballots each level posts. */
const LEVELS = [
  { connections: 1, ballots: 400 },
  { connections: 16, ballots: 1500 },
  { connections: 64, ballots: 4000 },
  { connections: 256, ballots: 3000 },
] as const;

/** Ballots that a field needs to have. */
export const INTAKE_BALLOTS = LEVELS.reduce((sum, level) => sum + level.ballots, WARM_UP);

export interface IntakeLevel {
  readonly connections: number;
  readonly intake: LoadResult;
  readonly express: LoadResult;
  /** Intake rate as a share of the empty Express route's. */
  readonly ratio: number;
}

export interface IntakeBenchResult {
  readonly entries: number;
  readonly levels: readonly IntakeLevel[];
  /** Peak resident memory of the service. */
  readonly peakMiB: number;
}

/** An installation whose ledger has so many entries. */
export interface FilledLedger {
  readonly entries: number;
  readonly home: string;
  readonly args: readonly string[];
}

/** One after the other in processes of their own: whoever calls has other things to do meanwhile. */
export async function fillLedgers(ground: Ground, sizes: readonly number[]): Promise<FilledLedger[]> {
  const { directory, contest, ca, cmsBytes } = ground;
  const ledgers = sizes.map((entries) => {
    const home = join(directory, `ledger-${entries}`);
    return { entries, home, args: prepareInstallation(home, contest, ca).args };
  });
  for (const { home, entries } of ledgers) {
    const job: FillJob = { directory: home, entries, cmsBytes };
    const child = spawn(process.execPath, ['--import', 'tsx', 'bench/intake/fill.ts', JSON.stringify(job)], {
      stdio: 'inherit',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error('a ledger could not be filled');
  }
  return ledgers;
}

/** Durable RSA intake over HTTP beside an empty Express route with the same body and answer, in one run. */
export async function benchIntake(
  field: Field,
  ledgers: readonly FilledLedger[],
  tell: (line: string) => void,
): Promise<IntakeBenchResult[]> {
  const results: IntakeBenchResult[] = [];
  for (const { entries, home, args } of ledgers) {
    results.push(await measure(args, field, entries, tell));
    rmSync(home, { recursive: true });
  }
  return results;
}

async function measure(
  args: readonly string[],
  { file, path }: Field,
  entries: number,
  tell: (line: string) => void,
): Promise<IntakeBenchResult> {
  const service = await startService(args);
  const { port } = service;
  const stops = [service.stop];
  try {
    const warmUp = await load({ file, from: 0, to: WARM_UP, connections: 16, port, path });
    const peer = await startPeer(warmUp.answerBytes);
    stops.push(peer.stop);
    await load({ file, from: 0, to: WARM_UP, connections: 16, port: peer.port, path: '/ballots' });
    const levels: IntakeLevel[] = [];
    let from = WARM_UP;
    for (const { connections, ballots } of LEVELS) {
      const job = { file, from, to: from + ballots, connections };
      const express = await load({ ...job, port: peer.port, path: '/ballots' });
      const intake = await load({ ...job, port, path });
      from += ballots;
      if (intake.statuses['201'] !== ballots)
        throw new Error(`not all ballots were taken: ${JSON.stringify(intake.statuses)}`);
      levels.push({ connections, intake, express, ratio: Number((intake.perSecond / express.perSecond).toFixed(2)) });
      tell(
        `${entries} entries, ${connections} connections: ${intake.perSecond}/s, p99 ${intake.p99Ms} ms; Express ${express.perSecond}/s`,
      );
    }
    return { entries, levels, peakMiB: service.peakMiB() };
  } finally {
    for (const stop of stops) await stop();
  }
}

async function startPeer(answerBytes: number): Promise<{ port: number; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/intake/express-peer.ts', String(answerBytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await firstNumbers(child, [/^(\d+)$/]);
  return { port: port ?? 0, stop: () => stopProcess(child) };
}

function load(job: LoadJob): Promise<LoadResult> {
  return runLoad<LoadResult>('bench/intake/load.ts', job);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, sizes: { type: 'string' } } });
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  const tell = (line: string): boolean => process.stderr.write(`${line}\n`);
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-field-'));
  const ground = makeGround(directory);
  const filling = fillLedgers(ground, (values.sizes ?? '10000,1000000').split(',').map(Number));
  const field = makeField(ground, INTAKE_BALLOTS, tell);
  const results = await benchIntake(field, await filling, tell);
  rmSync(directory, { recursive: true });
  process.stdout.write(`${JSON.stringify(results)}\n`);
}
