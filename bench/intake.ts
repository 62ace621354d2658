import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parseContestDefinition } from '../src/domain/contest.ts';
import { definitionDigest, encodeBallot } from '../src/encoding/contest.ts';
import { sha256 } from '../src/signature/digest.ts';
import { createBenchCa, signBallots } from './intake/ballots.ts';
import { makeInstallation } from './intake/installation.ts';
import type { LoadJob, LoadResult } from './intake/load.ts';

/** Ballots posted before anything is measured. */
const WARM_UP = 600;
/** Connections with the ballots each level posts. */
const LEVELS = [
  { connections: 1, ballots: 400 },
  { connections: 16, ballots: 1500 },
  { connections: 64, ballots: 4000 },
  { connections: 256, ballots: 3000 },
] as const;

export interface IntakeBenchOptions {
  readonly sizes?: readonly number[];
  readonly tell?: (line: string) => void;
}

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

/** Durable RSA intake over HTTP beside an empty Express route with the same body and answer, in one run. */
export async function benchIntake({
  sizes = [10_000, 1_000_000],
  tell = () => undefined,
}: IntakeBenchOptions = {}): Promise<IntakeBenchResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-intake-'));
  try {
    const now = new Date();
    const contest = benchContest(now);
    const digest = definitionDigest(contest, sha256);
    const contents = contest.candidates.map((candidate) => encodeBallot(contest, candidate, digest));
    const ca = createBenchCa(now);
    const count = LEVELS.reduce((sum, level) => sum + level.ballots, WARM_UP);
    const ballots = signBallots(ca, contents, count, (done) => {
      tell(`ballots signed: ${done}/${count}`);
    });
    const file = join(directory, 'bodies');
    writeFileSync(file, Buffer.concat(ballots.flatMap((body) => [u32be(body.length), body])));
    const results: IntakeBenchResult[] = [];
    for (const entries of sizes) {
      const home = join(directory, String(entries));
      const cmsBytes = ballots[0]?.length ?? 0;
      const { args } = await makeInstallation(home, contest, ca, {
        entries,
        cmsBytes,
        tell: (done) => {
          tell(`ledger filled: ${done}/${entries}`);
        },
      });
      results.push(await measure(args, contest.id, file, entries, tell));
      rmSync(home, { recursive: true });
    }
    return results;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(
  args: readonly string[],
  contestId: string,
  file: string,
  entries: number,
  tell: (line: string) => void,
): Promise<IntakeBenchResult> {
  const service = spawn(process.execPath, ['dist/main.js', 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DAUYS_LOG_LEVEL: 'info' },
  });
  const children: ChildProcess[] = [service];
  try {
    const port = await firstMatch(service, /"component":"http".*"port":(\d+)/);
    const path = `/api/v1/contests/${contestId}/ballots`;
    const warmUp = await load({ file, from: 0, to: WARM_UP, connections: 16, port, path });
    const peer = spawn(
      process.execPath,
      ['--import', 'tsx', 'bench/intake/express-peer.ts', String(warmUp.answerBytes)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    children.push(peer);
    const peerPort = await firstMatch(peer, /^(\d+)$/);
    await load({ file, from: 0, to: WARM_UP, connections: 16, port: peerPort, path: '/ballots' });
    const levels: IntakeLevel[] = [];
    let from = WARM_UP;
    for (const { connections, ballots } of LEVELS) {
      const job = { file, from, to: from + ballots, connections };
      const express = await load({ ...job, port: peerPort, path: '/ballots' });
      const intake = await load({ ...job, port, path });
      from += ballots;
      if (intake.statuses['201'] !== ballots)
        throw new Error(`not all ballots were taken: ${JSON.stringify(intake.statuses)}`);
      levels.push({ connections, intake, express, ratio: Number((intake.perSecond / express.perSecond).toFixed(2)) });
      tell(
        `${entries} entries, ${connections} connections: ${intake.perSecond}/s, p99 ${intake.p99Ms} ms; Express ${express.perSecond}/s`,
      );
    }
    return { entries, levels, peakMiB: peakMiB(service) };
  } finally {
    for (const child of children) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
}

async function load(job: LoadJob): Promise<LoadResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/intake/load.ts', JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'close');
  return JSON.parse(output) as LoadResult;
}

async function firstMatch(child: ChildProcess, pattern: RegExp): Promise<number> {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line)?.[1];
    if (found === undefined) continue;
    // Somebody has to go on reading, or the child stops at a full pipe.
    child.stdout.resume();
    return Number(found);
  }
  throw new Error('the child ended before it listened');
}

function peakMiB({ pid = 0 }: ChildProcess): number {
  const [, kib = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib) / 1024);
}

function benchContest(now: Date) {
  const json = JSON.parse(
    readFileSync(new URL('../fixtures/contests/qamqor-demo.json', import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
  const hour = 3_600_000;
  return parseContestDefinition({
    ...json,
    opensAt: new Date(now.getTime() - hour).toISOString(),
    closesAt: new Date(now.getTime() + 12 * hour).toISOString(),
  });
}

function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, sizes: { type: 'string' } } });
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  const results = await benchIntake({
    sizes: (values.sizes ?? '10000,1000000').split(',').map(Number),
    tell: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(results)}\n`);
}
