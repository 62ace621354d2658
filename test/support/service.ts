import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from '@jest/globals';
import { readConfig, type SettingTexts } from '../../src/config.ts';
import type { DevCa, Identity } from '../../src/devca/dev-ca.ts';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import type { Clock } from '../../src/intake/ports.ts';
import type { Runtime } from '../../src/running.ts';
import { startService } from '../../src/service.ts';
import { builtMain } from './built-dauys.ts';
import { ballotBytes, signedBallot, TEST_NOW, testCa, testContest } from './ballots.ts';

const HOUR_MS = 3_600_000;
export const VERSION = 'dauys/test';

/** One installation on disk: trust directory, contest file, data and keys side by side. */
export interface TestInstallation {
  readonly directory: string;
  readonly contest: ContestDefinition;
  /** What flags and environment would say; `changes` overrides. */
  settings(changes?: SettingTexts): SettingTexts;
  remove(): void;
}

export interface InstallationOptions {
  readonly contest?: ContestDefinition;
  readonly authorities?: readonly DevCa[];
}

/** A demonstration contest open for an hour to either side of `now`. */
export function openContest(now: Date = TEST_NOW, changes: Partial<ContestDefinition> = {}): ContestDefinition {
  return testContest('qamqor-demo', {
    opensAt: new Date(now.getTime() - HOUR_MS).toISOString(),
    closesAt: new Date(now.getTime() + HOUR_MS).toISOString(),
    publication: { mode: 'live', everySeconds: 1, minNewBallots: 1 },
    ...changes,
  });
}

