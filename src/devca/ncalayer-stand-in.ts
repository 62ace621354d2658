import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Identity } from './dev-ca.ts';
import { signCms } from './cms-builder.ts';
import type { TlsIdentity } from './ncalayer-certificate.ts';
import { createControl } from './ncalayer-control.ts';
import type { NcalayerKeys } from './ncalayer-keys.ts';
import { answerMessage, failure, greeting, MODULE_NOT_FOUND } from './ncalayer-protocol.ts';
import { NCALAYER_FAULTS, type NcalayerFault, type NcalayerState } from './ncalayer-state.ts';

const VERSION = '1.4';
/** Before it knew the module that signs. */
const OLD_VERSION = '1.1';
const SLOW_MS = 2000;
const HEARTBEAT = '--heartbeat--';
const MAX_MESSAGE_BYTES = 1024 * 1024;

export interface NcalayerOptions {
  readonly keys: NcalayerKeys;
  readonly clock: () => Date;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free one; NCALayer's own is 13579. */
  readonly port: number;
  /** Without it the stand-in speaks ws:// and http://: only pages of this machine may then use it. */
  readonly tls?: TlsIdentity | undefined;
}

/** A stand-in for NCALayer: signs whatever a page of this machine asks for, with throw-away keys, and asks nobody. */
export interface NcalayerStandIn {
  /** Of the socket. */
  readonly url: string;
  /** Of the page that says who signs, and of the commands behind it. */
  readonly controlUrl: string;
  readonly state: NcalayerState;
  setFault(name: NcalayerFault | 'none', options?: { readonly ms?: number }): void;
  /** Signatures made so far. */
  signatureCount(): number;
  stop(): Promise<void>;
}

/** Starts the socket, and on the same port a page with `PUT /fault`, `/citizen` and `/form`. */
export async function startNcalayerStandIn(options: NcalayerOptions): Promise<NcalayerStandIn> {
  const { host = '127.0.0.1', port, tls } = options;
  const state: NcalayerState = {
    fault: 'none',
    faultMs: SLOW_MS,
    citizen: 1,
    form: { result: 'string', armour: 'CMS' },
  };
  let signatures = 0;
  const stopping = new AbortController();
  const desk: Desk = {
    ...{ state, keys: options.keys, clock: options.clock, signal: stopping.signal },
    onSigned: () => signatures++,
  };
  const control = createControl(state, NCALAYER_FAULTS);
  const listener: RequestListener = (request, response) => {
    void control(request, response).catch(() => response.destroy());
  };
  const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
  const sockets = new WebSocketServer({ server, maxPayload: MAX_MESSAGE_BYTES });
  sockets.on('connection', (socket: WebSocket, _request: IncomingMessage) => {
    serve(socket, desk);
  });
  sockets.on('error', () => undefined);
  server.listen(port, host);
  await once(server, 'listening');
  const address = `${host}:${(server.address() as AddressInfo).port}`;
  return {
    url: `${tls === undefined ? 'ws' : 'wss'}://${address}`,
    controlUrl: `${tls === undefined ? 'http' : 'https'}://${address}/`,
    state,
    setFault(name, { ms = SLOW_MS } = {}) {
      [state.fault, state.faultMs] = [name, ms];
    },
    signatureCount: () => signatures,
    async stop() {
      stopping.abort();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Desk {
  readonly state: NcalayerState;
  readonly keys: NcalayerKeys;
  readonly clock: () => Date;
  readonly signal: AbortSignal;
  readonly onSigned: () => void;
}

function serve(socket: WebSocket, desk: Desk): void {
  const { state } = desk;
  const say = (text: string): void => {
    if (state.fault !== 'silent' && socket.readyState === socket.OPEN) socket.send(text);
  };
  const greet = (): void => {
    say(JSON.stringify(greeting(state.fault === 'old-version' ? OLD_VERSION : VERSION)));
  };
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8');
    if (text === HEARTBEAT) {
      greet();
      return;
    }
    if (state.fault === 'drop' && text.includes('sign')) {
      socket.terminate();
      return;
    }
    answer(text, desk).then(say, () => {
      socket.terminate();
    });
  });
  greet();
}

async function answer(text: string, desk: Desk): Promise<string> {
  const { state } = desk;
  const isSigning = text.includes('"kz.gov.pki.knca.');
  if (!isSigning || state.fault === 'old-version') return JSON.stringify(MODULE_NOT_FOUND);
  if (state.fault === 'slow') await delay(state.faultMs, undefined, { signal: desk.signal });
  if (state.fault === 'garbage') return '{"body": {"resu';
  if (state.fault === 'error') return JSON.stringify(failure('SIGNING_FAILURE', 'made to fail'));
  const reply = await answerMessage(text, state.form, ({ content, isDetached, anyChain }) => {
    // A window of NCALayer would show no key to choose.
    if (state.fault === 'cancel' || !anyChain) return 'cancelled';
    desk.onSigned();
    return signCms({ content, signer: signerOf(desk), signingTime: desk.clock(), detached: isDetached });
  });
  return JSON.stringify(reply);
}

function signerOf({ state, keys }: Desk): Identity {
  const { fault, citizen } = state;
  const isOther = fault === 'organisation' || fault === 'expired' || fault === 'revoked';
  return isOther ? keys[fault]() : keys.citizen(citizen);
}
