import type { Request } from 'express';
import { DauysError } from '../domain/errors.ts';
import { checkBearer } from './bearer.ts';
import { contestOf } from './contest-routes.ts';
import type { HttpDeps, PublishedProtocol } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { CACHE, etagOf, JSON_TYPE, send, type Reply } from './respond.ts';

type ProtocolDeps = Pick<HttpDeps, 'contests' | 'protocol' | 'tokens' | 'clock' | 'sha256' | 'events' | 'limits'>;

const TEMPLATE = '/api/v1/contests/{contest}/protocol';

/** The final protocol: for nobody before entry 18, for everybody after it. A token that is shown must be good. */
export function createProtocolRoute(deps: ProtocolDeps): GetRoute {
  return {
    template: TEMPLATE,
    async handle(request, response) {
      const { id } = contestOf(deps.contests, request).definition;
      const isPrivate = checkBearer(request, TEMPLATE, { roles: ['commission'], contest: id }, deps);
      const format = formatOf(request);
      const published = await deps.protocol(id);
      if (published === undefined) throw new DauysError('not-yet-published', 'no protocol yet');
      const { headers, ...reply } = format === 'csv' ? csvReply(id, published) : jsonReply(published);
      const cache = { 'Cache-Control': isPrivate ? CACHE.none : CACHE.fixed, Vary: 'Accept, Authorization' };
      send(request, response, deps.limits, { ...reply, headers: { ...headers, ...cache } });
    },
  };
}

function formatOf(request: Request): 'json' | 'csv' {
  const { format } = request.query;
  if (format === 'json' || format === 'csv') return format;
  if (format !== undefined) throw new DauysError('malformed-request', 'format is json or csv');
  return request.accepts(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json';
}

/** The protocol's own bytes stand inside, so that their hash can be taken from the answer. */
function jsonReply({ protocol, proof, sha256 }: PublishedProtocol): Reply {
  const body = `{"protocol":${protocol},"proof":${JSON.stringify(proof)}}`;
  return { status: 200, headers: { 'Content-Type': JSON_TYPE, ETag: etagOf(sha256) }, body };
}

function csvReply(contestId: string, { csv, sha256 }: PublishedProtocol): Reply {
  const headers = {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${contestId}-protocol.csv"`,
    ETag: etagOf(`${sha256}-csv`),
  };
  return { status: 200, headers, body: csv };
}
