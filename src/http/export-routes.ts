import { pipeline } from 'node:stream/promises';
import type { ManifestFile } from '../audit/export-manifest.ts';
import type { PublishedExport } from '../audit/published-export.ts';
import { DauysError } from '../domain/errors.ts';
import { sessionOf } from '../web/sessions.ts';
import { checkBearer } from './bearer.ts';
import { parseByteRange } from './byte-range.ts';
import { cookiesOf } from './cookies.ts';
import type { HttpDeps } from './deps.ts';
import { ANY_ORIGIN, CACHE, etagOf, JSON_TYPE, send } from './respond.ts';
import type { Exchange, Route } from './route.ts';

type ExportDeps = Pick<
  HttpDeps,
  'contests' | 'exports' | 'tokens' | 'signIn' | 'clock' | 'sha256' | 'events' | 'limits'
>;
type Part = 'public' | 'all';

const MANIFEST = '/api/v1/contests/{contest}/export';
const FILES = '/api/v1/contests/{contest}/export/files/{path+}';

/**
 * Exports that the operator published, as they lie on disk: the public part for anyone, the restricted part for auditors
 * and encrypted to their keys alone.
 */
export function createExportRoutes(deps: ExportDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      template: MANIFEST,
      async handle(exchange) {
        const { request, response, query } = exchange;
        const part = partOf(query);
        const { manifest, sha256 } = authorizedExport(exchange, MANIFEST, part, deps);
        const headers = { 'Content-Type': JSON_TYPE, ETag: etagOf(sha256), ...headersOf(part) };
        send(request, response, deps.limits, { status: 200, headers, body: manifest });
      },
    },
    {
      method: 'GET',
      template: FILES,
      async handle(exchange) {
        const path = exchange.params['path'] ?? '';
        const part = path.startsWith('public/') ? 'public' : 'all';
        const published = authorizedExport(exchange, FILES, part, deps);
        // The manifest alone says what there is: nothing of the path reaches the disk.
        const file = published.files.find((one) => one.path === path);
        if (file === undefined) throw new DauysError('not-found', 'no such file of the export');
        await sendFile(exchange, published, file, part, deps);
      },
    },
  ];
}

function partOf(query: URLSearchParams): Part {
  const parts = query.getAll('part');
  if (parts.length === 0) return 'all';
  if (parts.length > 1 || parts[0] !== 'public') throw new DauysError('malformed-request', 'part is public');
  return 'public';
}

function sizeOf(query: URLSearchParams): number | undefined {
  const sizes = query.getAll('size');
  if (sizes.length === 0) return undefined;
  const [size = ''] = sizes;
  if (sizes.length > 1 || !/^[1-9]\d{0,14}$/.test(size)) throw new DauysError('malformed-request', 'size is a number');
  return Number(size);
}

/** @throws DauysError `contest-unknown`, `unauthorized`, `forbidden`, `not-found` */
function authorizedExport({ request, params, query }: Exchange, template: string, part: Part, deps: ExportDeps) {
  const contest = deps.contests.get(params['contest'] ?? '')?.definition.id;
  if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
  const size = sizeOf(query);
  const isAuditor =
    checkBearer(request, template, { roles: ['auditor'], contest }, deps) ||
    (part === 'all' &&
      sessionOf(cookiesOf(request), { contest, role: 'auditor', route: template }, deps) !== undefined);
  if (part === 'all') {
    if (!isAuditor) throw new DauysError('unauthorized', 'the restricted part is for auditors');
    if (!deps.exports.servesRestricted) throw new DauysError('forbidden', 'no auditor to encrypt to is configured');
  }
  const published = deps.exports.find(contest, part, size);
  if (published === undefined) throw new DauysError('not-found', 'no export is published');
  return published;
}

function headersOf(part: Part): Record<string, string> {
  return part === 'public' ? { 'Cache-Control': CACHE.moving, ...ANY_ORIGIN } : { 'Cache-Control': CACHE.none };
}

/** RFC 9110 §14: whole or one range of it, never a mixture of two files under one tag. */
async function sendFile(
  { request, response, query }: Exchange,
  published: PublishedExport,
  file: ManifestFile,
  part: Part,
  { limits }: ExportDeps,
): Promise<void> {
  const etag = etagOf(file.sha256);
  const isFixed = part === 'public' && query.has('size');
  const headers = {
    ...headersOf(part),
    ...(isFixed ? { 'Cache-Control': CACHE.fixed } : {}),
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: etag,
  };
  const { range: wanted, 'if-range': condition, 'if-none-match': known } = request.headers;
  // A known tag is answered with 304.
  if (file.bytes === 0 || known?.split(',').some((tag) => [etag, '*'].includes(tag.trim())) === true) {
    send(request, response, limits, { status: 200, headers, body: '' });
    return;
  }
  const range = condition === undefined || condition === etag ? parseByteRange(wanted, file.bytes) : undefined;
  if (range === 'unsatisfiable') {
    const { 'Content-Type': _type, ...rest } = headers;
    const unsatisfied = { ...rest, 'Content-Range': `bytes */${file.bytes}` };
    send(request, response, limits, { status: 416, headers: unsatisfied, body: '' });
    return;
  }
  const { from, to } = range ?? { from: 0, to: file.bytes - 1 };
  const partial = range === undefined ? {} : { 'Content-Range': `bytes ${from}-${to}/${file.bytes}` };
  response.writeHead(range === undefined ? 200 : 206, { ...headers, ...partial, 'Content-Length': to - from + 1 });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await copy(published.open(file, from, to), response);
}

/** A reader who goes away is nobody's fault; a file that ends early cuts the connection, which shows. */
async function copy(source: ReturnType<PublishedExport['open']>, response: Exchange['response']): Promise<void> {
  try {
    await pipeline(source, response);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
