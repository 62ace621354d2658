import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createApp, type App } from './app.ts';
import type { HttpDeps, HttpLimits } from './deps.ts';

export interface HttpService {
  readonly routes: App['routes'];
  /** @returns the port, also where 0 asked for a free one. */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>;
  /** Takes no new request, lets those in flight finish within the limit, and resolves when the last connection is gone. */
  close(): Promise<void>;
}

/** Long enough that a proxy in front gives an idle connection up first. */
const KEEP_ALIVE_MS = 65_000;

/** The public server with its bounds on headers, time and connections. */
export function createHttpService(deps: HttpDeps): HttpService {
  const { limits } = deps;
  let isStopping = false;
  let closing: Promise<void> | undefined;
  const app = createApp(deps, () => isStopping);
  const server = createBoundedServer(limits);

  const answer: App['answer'] = (request, response) => {
    if (isStopping) response.shouldKeepAlive = false;
    response.once('close', () => {
      if (isStopping)
        setImmediate(() => {
          server.closeIdleConnections();
        });
    });
    app.answer(request, response);
  };
  server.on('request', answer);
  // The route says "100 Continue" itself, once the headers alone do not refuse the body.
  server.on('checkContinue', answer);
  server.on('clientError', answerClientError);

  async function stop(): Promise<void> {
    isStopping = true;
    app.endStreams();
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    const deadline = setTimeout(() => {
      server.closeAllConnections();
    }, limits.shutdownMs);
    await closed;
    clearTimeout(deadline);
  }

  return {
    routes: app.routes,
    async listen({ host, port }) {
      server.listen(port, host);
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    close: () => (closing ??= stop()),
  };
}

function createBoundedServer(limits: HttpLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
    noDelay: true,
  });
  server.maxConnections = limits.maxConnections;
  return server;
}

/** Requests that never became one: no headers to read a language from, and nothing to tell but a status. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? '408 Request Timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
