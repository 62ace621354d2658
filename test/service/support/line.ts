import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The wire between a service and a server: it can be cut, and what went out over it is kept. */
export interface Line {
  /** The server's address by way of this line. */
  readonly url: string;
  /** Every byte the service has sent. */
  sent(): Buffer;
  /** The requests among them, in order. */
  requests(): SentRequest[];
  /** Closes the port and every connection. */
  cut(): Promise<void>;
  /** The same port answers again. */
  mend(): Promise<void>;
}

export interface SentRequest {
  /** Names, in alphabetical order. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** A line to the server of `url`, cut at the end of the test by whoever drew it. */
export async function drawLine(url: string): Promise<Line> {
  const target = new URL(url);
  const connections: Buffer[][] = [];
  const sockets = new Set<Socket>();
  let server = await listen(0);

  async function listen(port: number): Promise<Server> {
    const created = createServer((near) => {
      const chunks: Buffer[] = [];
      connections.push(chunks);
      const far = connect(Number(target.port), target.hostname);
      near.on('data', (chunk: Buffer) => chunks.push(chunk));
      near.pipe(far).pipe(near);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
      }
    });
    created.listen(port, '127.0.0.1');
    await once(created, 'listening');
    return created;
  }

  const { port } = server.address() as { port: number };
  return {
    url: Object.assign(new URL(target), { host: `127.0.0.1:${port}` }).href,
    sent: () => Buffer.concat(connections.flat()),
    requests: () => connections.flatMap((chunks) => requestsIn(Buffer.concat(chunks))),
    async cut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async mend() {
      server = await listen(port);
    },
  };
}

/** Requests on one connection, with bodies of a length that they name. */
function requestsIn(bytes: Buffer): SentRequest[] {
  const requests: SentRequest[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n\r\n', at) + 4;
    const head = bytes.toString('latin1', at, end);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    const headers = [...head.matchAll(/^([\w-]+): /gm)].map(([, name = '']) => name.toLowerCase()).toSorted();
    requests.push({ headers, body: bytes.subarray(end, end + length) });
    at = end + length;
  }
  return requests;
}
