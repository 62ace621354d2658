import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

export interface Answer {
  /** `broken` when the connection ended without an answer. */
  readonly status: string;
  /** Length of the body. */
  readonly bytes: number;
}

/** One request at a time; answers have a Content-Length. */
export interface Connection {
  send(request: Buffer): Promise<Answer>;
  close(): void;
}

/** Requests that post the bodies of a file, each of them after its length as u32be. */
export function readRequests(file: string, path: string, from: number, to: number): Buffer[] {
  return readBodies(file)
    .slice(from, to)
    .map((body) => Buffer.concat([Buffer.from(head(path, body.length)), body]));
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

function head(path: string, length: number): string {
  return `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/cms\r\nContent-Length: ${length}\r\n\r\n`;
}

/** A bare socket, so that as little as possible of the two cores goes into asking. */
export async function openConnection(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let buffered: Buffer = Buffer.alloc(0);
  let done: (answer: Answer) => void = () => undefined;
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
  socket.on('error', () => undefined);
  socket.on('close', () => {
    done({ status: 'broken', bytes: 0 });
  });
  return {
    send: (request) =>
      new Promise<Answer>((resolve) => {
        done = resolve;
        if (socket.destroyed) resolve({ status: 'broken', bytes: 0 });
        else socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}
