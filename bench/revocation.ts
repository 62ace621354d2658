import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeField, makeGround, type Field } from './intake/field.ts';
import { fillInstallation, prepareInstallation, type BenchInstallation } from './intake/installation.ts';
import { makeLists, startListServer } from './intake/lists.ts';
import type { Latency, OpenLoadJob, OpenLoadResult } from './intake/open-load.ts';
import { startResponder, type ResponderProcess } from './intake/responder-process.ts';
import type { ResponderFault, ResponderStats } from './intake/responder.ts';
import { runLoad, startService, type ServiceProcess } from './intake/service-process.ts';
import { round2 } from './rounds.ts';

export interface RevocationBenchOptions {
  /** Of each responder, and of the lists. */
  readonly seconds?: number;
  readonly listSeconds?: number;
  /** Only these, as `mode/responder`; `lists` is the refresh. */
  readonly only?: readonly string[] | undefined;
  readonly tell?: (line: string) => void;
}

type Mode = 'crl' | 'ocsp-then-crl' | 'ocsp';
type Fault = ResponderFault | 'dead';

/** 200 ballots a second of different citizens, whatever becomes of them, against one responder. */
export interface ResponderResult {
  readonly mode: Mode;
  readonly responder: Fault;
  readonly statuses: Readonly<Record<string, number>>;
  readonly latency: Latency;
  /** From two seconds on: the circuit is open by then where it opens at all. */
  readonly later: Latency;
  /** Of ballots refused for now. */
  readonly refused: Latency;
  /** On what ballots were accepted. */
  readonly sources: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  /** What the responder saw; null when it was dead. */
  readonly seen: ResponderStats | null;
  /** Of the service, at most, beside those of the ballots. */
  readonly sockets: number;
  /** Processor time of the service for one ballot. */
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** Answers to the same ballots once the responder was well again; 200 are those accepted before. */
  readonly again: Readonly<Record<string, number>> | null;
}

/** National lists taken anew while ballots arrive. */
export interface RefreshResult {
  readonly listsTaken: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly latency: Latency;
  readonly peakMiB: number;
}

export interface RevocationBenchResult {
  readonly responders: readonly ResponderResult[];
  readonly refresh: RefreshResult | null;
}

const PER_SECOND = 200;
const WARM_UP = 300;
const LATER_MS = 2000;
/** Longer than an open circuit rests where there are no lists. */
const REST_MS = 2000;
const SCENARIOS: readonly (readonly [Mode, Fault])[] = [
  ['crl', 'none'],
  ['ocsp', 'none'],
  ['ocsp-then-crl', 'slow'],
  ['ocsp-then-crl', 'every-other'],
  ['ocsp-then-crl', 'on-off'],
  ['ocsp-then-crl', 'hang'],
  ['ocsp-then-crl', 'dead'],
  ['ocsp', 'every-other'],
  ['ocsp', 'on-off'],
  ['ocsp', 'hang'],
  ['ocsp', 'dead'],
];

/** Ballots that a field needs to have. */
export function revocationBallots({ seconds = 3, listSeconds = 13 }: RevocationBenchOptions = {}): number {
  return WARM_UP + PER_SECOND * Math.max(seconds, listSeconds) + 1;
}

