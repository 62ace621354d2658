// An OCSP responder: a process of its own that answers "good" about everybody, and fails as it is told to.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  buildOcspResponse,
  extendedRevokeExtension,
  nonceExtension,
  readOcspRequest,
  responderByName,
} from '../../src/devca/ocsp-builder.ts';
import { decodePrivateKey } from '../../src/devca/private-key.ts';
import { concatBytes, fromHex } from '../../src/encoding/bytes.ts';

/** `every-other` fails with 500; `on-off` answers for two seconds and hangs for two. */
export type ResponderFault = 'none' | 'slow' | 'every-other' | 'on-off' | 'hang';

/** Its delegate; octets in hex. */
export interface ResponderIdentity {
  readonly key: string;
  readonly name: string;
  readonly certificate: string;
}

export interface ResponderStats {
  readonly requests: number;
  /** Connections open at once at most. */
  readonly connections: number;
}

const ANSWER_MS = 20;
const SLOW_MS = 2000;
const PERIOD_MS = 4000;

const identity = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ResponderIdentity;
const octets = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();
const key = decodePrivateKey(octets(identity.key), () => new Uint8Array());
const responderId = responderByName(octets(identity.name));
const certificates = [octets(identity.certificate)];
let fault: ResponderFault = 'none';
let sinceMs = performance.now();
let requests = 0;
let connections = 0;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  void answer(request, response).catch(() => response.destroy());
});
let open = 0;
server.on('connection', (socket) => {
  connections = Math.max(connections, ++open);
  socket.on('close', () => open--);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  requests++;
  if (isHanging()) return;
  await delay(fault === 'slow' ? SLOW_MS : ANSWER_MS);
  if (fault === 'every-other' && requests % 2 === 0) {
    response.writeHead(500, { 'content-length': 0 }).end();
    return;
  }
  const body = sign(concatBytes(...chunks));
  response.writeHead(200, { 'content-type': 'application/ocsp-response', 'content-length': body.length }).end(body);
}

function isHanging(): boolean {
  return fault === 'hang' || (fault === 'on-off' && (performance.now() - sinceMs) % PERIOD_MS > PERIOD_MS / 2);
}

function sign(request: Uint8Array): Uint8Array {
  const { certIds, nonce } = readOcspRequest(request);
  const at = new Date();
  const responses = certIds.map((certId) => ({ certId, status: { kind: 'good' } as const, thisUpdate: at }));
  const extensions = [...(nonce === undefined ? [] : [nonceExtension(nonce)]), extendedRevokeExtension()];
  return buildOcspResponse({ responderId, producedAt: at, responses, extensions, certificates }, key);
}

process.on('message', (message: { readonly fault: ResponderFault } | 'stats') => {
  if (message === 'stats') process.send?.({ requests, connections } satisfies ResponderStats);
  else [fault, sinceMs] = [message.fault, performance.now()];
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
