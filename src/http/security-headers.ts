import type { ServerResponse } from 'node:http';
import helmet from 'helmet';

/** The API serves data: nothing in it may run, be framed or pull anything in. Pages bring a policy of their own. */
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
  // Everything that is served here is either public or answered to its sender alone.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  referrerPolicy: { policy: 'no-referrer' },
});

/** KAZTOKEN's own address, which the client library of NCALayer asks, too. */
const KAZTOKEN = 'https://127.0.0.1:24680';

/**
 * What a page may do: its own files, and signing programs on the citizen's own machine. Nobody else is ever asked for
 * anything.
 */
export function pagePolicy(ncalayerUrl: string): string {
  return [...PAGE_RULES, `connect-src 'self' ${ncalayerUrl} ${KAZTOKEN}`].join('; ');
}

const PAGE_RULES = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

const HEADERS = recordHeaders();

/** The same headers on every answer, before and inside Express. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of HEADERS) response.setHeader(name, value);
}

/** helmet's headers do not depend on the request: it is asked once and its answers are kept. */
function recordHeaders(): readonly (readonly [string, string])[] {
  const headers: [string, string][] = [];
  const recorder = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  protect({} as never, recorder as never, (error?: unknown) => {
    if (error !== undefined) throw error as Error;
  });
  return headers;
}