export function createInstallation({
  contest = openContest(),
  authorities = [testCa()],
}: InstallationOptions = {}): TestInstallation {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-test-'));
  for (const kind of ['anchors', 'intermediates']) mkdirSync(join(directory, 'trust', kind), { recursive: true });
  for (const [i, ca] of authorities.entries()) {
    writeFileSync(join(directory, 'trust', 'anchors', `${i}.cer`), ca.anchorDer);
    writeFileSync(join(directory, 'trust', 'intermediates', `${i}.cer`), ca.intermediateDer);
  }
  writeFileSync(join(directory, 'contest.json'), JSON.stringify(contest));
  return {
    directory,
    contest,
    settings: (changes = {}) => ({
      DAUYS_CONTEST: join(directory, 'contest.json'),
      DAUYS_TRUST: join(directory, 'trust'),
      DAUYS_DATA: join(directory, 'data'),
      DAUYS_PORT: '0',
      DAUYS_LOG_LEVEL: 'silent',
      DAUYS_VERIFY_THREADS: '1',
      DAUYS_REFUSALS_PER_MINUTE: '0',
      ...changes,
    }),
    remove() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export interface TestClock extends Clock {
  /** Time passes: both clocks move. */
  pass(ms: number): void;
  /** The wall clock alone is set. */
  step(ms: number): void;
}

export function createTestClock(now: Date = TEST_NOW): TestClock {
  const startedMs = performance.now();
  let passedMs = 0;
  let steppedMs = 0;
  const monotonicMs = (): number => performance.now() - startedMs + passedMs;
  return {
    nowMs: () => Math.floor(now.getTime() + monotonicMs() + steppedMs),
    monotonicMs,
    pass(ms) {
      passedMs += ms;
    },
    step(ms) {
      steppedMs += ms;
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** `code` of a problem document; empty for anything else. */
  readonly code: string;
  readonly headers: Headers;
}

/** What tests say to a service, wherever it runs. */
export interface ServiceClient {
  readonly url: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(cms: Uint8Array, headers?: Record<string, string>, query?: string): Promise<Answer>;
  /** Signs for the candidate of this number and sends it. */
  vote(citizen: Identity, number: number): Promise<Answer>;
}

export function serviceClient(url: string, contest: ContestDefinition): ServiceClient {
  const post: ServiceClient['post'] = async (cms, headers = {}, query = '') => {
    const answer = await fetch(`${url}/api/v1/contests/${contest.id}/ballots${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/cms', ...headers },
      body: cms as Uint8Array<ArrayBuffer>,
    });
    return readAnswer(answer);
  };
  return {
    url,
    get: async (path, headers = {}) => readAnswer(await fetch(`${url}${path}`, { headers })),
    post,
    vote: (citizen, number) => post(signedBallot(ballotBytes(contest, number), citizen)),
  };
}

async function readAnswer(answer: Response): Promise<Answer> {
  const body = await answer.text();
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const code = isProblem ? (JSON.parse(body) as { code: string }).code : '';
  return { status: answer.status, body, code, headers: answer.headers };
}

export interface TestService extends ServiceClient {
  readonly clock: TestClock;
  readonly metricsPort: number;
  /** True once the service asked its process to exit. */
  isFatal(): boolean;
  stop(): Promise<void>;
}

/** The real service in this process, over real SQLite, under a clock of the test's. */
export async function startTestService(
  installation: TestInstallation,
  changes: SettingTexts = {},
  clock: TestClock = createTestClock(),
  runtime: Partial<Runtime> = {},
): Promise<TestService> {
  const { config, secrets } = readConfig(installation.settings(changes), {});
  let fatal = false;
  const onFatal = (): void => {
    fatal = true;
  };
  const service = await startService(config, secrets, { clock, version: VERSION, onFatal, ...runtime });
  return {
    ...serviceClient(service.url, installation.contest),
    clock,
    metricsPort: service.metricsPort,
    isFatal: () => fatal,
    stop: () => service.stop(),
  };
}

/** Exit code, or the signal that ended the process. */
export type Exit = number | NodeJS.Signals;

export async function exitOf(child: ChildProcess): Promise<Exit> {
  const [code, signal] = (await once(child, 'close')) as [number, null] | [null, NodeJS.Signals];
  return code ?? signal;
}

export interface ServiceProcess extends ServiceClient {
  readonly pid: number;
  readonly lines: readonly string[];
  kill(signal: NodeJS.Signals): Promise<Exit>;
  readonly exited: Promise<Exit>;
}

const children = new Set<ChildProcess>();
afterAll(() => {
  // A test that failed may have left some.
  for (const child of children) child.kill('SIGKILL');
});

/** `dauys …` as a child that dies with this process; `wrapper` goes in front (strace). */
export function spawnDauys(
  args: readonly string[],
  environment: SettingTexts = {},
  wrapper: readonly string[] = [],
): ChildProcess {
  const [command = '', ...rest] = [
    ...wrapper,
    'setpriv',
    '--pdeathsig',
    'KILL',
    process.execPath,
    builtMain(),
    ...args,
  ];
  const cwd = new URL('../../', import.meta.url);
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** `dauys serve` in a process of its own, under the real clock; resolves once it listens. */
export async function spawnService(
  installation: TestInstallation,
  changes: SettingTexts = {},
  wrapper: readonly string[] = [],
): Promise<ServiceProcess> {
  const child = spawnDauys(['serve'], installation.settings({ DAUYS_LOG_LEVEL: 'info', ...changes }), wrapper);
  const lines: string[] = [];
  const exited = exitOf(child);
  child.stderr?.on('data', (text: Buffer) => lines.push(text.toString()));
  const listening = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      const [, port] = /"component":"http".*"port":(\d+)/.exec(line) ?? [];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    void exited.then((code) => {
      reject(new Error(`serve exited with ${code} before it listened:\n${lines.join('\n')}`));
    });
  });
  listening.catch(() => undefined);
  return {
    ...serviceClient(await listening, installation.contest),
    pid: child.pid ?? 0,
    lines,
    exited,
    kill(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

/** Polls until `probe` gives something other than undefined. */
export async function eventually<T>(probe: () => Promise<T | undefined> | T | undefined, tries = 600): Promise<T> {
  for (let i = 0; i < tries; i++) {
    const found = await probe();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the condition did not come');
}
