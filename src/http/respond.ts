import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpLimits } from './deps.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[]>>;
  readonly body: Uint8Array | string;
}

export const CACHE = {
  /** Never changes under its address. */
  immutable: 'public, max-age=31536000, immutable',
  /** Fixed once a contest is loaded. */
  fixed: 'public, max-age=3600',
  /** Moves with the log: a shared cache may keep it for a moment. */
  moving: 'public, max-age=2',
  none: 'no-store',
} as const;

export const ANY_ORIGIN = { 'Access-Control-Allow-Origin': '*' } as const;
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Writes one whole answer; a matching If-None-Match turns it into 304. */
export function send(request: IncomingMessage, response: ServerResponse, limits: HttpLimits, reply: Reply): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const etag = reply.headers['ETag'];
  if (reply.status === 200 && typeof etag === 'string' && isFresh(request, etag)) {
    const { 'Content-Type': _type, ...headers } = reply.headers;
    response.writeHead(304, headers).end();
    return;
  }
  // A string leaves in one write with its headers.
  const { body } = reply;
  const headers = { ...reply.headers, 'Content-Length': Buffer.byteLength(body) };
  if (!leavesMuchUnread(request, limits)) {
    response.writeHead(reply.status, headers).end(body);
    return;
  }
  response.writeHead(reply.status, { ...headers, Connection: 'close' });
  response.write(body);
  linger(request, response, limits);
}

export function etagOf(hashHex: string): string {
  return `"${hashHex}"`;
}

function isFresh(request: IncomingMessage, etag: string): boolean {
  const condition = request.headers['if-none-match'];
  if (condition === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  return condition.split(',').some((tag) => [etag, `W/${etag}`, '*'].includes(tag.trim()));
}

/** True while a body may still be coming that is larger than any the service takes, or of unknown length. */
function leavesMuchUnread(request: IncomingMessage, limits: HttpLimits): boolean {
  if (request.complete) return false;
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || Number(length ?? 0) > limits.maxBodyBytes || request.headers.expect !== undefined;
}

/**
 * Reads on for a while after the answer is out and throws the bytes away: a connection closed under unread bytes is
 * reset, and its sender would never see the answer.
 */
function linger(request: IncomingMessage, response: ServerResponse, limits: HttpLimits): void {
  const finish = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(finish, limits.lingerMs);
  timer.unref();
  request.once('end', finish);
  request.once('error', finish);
  response.once('close', () => {
    clearTimeout(timer);
  });
  request.resume();
}
