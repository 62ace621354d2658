// Readers: a process of its own that asks for pages and proofs over N kept-alive connections until the time is up.
import { openConnection } from './connection.ts';

export interface ReadersJob {
  readonly port: number;
  /** By name, the addresses that are asked for in turn. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface ReadersResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** By name: milliseconds, and bytes of the last answer. */
  readonly byName: Readonly<Record<string, { readonly p99Ms: number; readonly bytes: number }>>;
}

/** Different visitors: each has an order of candidates of their own. */
function requestOf(path: string, visitor: number): Buffer {
  const headers = `Host: bench\r\nAccept-Encoding: gzip, br\r\nAccept: text/html\r\nCookie: visitor=${visitor}`;
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
}

async function run({ port, paths, connections, seconds }: ReadersJob): Promise<ReadersResult> {
  const times: Record<string, number[]> = {};
  const bytes: Record<string, number> = {};
  const statuses: Record<string, number> = {};
  const names = Object.keys(paths);
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async (_, reader) => {
      const connection = await openConnection(port);
      for (let n = reader; performance.now() < until; n++) {
        const name = names[n % names.length] ?? '';
        const choices = paths[name] ?? [];
        const path = choices[Math.floor(n / names.length) % choices.length] ?? '/';
        const sent = performance.now();
        const answer = await connection.send(requestOf(path, (reader * 7919 + n) % 10_000));
        (times[name] ??= []).push(performance.now() - sent);
        bytes[name] = answer.bytes;
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      }
      connection.close();
    }),
  );
  const took = (performance.now() - started) / 1000;
  const all = Object.values(times).flat();
  const quantile = (of: readonly number[], q: number): number =>
    Number((of.toSorted((a, b) => a - b)[Math.floor(q * (of.length - 1))] ?? 0).toFixed(1));
  return {
    perSecond: Math.round(all.length / took),
    p50Ms: quantile(all, 0.5),
    p99Ms: quantile(all, 0.99),
    statuses,
    byName: Object.fromEntries(
      names.map((name) => [name, { p99Ms: quantile(times[name] ?? [], 0.99), bytes: bytes[name] ?? 0 }]),
    ),
  };
}

const result = await run(JSON.parse(process.argv[2] ?? '{}') as ReadersJob);
process.stdout.write(JSON.stringify(result));
