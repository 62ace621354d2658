import type { HttpDeps } from './deps.ts';
import { CACHE, send } from './respond.ts';
import type { Route } from './route.ts';

/** Search engines may read everything but receipts. */
const ROBOTS = 'User-agent: *\nDisallow: /*/receipt\n';

/** What programs that collect pages are asked to leave alone (RFC 9309). */
export function createRobotsRoute({ limits }: Pick<HttpDeps, 'limits'>): Route {
  return {
    method: 'GET',
    template: '/robots.txt',
    async handle({ request, response }) {
      const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': CACHE.fixed };
      send(request, response, limits, { status: 200, headers, body: ROBOTS });
    },
  };
}
