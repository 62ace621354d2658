import type { HttpDeps, Readiness } from './deps.ts';
import type { GetRoute } from './express-route.ts';
import { CACHE, JSON_TYPE, send, type Reply } from './respond.ts';

/** Whether the process lives, and whether it should be sent ballots: not while it is stopping. */
export function createHealthRoutes(
  { readiness, limits }: Pick<HttpDeps, 'readiness' | 'limits'>,
  isStopping: () => boolean,
): readonly GetRoute[] {
  return [
    {
      template: '/healthz',
      handle: (request, response) => {
        send(request, response, limits, reply({ ok: true, checks: {} }));
      },
    },
    {
      template: '/readyz',
      handle: (request, response) => {
        const { ok, checks } = readiness();
        const serving = !isStopping();
        send(request, response, limits, reply({ ok: ok && serving, checks: { ...checks, serving } }));
      },
    },
  ];
}

function reply(readiness: Readiness): Reply {
  const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none };
  return { status: readiness.ok ? 200 : 503, headers, body: JSON.stringify(readiness) };
}
