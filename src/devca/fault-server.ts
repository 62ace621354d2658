import { once, setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { concatBytes, fromUtf8, toUtf8 } from '../encoding/bytes.ts';

const MAX_BODY_BYTES = 65_536;
const DEFAULT_SLOW_MS = 2000;

export interface ServerAddress {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: a free one. */
  readonly port?: number | undefined;
}

export interface DevReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface DevRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Uint8Array;
}

/** A server of the development authority, wrong on command. */
export interface FaultServer<Name extends string> {
  /** Without a trailing slash. */
  readonly url: string;
  /** Holds for every answer from now on, `none` ends it. @param ms - for `slow`, and for how old `stale` is */
  setFault(name: Name | 'none', options?: { readonly ms?: number | undefined }): void;
  /** Requests so far, those about faults not counted. */
  requestCount(): number;
  lastRequest(): DevRequest | undefined;
  stop(): Promise<void>;
}

export interface FaultServerOptions<Name extends string> extends ServerAddress {
  readonly faults: readonly Name[];
  answer(request: DevRequest, fault: Name | 'none', ms: number | undefined): DevReply | Promise<DevReply>;
  /** What `PUT` on other paths does with its JSON; whatever it throws is answered with 400. */
  readonly control?: Readonly<Record<string, (json: unknown) => void>>;
}

/** Starts on bare `node:http`. `PUT /fault {"fault": "slow", "ms": 2000}` does what `setFault` does, `GET /fault` tells. */
export async function startFaultServer<Name extends string>(
  options: FaultServerOptions<Name>,
): Promise<FaultServer<Name>> {
  let fault: Name | 'none' = 'none';
  let faultMs: number | undefined;
  let count = 0;
  let last: DevRequest | undefined;
  const stopping = new AbortController();
  // As many answers may be slow at once as there are questions.
  setMaxListeners(0, stopping.signal);

  const setFault: FaultServer<Name>['setFault'] = (name, { ms } = {}) => {
    [fault, faultMs] = [name, ms];
  };
  const control: Record<string, (json: unknown) => void> = {
    ...options.control,
    '/fault': (json) => {
      const { fault: name, ms } = z.object({ fault: z.string(), ms: z.number().min(0).optional() }).parse(json);
      setFault(knownFault(options.faults, name), { ms });
    },
  };

  async function answer(request: DevRequest): Promise<DevReply | undefined> {
    const { path, method } = request;
    if (path === '/fault' && method === 'GET') return json(200, { fault, faults: options.faults });
    const handle = control[path];
    if (handle !== undefined) return method === 'PUT' ? obey(handle, request.body) : json(405, {});
    count++;
    last = request;
    // In front of НУЦ stands a filter that sends whoever names no agent elsewhere.
    if ((request.headers['user-agent'] ?? '') === '') return redirect(303);
    const wire = await wireFault(fault, { count, ms: faultMs, signal: stopping.signal });
    return wire === 'go-on' ? options.answer(request, fault, faultMs) : wire;
  }

  const server = createServer((request, response) => {
    void readRequest(request)
      .then(answer)
      .then((reply) => {
        if (reply !== undefined) send(response, reply);
      })
      .catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    setFault,
    requestCount: () => count,
    lastRequest: () => last,
    async stop() {
      stopping.abort();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Faults of the wire, the same for every server; what a message says wrongly is each server's own. Gives another answer,
 * or none at all (undefined: the client waits for ever), or `go-on`.
 */
async function wireFault(
  fault: string,
  { count, ms = DEFAULT_SLOW_MS, signal }: { count: number; ms: number | undefined; signal: AbortSignal },
): Promise<DevReply | undefined | 'go-on'> {
  switch (fault) {
    case 'slow':
      await delay(ms, undefined, { signal });
      return 'go-on';
    case 'hang':
      return undefined;
    case '500':
      return json(500, {});
    case 'empty':
      return { status: 200, headers: {}, body: new Uint8Array() };
    case 'redirect':
      return redirect(302);
    case 'flapping':
      return count % 2 === 1 ? json(500, {}) : 'go-on';
    default:
      return 'go-on';
  }
}

function knownFault<Name extends string>(faults: readonly Name[], name: string): Name | 'none' {
  const found = name === 'none' ? 'none' : faults.find((known) => known === name);
  if (found === undefined) throw new TypeError(`no such fault; known are none, ${faults.join(', ')}`);
  return found;
}

function obey(handle: (json: unknown) => void, body: Uint8Array): DevReply {
  try {
    handle(JSON.parse(fromUtf8(body)));
    return json(200, { ok: true });
  } catch (error) {
    return json(400, { ok: false, message: (error as Error).message });
  }
}

async function readRequest(request: IncomingMessage): Promise<DevRequest> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new TypeError('request too large');
    chunks.push(chunk);
  }
  const { method = '', url = '/', headers } = request;
  return { method, path: url.replace(/\?.*$/, ''), headers, body: concatBytes(...chunks) };
}

function send(response: ServerResponse, { status, headers, body }: DevReply): void {
  const length = status === 304 ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...headers, ...length }).end(body);
}

export function json(status: number, value: unknown): DevReply {
  return { status, headers: { 'content-type': 'application/json' }, body: toUtf8(`${JSON.stringify(value)}\n`) };
}

function redirect(status: number): DevReply {
  return { status, headers: { location: '/elsewhere' }, body: new Uint8Array() };
}

/** The same bytes, wrong. */
export function lastBitFlipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte));
}