/** What becomes of the vote when the authority is slow, flapping, hanging or dead, and while lists are loaded. */
export async function benchRevocation(
  field: Field,
  options: RevocationBenchOptions = {},
): Promise<RevocationBenchResult> {
  const { seconds = 3, listSeconds = 13, only, tell = () => undefined } = options;
  const isWanted = (name: string): boolean => only?.includes(name) ?? true;
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-revocation-'));
  try {
    const [list = ''] = makeLists(directory, field.ca, { entries: 1000, versions: 1 });
    const responders: ResponderResult[] = [];
    for (const [mode, fault] of SCENARIOS.filter((scenario) => isWanted(scenario.join('/')))) {
      const home = join(directory, `${mode}-${fault}`);
      const result = await againstResponder({ field, home, list, seconds }, mode, fault);
      tell(
        `${mode}, responder ${fault}: ${JSON.stringify(result.statuses)}, p99 ${result.latency.p99Ms} ms, cpu ${result.cpuMs} ms`,
      );
      responders.push(result);
    }
    const refresh = isWanted('lists') ? await whileLoading(field, directory, listSeconds) : null;
    if (refresh !== null) tell(`${refresh.listsTaken} lists taken meanwhile: p99 ${refresh.latency.p99Ms} ms`);
    return { responders, refresh };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Setting {
  readonly field: Field;
  readonly home: string;
  readonly list: string;
  readonly seconds: number;
}

async function againstResponder(setting: Setting, mode: Mode, fault: Fault): Promise<ResponderResult> {
  const { field, home, list } = setting;
  const { args } = await installation(field, home);
  const responder = await startResponder(home, field.ca);
  try {
    const settings = { DAUYS_REVOCATION: mode, DAUYS_OCSP: responder.url };
    const service = await startService(args, mode === 'ocsp' ? settings : { ...settings, DAUYS_CRL: list });
    try {
      return await measure(setting, { mode, fault, responder, service });
    } finally {
      await service.stop();
    }
  } finally {
    await responder.stop();
  }
}

interface Run {
  readonly mode: Mode;
  readonly fault: Fault;
  readonly responder: ResponderProcess;
  readonly service: ServiceProcess;
}

async function measure(setting: Setting, { mode, fault, responder, service }: Run): Promise<ResponderResult> {
  const { field, seconds } = setting;
  await load(service, field, 0, WARM_UP);
  const before = await countsOf(service);
  if (fault === 'dead') await responder.stop();
  else responder.setFault(fault);
  const watch = watchSockets(service);
  const cpuSeconds = service.cpuClock();
  const result = await load(service, field, WARM_UP, WARM_UP + seconds * PER_SECOND);
  const cpuMs = round2((1000 * cpuSeconds()) / (seconds * PER_SECOND));
  const sockets = await watch.stop();
  const { sources, outcomes } = difference(await countsOf(service), before);
  const { statuses, all, later, refused, connections } = result;
  return {
    ...{ mode, responder: fault, statuses, latency: all, later, refused, sources, outcomes },
    seen: fault === 'dead' ? null : await responder.stats(),
    ...{ sockets: sockets - connections, cpuMs, peakMiB: service.peakMiB() },
    again: fault === 'dead' || statuses['503'] === undefined ? null : await sendAgain(service, responder, setting),
  };
}

/** The right to vote is kept: whoever was told to come again has a receipt then. */
async function sendAgain(
  service: ServiceProcess,
  responder: ResponderProcess,
  { field, seconds }: Setting,
): Promise<OpenLoadResult['statuses']> {
  responder.setFault('none');
  await delay(REST_MS);
  // Somebody new finds out that the responder is well again.
  const to = WARM_UP + seconds * PER_SECOND;
  await load(service, field, to, to + 1);
  const { statuses } = await load(service, field, WARM_UP, to);
  return statuses;
}

async function whileLoading(field: Field, directory: string, seconds: number): Promise<RefreshResult> {
  const { args } = await installation(field, join(directory, 'refresh'));
  const versions = 2 + Math.ceil(seconds / 10);
  const server = await startListServer(makeLists(directory, field.ca, { entries: 422_000, versions }));
  try {
    const urls = ['a', 'b', 'c'].map(server.url);
    const service = await startService(args, { DAUYS_CRL_URLS: urls.join(), DAUYS_CRL_REFRESH_SECONDS: '10' });
    try {
      await load(service, field, 0, WARM_UP);
      const { statuses, all } = await load(service, field, WARM_UP, WARM_UP + seconds * PER_SECOND);
      const { taken = 0 } = await service.counts('dauys_revocation_list_looks_total');
      return { listsTaken: taken - urls.length, statuses, latency: all, peakMiB: service.peakMiB() };
    } finally {
      await service.stop();
    }
  } finally {
    await server.stop();
  }
}

/** With entry 0, so that nobody waits for the contest to open. */
async function installation({ contest, ca, cmsBytes }: Field, home: string): Promise<BenchInstallation> {
  const prepared = prepareInstallation(home, contest, ca);
  await fillInstallation({ directory: home, entries: 1, cmsBytes });
  return prepared;
}

function load({ port }: ServiceProcess, { file, path }: Field, from: number, to: number): Promise<OpenLoadResult> {
  const job: OpenLoadJob = { file, path, port, from, to, perSecond: PER_SECOND, laterMs: LATER_MS };
  return runLoad<OpenLoadResult>('bench/intake/open-load.ts', job);
}

type Counts = Pick<ResponderResult, 'sources' | 'outcomes'>;

async function countsOf(service: ServiceProcess): Promise<Counts> {
  return {
    sources: await service.counts('dauys_revocation_total'),
    outcomes: await service.counts('dauys_ocsp_duration_seconds_count'),
  };
}

function difference(after: Counts, before: Counts): Counts {
  const grown = (which: keyof Counts): Record<string, number> =>
    Object.fromEntries(
      Object.entries(after[which])
        .map(([name, count]) => [name, count - (before[which][name] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
  return { sources: grown('sources'), outcomes: grown('outcomes') };
}

function watchSockets(service: ServiceProcess): { stop(): Promise<number> } {
  let most = 0;
  const stopping = new AbortController();
  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      most = Math.max(most, service.sockets());
      await delay(100);
    }
  }
  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await watching;
      return most;
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      seconds: { type: 'string' },
      lists: { type: 'string' },
      only: { type: 'string' },
    },
  });
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  const tell = (line: string): boolean => process.stderr.write(`${line}\n`);
  const options = {
    seconds: Number(values.seconds ?? 3),
    listSeconds: Number(values.lists ?? 13),
    tell,
    only: values.only?.split(','),
  };
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bench-field-'));
  const result = await benchRevocation(makeField(makeGround(directory), revocationBallots(options), tell), options);
  rmSync(directory, { recursive: true });
  if (values.json === true) console.log(JSON.stringify(result));
  else console.dir(result, { depth: null });
}
