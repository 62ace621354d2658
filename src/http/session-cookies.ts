import type { IncomingMessage } from 'node:http';
import { ROLES } from '../intake/roles.ts';
import type { OpenedSession } from '../intake/sign-in.ts';
import { sessionCookie, sessionPaths } from '../web/sessions.ts';
import { isHttps } from './cookies.ts';

/** Lines of Set-Cookie that hand sessions to a browser: for their own paths, for no script and for no other site. */
export function cookiesToOpen(
  request: IncomingMessage,
  contestId: string,
  sessions: readonly OpenedSession[],
  nowMs: number,
): string[] {
  return sessions.flatMap(({ role, text, expiresAtMs }) => {
    const seconds = Math.floor((expiresAtMs - nowMs) / 1000);
    return sessionPaths(contestId, role).map((path) => line(request, `${sessionCookie(role)}=${text}`, path, seconds));
  });
}

/** Lines of Set-Cookie that take every session of a contest back. */
export function cookiesToEnd(request: IncomingMessage, contestId: string): string[] {
  return ROLES.flatMap((role) =>
    sessionPaths(contestId, role).map((path) => line(request, `${sessionCookie(role)}=`, path, 0)),
  );
}

function line(request: IncomingMessage, pair: string, path: string, seconds: number): string {
  const secure = isHttps(request) ? '; Secure' : '';
  return `${pair}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}
