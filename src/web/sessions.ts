import { LANGUAGES } from '../domain/texts.ts';
import type { Role } from '../intake/roles.ts';
import type { Session, SessionDemand } from '../intake/sign-in-sessions.ts';
import { sitePaths } from './paths.ts';

/** The cookie that carries a session of this role. */
export function sessionCookie(role: Role): string {
  return `${role}-session`;
}

/** Where a browser shows that cookie: its own page in every language, and what it opens. */
export function sessionPaths(contestId: string, role: Role): readonly string[] {
  const api = `/api/v1/contests/${contestId}`;
  const pages = LANGUAGES.map((language) => rolePage(sitePaths(language, contestId), role));
  return [...pages, `${api}/sessions`, ...(role === 'auditor' ? [`${api}/export`] : [])];
}

/** The page of who holds this role. */
export function rolePage(to: ReturnType<typeof sitePaths>, role: Role): string {
  return role === 'auditor' ? to.auditors : to.commission;
}

export interface SessionPorts {
  readonly signIn: { session(text: string, demand: Omit<SessionDemand, 'nowMs'>, route: string): Session | undefined };
}

/** The session that a request shows, where it counts. @param route - template of where it is used */
export function sessionOf(
  cookies: ReadonlyMap<string, string>,
  { contest, role, route }: { readonly contest: string; readonly role: Role; readonly route: string },
  { signIn }: SessionPorts,
): Session | undefined {
  const text = cookies.get(sessionCookie(role));
  return text === undefined ? undefined : signIn.session(text, { contest, role }, route);
}
