import type { IncomingMessage } from 'node:http';
import { DauysError } from '../domain/errors.ts';
import { authorizeToken, type TokenDemand } from '../intake/tokens.ts';
import type { HttpDeps } from './deps.ts';
import { refusalOf } from './problem.ts';

type BearerDeps = Pick<HttpDeps, 'tokens' | 'clock' | 'sha256' | 'events'>;

/**
 * Checks the token of a request that brings one, and has its use or refusal logged by id and route.
 * @returns false when there is no Authorization header
 * @throws DauysError `unauthorized`, `forbidden`
 */
export function checkBearer(request: IncomingMessage, route: string, demand: TokenDemand, deps: BearerDeps): boolean {
  const { authorization } = request.headers;
  if (authorization === undefined) return false;
  try {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new DauysError('unauthorized', 'not a bearer token');
    const { tokens: store, sha256, clock, events } = deps;
    events.tokenUsed(authorizeToken(token, demand, { store, sha256, nowMs: clock.nowMs() }).id, route);
    return true;
  } catch (error) {
    deps.events.tokenRefused(refusalOf(error), route);
    throw error;
  }
}
