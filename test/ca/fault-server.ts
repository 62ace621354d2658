import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => unknown;

/** A real server on a free port that answers as it is told at the moment. */
export interface FaultServer {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** Connections ever taken. */
  connections(): number;
  answer(next: Answer): void;
  stop(): Promise<void>;
}

export async function startFaultServer(first: Answer = ok()): Promise<FaultServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let current = first;
  const server: Server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const seen = { method, path: url, headers, body: Buffer.concat(chunks) };
      requests.push(seen);
      current(seen, response);
    });
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that gives up resets the connection.
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    connections: () => connections,
    answer(next) {
      current = next;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function ok(body: Uint8Array | string = 'bytes', headers: Record<string, string> = {}): Answer {
  return (_, response) => response.writeHead(200, headers).end(body);
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => response.writeHead(code, headers).end('<html>sorry</html>');
}

/** Takes the request and says nothing. */
export const hang: Answer = () => undefined;
export const reset: Answer = (_, response) => response.socket?.resetAndDestroy();

/** Headers and a first byte, then nothing. */
export const stall: Answer = (_, response) => response.writeHead(200).write('x');

/** Chunks without end. */
export const endless: Answer = (_, response) => {
  response.writeHead(200);
  const chunk = Buffer.alloc(16_384);
  const pour = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', pour);
  };
  pour();
};
