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

/**
 * What a page may do: its own files, and the citizen's signing programs on their own machine (NCALayer; KAZTOKEN, which
 * its client library asks too). Nobody else is ever asked for anything.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'self' wss://127.0.0.1:13579 https://127.0.0.1:24680",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

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
