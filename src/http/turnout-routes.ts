import { toHex } from '../encoding/bytes.ts';
import { contestOf } from './contest-routes.ts';
import type { HttpDeps } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { ANY_ORIGIN, CACHE, etagOf, JSON_TYPE, send } from './respond.ts';

/** How many voted on which day: public always, since the log's size is. */
export function createTurnoutRoutes({
  contests,
  tallies,
  sha256,
  limits,
}: Pick<HttpDeps, 'contests' | 'tallies' | 'sha256' | 'limits'>): readonly GetRoute[] {
  return [
    {
      template: '/api/v1/contests/{contest}/turnout',
      async handle(request, response) {
        const body = JSON.stringify(await tallies.turnout(contestOf(contests, request).definition.id));
        const etag = etagOf(toHex(sha256(Buffer.from(body)).subarray(0, 16)));
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.moving, ETag: etag, ...ANY_ORIGIN };
        send(request, response, limits, { status: 200, headers, body });
      },
    },
  ];
}
