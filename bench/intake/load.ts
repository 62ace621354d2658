// The load: a process of its own that posts every body once over N kept-alive connections and prints what it saw.
// Bare sockets, so that as little as possible of the two cores goes into asking.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

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

function readBodies(file: string): Buffer[] {
  const all = readFileSync(file);
  const bodies: Buffer[] = [];
  for (let at = 0; at < all.length;) {
    const end = at + 4 + all.readUInt32BE(at);
    bodies.push(all.subarray(at + 4, end));
    at = end;
  }
  return bodies;
}

async function run(job: LoadJob): Promise<LoadResult> {
  const requests = readBodies(job.file)
    .slice(job.from, job.to)
    .map((body) => Buffer.concat([Buffer.from(head(job.path, body.length)), body]));
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  let answerBytes = 0;
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: job.connections }, async () => {
      const ask = await openConnection(job.port);
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const sent = performance.now();
        const answer = await ask.send(request);
        answerBytes = answer.bytes;
        times.push(performance.now() - sent);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      }
      ask.close();
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

function head(path: string, length: number): string {
  return `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/cms\r\nContent-Length: ${length}\r\n\r\n`;
}

/** One request at a time; answers have a Content-Length. */
async function openConnection(port: number) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  let buffered: Buffer = Buffer.alloc(0);
  let done: (answer: { status: string; bytes: number }) => void = () => undefined;
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const headEnd = buffered.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const headers = buffered.toString('latin1', 0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0);
    if (buffered.length < headEnd + 4 + length) return;
    buffered = buffered.subarray(headEnd + 4 + length);
    done({ status: headers.slice(9, 12), bytes: length });
  });
  return {
    send: (request: Buffer) =>
      new Promise<{ status: string; bytes: number }>((resolve) => {
        done = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

const result = await run(JSON.parse(process.argv[2] ?? '{}') as LoadJob);
process.stdout.write(JSON.stringify(result));
