import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeField, makeGround, type Field } from './intake/field.ts';
import { fillInstallation, prepareInstallation } from './intake/installation.ts';
import { makeLists, startListServer } from './intake/lists.ts';
import type { LoadJob, LoadResult } from './intake/load.ts';
import { runLoad, startService, type ServiceProcess } from './intake/service-process.ts';
import { median, medianRatio, round2 } from './rounds.ts';

export interface PoliciesBenchOptions {
  readonly rounds?: number;
  readonly ballotsPerRound?: number;
  readonly entries?: number;
  readonly tell?: (line: string) => void;
}

/** What checking revocation by a national list costs the intake of RSA ballots; 64 connections, medians of rounds. */
export interface PoliciesBenchResult {
  readonly rounds: number;
  /** Ballots a second. */
  readonly off: number;
  /** The list given as a file. */
  readonly crlFile: number;
  /** The list fetched, and shared between threads. */
  readonly crlUrl: number;
  /** Rate with the list over rate without, within each round. */
  readonly fileToOff: number;
  readonly urlToOff: number;
  /** The same as processor time of the service for a ballot, which a busy machine disturbs less: off over with. */
  readonly fileToOffCpu: number;
  readonly urlToOffCpu: number;
  readonly peakMiB: Readonly<Record<Policy, number>>;
}

type Policy = 'off' | 'crlFile' | 'crlUrl';

const CONNECTIONS = 64;
const WARM_UP = 600;

/** Ballots that a field needs to have. */
export function policiesBallots({ rounds = 5, ballotsPerRound = 1000 }: PoliciesBenchOptions = {}): number {
  return WARM_UP + rounds * ballotsPerRound;
}

/** Three services side by side, each of which takes the same ballots in turn. */
export async function benchPolicies(field: Field, options: PoliciesBenchOptions = {}): Promise<PoliciesBenchResult> {
  const { rounds = 5, ballotsPerRound = 1000, entries = 422_000, tell = () => undefined } = options;
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-policies-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    const [list = ''] = makeLists(directory, field.ca, { entries, versions: 1 });
    const server = await startListServer([list]);
    stops.push(server.stop);
    const settings: Record<Policy, Record<string, string>> = {
      off: { DAUYS_REVOCATION: 'off' },
      crlFile: { DAUYS_CRL: list },
      crlUrl: { DAUYS_CRL_URLS: server.url('a') },
    };
    const policies = Object.keys(settings) as Policy[];
    const services = {} as Record<Policy, ServiceProcess>;
    for (const policy of policies) {
      const home = join(directory, policy);
      const { args } = prepareInstallation(home, field.contest, field.ca);
      await fillInstallation({ directory: home, entries: 1000, cmsBytes: field.cmsBytes });
      services[policy] = await startService(args, settings[policy]);
      stops.push(services[policy].stop);
      await post(services[policy], field, 0, WARM_UP);
    }
    const rates = await runRounds(field, services, { rounds, ballotsPerRound, tell });
    const peakMiB = Object.fromEntries(policies.map((policy) => [policy, services[policy].peakMiB()]));
    return { ...summary(rates), rounds, peakMiB: peakMiB as Record<Policy, number> };
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Per second, of the clock and of processor time. */
interface Rates {
  readonly wall: Record<Policy, number[]>;
  readonly cpu: Record<Policy, number[]>;
}

async function runRounds(
  field: Field,
  services: Record<Policy, ServiceProcess>,
  { rounds, ballotsPerRound, tell }: Required<Pick<PoliciesBenchOptions, 'rounds' | 'ballotsPerRound' | 'tell'>>,
): Promise<Rates> {
  const rates: Rates = {
    wall: { off: [], crlFile: [], crlUrl: [] },
    cpu: { off: [], crlFile: [], crlUrl: [] },
  };
  const policies = Object.keys(services) as Policy[];
  for (let round = 0; round < rounds; round++) {
    const from = WARM_UP + round * ballotsPerRound;
    // Whoever comes first in one round comes last in the next.
    for (const policy of round % 2 === 0 ? policies : policies.toReversed()) {
      const cpuSeconds = services[policy].cpuClock();
      const { perSecond } = await post(services[policy], field, from, from + ballotsPerRound);
      rates.wall[policy].push(perSecond);
      rates.cpu[policy].push(ballotsPerRound / cpuSeconds());
    }
    const row = policies.map((policy) => `${policy} ${rates.wall[policy].at(-1) ?? 0}/s`).join(', ');
    tell(`policies, round ${round + 1}: ${row}`);
  }
  return rates;
}

async function post({ port }: ServiceProcess, { file, path }: Field, from: number, to: number): Promise<LoadResult> {
  const job: LoadJob = { file, from, to, connections: CONNECTIONS, port, path };
  const result = await runLoad<LoadResult>('bench/intake/load.ts', job);
  if (result.statuses['201'] !== to - from) {
    throw new Error(`not all ballots were taken: ${JSON.stringify(result.statuses)}`);
  }
  return result;
}

function summary({ wall, cpu }: Rates): Omit<PoliciesBenchResult, 'rounds' | 'peakMiB'> {
  return {
    off: Math.round(median(wall.off)),
    crlFile: Math.round(median(wall.crlFile)),
    crlUrl: Math.round(median(wall.crlUrl)),
    fileToOff: medianRatio(wall.crlFile, wall.off),
    urlToOff: medianRatio(wall.crlUrl, wall.off),
    fileToOffCpu: medianRatio(cpu.crlFile, cpu.off),
    urlToOffCpu: round2(medianRatio(cpu.crlUrl, cpu.off)),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, rounds: { type: 'string' }, ballots: { type: 'string' } },
  });
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  const tell = (line: string): boolean => process.stderr.write(`${line}\n`);
  const options = { rounds: Number(values.rounds ?? 5), ballotsPerRound: Number(values.ballots ?? 1000), tell };
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-field-'));
  const result = await benchPolicies(makeField(makeGround(directory), policiesBallots(options), tell), options);
  rmSync(directory, { recursive: true });
  console.log(values.json === true ? JSON.stringify(result) : result);
}
