import { DauysError } from '../domain/errors.ts';
import { ROLES } from '../intake/roles.ts';
import type { OpenedSession } from '../intake/sign-in.ts';
import { sessionOf } from '../web/sessions.ts';
import { cookiesOf } from './cookies.ts';
import type { HttpDeps } from './deps.ts';
import { CACHE, JSON_TYPE, send } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import { checkSameOrigin } from './same-origin.ts';
import { cookiesToEnd, cookiesToOpen } from './session-cookies.ts';
import type { SignatureDoor, SignedUpload } from './signature-door.ts';

export type SignInDeps = Pick<HttpDeps, 'contests' | 'signIn' | 'clock' | 'events' | 'limits'>;

const SESSIONS = '/api/v1/contests/{contest}/sessions';
const END = `${SESSIONS}/end`;

/** Sessions of the commission and of auditors: a signed challenge opens them, and their member ends them. */
export function createSignInRoutes(deps: SignInDeps, door: SignatureDoor): readonly Route[] {
  return [
    {
      method: 'POST',
      template: SESSIONS,
      handle: (exchange) =>
        door.admit(exchange, uploadEvents(deps), async (read, durationMs) => {
          const { contestId, sessions, cookies } = await openSessions(exchange, read, durationMs, deps);
          const [{ expiresAtMs } = { expiresAtMs: 0 }] = sessions;
          const roles = sessions.map(({ role }) => role);
          const body = { contest: contestId, roles, expiresAt: new Date(expiresAtMs).toISOString() };
          const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none, 'Set-Cookie': cookies };
          return { status: 201, headers, body: JSON.stringify(body) };
        }),
    },
    {
      method: 'POST',
      template: END,
      async handle(exchange) {
        const cookies = endSessions(exchange, END, deps);
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none, 'Set-Cookie': cookies };
        send(exchange.request, exchange.response, deps.limits, { status: 200, headers, body: '{"ended":true}' });
      },
    },
  ];
}

export function uploadEvents({ events }: Pick<SignInDeps, 'events'>) {
  return { refused: events.signInRefused, aborted: events.signInAborted };
}

interface Opened {
  readonly contestId: string;
  readonly sessions: readonly OpenedSession[];
  /** Lines of Set-Cookie. */
  readonly cookies: string[];
}

/**
 * Opens the sessions of who signed the upload.
 * @throws DauysError `contest-unknown`, `forbidden`, and as {@link HttpDeps.signIn} says
 */
export async function openSessions(
  exchange: Exchange,
  read: () => Promise<SignedUpload>,
  durationMs: () => number,
  deps: SignInDeps,
): Promise<Opened> {
  const contestId = contestOf(exchange, deps);
  checkSameOrigin(exchange.request);
  const { cms, candidateId, acceptedAtMs } = await read();
  if (candidateId !== undefined) throw new DauysError('malformed-request', 'a challenge names no candidate');
  const sessions = await deps.signIn.signIn({ contestId, cms, acceptedAtMs });
  deps.events.signedIn(
    contestId,
    sessions.map(({ roleId }) => roleId),
    durationMs(),
  );
  const cookies = cookiesToOpen(exchange.request, contestId, sessions, deps.clock.nowMs());
  return { contestId, sessions, cookies };
}

/**
 * Ends every session that the request shows, wherever else its cookie is kept.
 * @returns lines of Set-Cookie
 * @throws DauysError `contest-unknown`, `forbidden`; `busy` for a session that could not be ended
 */
export function endSessions(exchange: Exchange, route: string, deps: SignInDeps): string[] {
  const contest = contestOf(exchange, deps);
  checkSameOrigin(exchange.request);
  const cookies = cookiesOf(exchange.request);
  for (const role of ROLES) {
    const session = sessionOf(cookies, { contest, role, route }, deps);
    if (session === undefined) continue;
    deps.signIn.endSession(session);
    deps.events.signedOut(session.roleId);
  }
  return cookiesToEnd(exchange.request, contest);
}

/** @throws DauysError `contest-unknown` */
function contestOf({ params }: Exchange, { contests }: Pick<SignInDeps, 'contests'>): string {
  const contestId = params['contest'] ?? '';
  if (contests.get(contestId) === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return contestId;
}
