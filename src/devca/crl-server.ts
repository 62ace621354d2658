import { createHash } from 'node:crypto';
import { toUtf8 } from '../encoding/bytes.ts';
import {
  json,
  startFaultServer,
  type DevReply,
  type DevRequest,
  type FaultServer,
  type ServerAddress,
} from './fault-server.ts';

export const CRL_FAULTS = [
  '500',
  'empty',
  'html',
  'stale',
  'slow',
  'hang',
  'truncated',
  'redirect',
  'flapping',
] as const;
export type CrlFault = (typeof CRL_FAULTS)[number];

/** Lists by path (`/dev_rsa.crl`), asked anew for each request: a Map, or something that signs when asked. */
export interface PublishedLists {
  get(path: string): Uint8Array | undefined;
}

export interface CrlServerOptions extends ServerAddress {
  readonly lists: PublishedLists;
  /** What the fault `stale` serves. */
  readonly staleLists?: PublishedLists;
  readonly clock: () => Date;
}

/** Serves lists as НУЦ's does: GET and HEAD, ETag and Last-Modified, 304 for what the caller has. */
export function startCrlServer(options: CrlServerOptions): Promise<FaultServer<CrlFault>> {
  const seen = new Map<string, { etag: string; modified: Date }>();

  function versionOf(path: string, list: Uint8Array): { etag: string; modified: Date } {
    const etag = `"${createHash('sha256').update(list).digest('hex').slice(0, 32)}"`;
    const known = seen.get(path);
    if (known?.etag === etag) return known;
    const version = { etag, modified: wholeSeconds(options.clock()) };
    seen.set(path, version);
    return version;
  }

  return startFaultServer({
    ...options,
    faults: CRL_FAULTS,
    answer(request, fault) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return json(405, {});
      if (fault === 'html') return html();
      const lists = fault === 'stale' ? (options.staleLists ?? options.lists) : options.lists;
      const list = lists.get(request.path);
      if (list === undefined) return json(404, {});
      const { etag, modified } = versionOf(request.path, list);
      const headers = { etag, 'last-modified': modified.toUTCString(), 'content-type': 'application/pkix-crl' };
      if (hasAlready(request, etag, modified)) return { status: 304, headers, body: new Uint8Array() };
      return { status: 200, headers, body: fault === 'truncated' ? list.subarray(0, list.length >> 1) : list };
    },
  });
}

function hasAlready({ headers }: DevRequest, etag: string, modified: Date): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return !Number.isNaN(since) && modified.getTime() <= since;
}

function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function html(): DevReply {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return { status: 200, headers, body: toUtf8('<!doctype html><title>Maintenance</title><p>Back soon') };
}
