import type { Request } from 'express';
import { DauysError } from '../domain/errors.ts';
import { toHex } from '../encoding/bytes.ts';
import { contestOf } from './contest-routes.ts';
import type { HttpDeps } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { ANY_ORIGIN, CACHE, etagOf, JSON_TYPE, send } from './respond.ts';

type TimeAnchorDeps = Pick<HttpDeps, 'contests' | 'log' | 'sha256' | 'limits'>;

/** The time anchors of a log with all it takes to check them, in pages. */
export function createTimeAnchorRoutes(deps: TimeAnchorDeps): readonly GetRoute[] {
  return [
    {
      template: '/api/v1/contests/{contest}/time-anchors',
      async handle(request, response) {
        const { id } = contestOf(deps.contests, request).definition;
        const rows = await deps.log.timeAnchors(id, afterOf(request));
        const anchors = rows.map(({ index, size, root, token, checkpoint }) => {
          return { index, size, root: toHex(root), token, checkpoint };
        });
        const body = JSON.stringify({ anchors });
        const etag = etagOf(toHex(deps.sha256(Buffer.from(body)).subarray(0, 16)));
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.moving, ETag: etag, ...ANY_ORIGIN };
        send(request, response, deps.limits, { status: 200, headers, body });
      },
    },
  ];
}

/** @returns -1 where the reader begins */
function afterOf(request: Request): number {
  const { after } = request.query;
  if (after === undefined) return -1;
  if (typeof after !== 'string' || !/^(?:0|[1-9]\d{0,14})$/.test(after)) {
    throw new DauysError('malformed-request', 'after is the index of an entry');
  }
  return Number(after);
}
