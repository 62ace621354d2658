import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Witness, WitnessAnswer } from '../log/witness.ts';
import { MAX_WITNESS_BODY_BYTES } from '../log/witness-request.ts';

const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 8_192;
const MAX_CONNECTIONS = 256;
const TEXT = 'text/plain; charset=utf-8';

export interface WitnessServer {
  /** @returns the port, also where 0 asked for a free one. */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>;
  close(): Promise<void>;
}

/** C2SP tlog-witness over HTTP: `POST /add-checkpoint` and `GET /<SHA-256 of the origin>/checkpoint`. */
export function createWitnessServer(witness: Witness, onError: (error: unknown) => void): WitnessServer {
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: 1_000,
  };
  const server = createServer(limits, (request, response) => {
    answer(request, witness).then(
      (found) => {
        send(response, found);
      },
      (error: unknown) => {
        onError(error);
        send(response, text(500, 'internal error'));
      },
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  return {
    async listen({ host, port }) {
      server.listen(port, host);
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const deadline = setTimeout(() => {
        server.closeAllConnections();
      }, REQUEST_TIMEOUT_MS);
      await closed;
      clearTimeout(deadline);
    },
  };
}

async function answer(request: IncomingMessage, witness: Witness): Promise<WitnessAnswer> {
  const { method, url = '' } = request;
  if (method === 'POST' && url === '/add-checkpoint') {
    const body = await readBody(request);
    return body === undefined ? text(413, 'request is too long') : witness.addCheckpoint(body);
  }
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(url) ?? [];
  const newest = originHash === undefined || method !== 'GET' ? undefined : witness.newest(originHash);
  return newest === undefined ? text(404, 'not found') : { status: 200, type: TEXT, body: newest };
}

/** @returns undefined past the limit */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left open when it is too long: the answer still has to go out.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_WITNESS_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, type, body }: WitnessAnswer): void {
  if (response.destroyed || response.headersSent) return;
  const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store' };
  // A body that was not read to its end must not be taken for the next request.
  response.writeHead(status, status === 413 ? { ...headers, Connection: 'close' } : headers).end(body);
}

function text(status: number, body: string): WitnessAnswer {
  return { status, type: TEXT, body: `${body}\n` };
}
