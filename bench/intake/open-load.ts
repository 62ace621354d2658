// The open load: citizens come at a constant rate whether or not those before them have their answers. A process of
// its own. Latency counts from when a ballot was to be sent, so that no delay of anybody's is left out.
import { setTimeout as delay } from 'node:timers/promises';
import { openConnection, readRequests, type Connection } from './connection.ts';
import type { LoadJob } from './load.ts';

export interface OpenLoadJob extends Omit<LoadJob, 'connections'> {
  readonly perSecond: number;
  /** What comes earlier is left out of `later`. */
  readonly laterMs: number;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface OpenLoadResult {
  readonly statuses: Readonly<Record<string, number>>;
  readonly all: Latency;
  readonly later: Latency;
  /** Of answers other than 201. */
  readonly refused: Latency;
  /** Connections open at once at most. */
  readonly connections: number;
}

interface Sample {
  readonly dueMs: number;
  readonly tookMs: number;
  readonly status: string;
}

async function run(job: OpenLoadJob): Promise<OpenLoadResult> {
  const requests = readRequests(job.file, job.path, job.from, job.to);
  const samples: Promise<Sample>[] = [];
  const idle: Connection[] = [];
  let connections = 0;
  const startedMs = performance.now();

  async function post(request: Buffer, dueMs: number): Promise<Sample> {
    const connection = idle.pop() ?? (connections++, await openConnection(job.port));
    const { status } = await connection.send(request);
    if (status !== 'broken') idle.push(connection);
    return { dueMs, tookMs: performance.now() - startedMs - dueMs, status };
  }

  while (samples.length < requests.length) {
    const nowMs = performance.now() - startedMs;
    for (
      let due = dueAt(samples.length);
      due <= nowMs && samples.length < requests.length;
      due = dueAt(samples.length)
    ) {
      const request = requests[samples.length];
      if (request !== undefined) samples.push(post(request, due));
    }
    await delay(1);
  }
  function dueAt(n: number): number {
    return (n * 1000) / job.perSecond;
  }

  const all = await Promise.all(samples);
  for (const connection of idle) connection.close();
  return summary(all, job, connections);
}

function summary(samples: readonly Sample[], { laterMs }: OpenLoadJob, connections: number): OpenLoadResult {
  const statuses: Record<string, number> = {};
  for (const { status } of samples) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    statuses,
    all: latencyOf(samples),
    later: latencyOf(samples.filter(({ dueMs }) => dueMs >= laterMs)),
    refused: latencyOf(samples.filter(({ status }) => status !== '201')),
    connections,
  };
}

function latencyOf(samples: readonly Sample[]): Latency {
  const times = samples.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const quantile = (q: number): number => Math.round((times[Math.floor(q * (times.length - 1))] ?? 0) * 10) / 10;
  return { p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: quantile(1) };
}

const result = await run(JSON.parse(process.argv[2] ?? '{}') as OpenLoadJob);
process.stdout.write(JSON.stringify(result));
