import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeField, makeGround, type Field } from './intake/field.ts';
import { fillInstallation, prepareInstallation } from './intake/installation.ts';
import type { OpenLoadJob, OpenLoadResult } from './intake/open-load.ts';
import type { ReadersJob, ReadersResult } from './intake/readers.ts';
import { runLoad, startService, type ServiceProcess } from './intake/service-process.ts';

export interface CrowdBenchResult {
  /** Home, gallery, results and proofs together, at 64 connections. */
  readonly readers: ReadersResult;
  /** RSA ballots meanwhile, at 300 a second. */
  readonly ballots: OpenLoadResult;
  readonly peakMiB: number;
}

const CONNECTIONS = 64;
const PER_SECOND = 300;
const WARM_UP = 300;
const WARM_UP_SECONDS = 4;
const ENTRIES = 10_000;

/** Ballots that a field needs to have. */
export function crowdBallots(seconds = 10): number {
  return WARM_UP + PER_SECOND * seconds;
}

/** What becomes of readers and of the vote when a crowd reads while ballots come in. */
export async function benchCrowd(field: Field, seconds = 10): Promise<CrowdBenchResult> {
  const home = mkdtempSync(join(tmpdir(), 'dauys-bench-crowd-'));
  let service: ServiceProcess | undefined;
  try {
    const { args } = prepareInstallation(home, field.contest, field.ca);
    await fillInstallation({ directory: home, entries: ENTRIES, cmsBytes: field.cmsBytes });
    service = await startService(args);
    await vote(service, field, 0, WARM_UP);
    // Each visitor's order of the gallery is rendered once.
    await read(service, field, WARM_UP_SECONDS);
    const [readers, ballots] = await Promise.all([
      read(service, field, seconds),
      vote(service, field, WARM_UP, WARM_UP + PER_SECOND * seconds),
    ]);
    return { readers, ballots, peakMiB: service.peakMiB() };
  } finally {
    await service?.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

function read({ port }: ServiceProcess, { contest }: Field, seconds: number): Promise<ReadersResult> {
  const pages = (path: string): string[] => ['kk', 'ru'].map((lang) => `/${lang}/contests/${contest.id}/${path}`);
  const proofs = Array.from({ length: 997 }, (_, i) => `/api/v1/contests/${contest.id}/proofs/${(i * 7919) % ENTRIES}`);
  const paths = { home: pages(''), gallery: pages('candidates'), results: pages('results'), proof: proofs };
  const job: ReadersJob = { port, paths, connections: CONNECTIONS, seconds };
  return runLoad('bench/intake/readers.ts', job);
}

function vote({ port }: ServiceProcess, { file, path }: Field, from: number, to: number): Promise<OpenLoadResult> {
  const job: OpenLoadJob = { port, path, file, from, to, perSecond: PER_SECOND, laterMs: 0 };
  return runLoad('bench/intake/open-load.ts', job);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, seconds: { type: 'string' } } });
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-field-'));
  const seconds = Number(values.seconds ?? 10);
  const field = makeField(makeGround(directory), crowdBallots(seconds), (line) => process.stderr.write(`${line}\n`));
  const result = await benchCrowd(field, seconds);
  rmSync(directory, { recursive: true });
  if (values.json === true) console.log(JSON.stringify(result));
  else console.dir(result, { depth: null });
}
