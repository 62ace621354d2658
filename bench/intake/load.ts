// The load: a process of its own that posts every body once over N kept-alive connections and prints what it saw.
import { openConnection, readRequests } from './connection.ts';

export interface LoadJob {
  readonly port: number;
  readonly path: string;
  /** Bodies, each after its length as u32be. */
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly connections: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Length of the last answer's body. */
  readonly answerBytes: number;
}

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = readRequests(job.file, job.path, job.from, job.to);
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  let answerBytes = 0;
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: job.connections }, async () => {
      const connection = await openConnection(job.port);
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const sent = performance.now();
        const answer = await connection.send(request);
        answerBytes = answer.bytes;
        times.push(performance.now() - sent);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      }
      connection.close();
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const quantile = (q: number): number => Number((times[Math.floor(q * (times.length - 1))] ?? 0).toFixed(2));
  return {
    perSecond: Math.round(times.length / seconds),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    statuses,
    answerBytes,
  };
}

const result = await run(JSON.parse(process.argv[2] ?? '{}') as LoadJob);
process.stdout.write(JSON.stringify(result));
