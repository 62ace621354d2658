import { toHex } from '../encoding/bytes.ts';
import { contestOf } from './contest-routes.ts';
import type { HttpDeps } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { CACHE, etagOf, JSON_TYPE, send } from './respond.ts';
import type { TallyStreams } from './tally-streams.ts';

type TallyDeps = Pick<HttpDeps, 'contests' | 'tallies' | 'sha256' | 'limits'>;

/** Published counts, or turnout alone under embargo, at once and as a stream. */
export function createTallyRoutes(deps: TallyDeps, streams: TallyStreams): readonly GetRoute[] {
  const { contests, tallies, sha256, limits } = deps;
  return [
    {
      template: '/api/v1/contests/{contest}/tallies',
      async handle(request, response) {
        const { definition } = contestOf(contests, request);
        const body = JSON.stringify(await tallies.view(definition.id));
        const etag = etagOf(toHex(sha256(Buffer.from(body)).subarray(0, 16)));
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.moving, ETag: etag };
        send(request, response, limits, { status: 200, headers, body });
      },
    },
    {
      template: '/api/v1/contests/{contest}/tallies/stream',
      handle: (request, response) => streams.open(contestOf(contests, request).definition.id, request, response),
    },
  ];
}
