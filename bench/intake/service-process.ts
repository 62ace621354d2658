import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A built service in a process of its own, with what the system tells about it. */
export interface ServiceProcess {
  readonly port: number;
  /** Starts to count the processor time of its threads; those that have ended meanwhile are left out. */
  cpuClock(): () => number;
  residentMiB(): number;
  peakMiB(): number;
  sockets(): number;
  /** Values of one metric by the one label it has. */
  counts(metric: string): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

/** Starts `dauys serve` out of dist/. @param settings - more of its environment */
export async function startService(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ['dist/main.js', 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DAUYS_LOG_LEVEL: 'info', ...settings },
  });
  const [metricsPort, port] = await firstNumbers(child, [
    /"component":"metrics".*"port":(\d+)/,
    /"component":"http".*"port":(\d+)/,
  ]);
  const status = (field: string): number => {
    const [, kib = '0'] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(procFile(child, 'status')) ?? [];
    return Math.round(Number(kib) / 1024);
  };
  return {
    port: port ?? 0,
    cpuClock() {
      const before = threadSeconds(child);
      return () => [...threadSeconds(child)].reduce((sum, [id, now]) => sum + now - (before.get(id) ?? 0), 0);
    },
    residentMiB: () => status('VmRSS'),
    peakMiB: () => status('VmHWM'),
    sockets: () => socketsOf(child),
    counts: (metric) => countsOf(metricsPort ?? 0, metric),
    stop: () => stopProcess(child),
  };
}

/** Waits for a line of output for each pattern, in this order, and gives the number in it. */
export async function firstNumbers(child: ChildProcess, patterns: readonly RegExp[]): Promise<number[]> {
  if (child.stdout === null) throw new Error('no output to read');
  const found: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const number = patterns[found.length]?.exec(line)?.[1];
    if (number !== undefined) found.push(Number(number));
    if (found.length < patterns.length) continue;
    // Somebody has to go on reading, or the child stops at a full pipe.
    child.stdout.resume();
    return found;
  }
  throw new Error('the child ended before it listened');
}

/** Runs one of the load generators to its end. */
export async function runLoad<Result>(script: string, job: unknown): Promise<Result> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'close');
  return JSON.parse(output) as Result;
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function procFile({ pid = 0 }: ChildProcess, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'utf8');
}

function threadSeconds(child: ChildProcess): Map<string, number> {
  const ids = readdirSync(`/proc/${child.pid ?? 0}/task`);
  return new Map(ids.map((id) => [id, Number(procFile(child, `task/${id}/schedstat`).split(' ')[0]) / 1e9]));
}

function socketsOf({ pid = 0 }: ChildProcess): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => isSocket(`${folder}/${name}`)).length;
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false;
  }
}

async function countsOf(port: number, metric: string): Promise<Record<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = text.matchAll(new RegExp(`^${metric}\\{[a-z]+="([^"]*)"\\} (\\S+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, label = '', value]) => [label, Number(value)]));
}
