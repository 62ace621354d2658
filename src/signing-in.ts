import { randomBytes } from 'node:crypto';
import type { Authorities } from './authorities.ts';
import { DauysError } from './domain/errors.ts';
import type { SignIn } from './http/deps.ts';
import type { Installation } from './installation.ts';
import { issueChallenge } from './intake/challenges.ts';
import type { RunningContest } from './intake/contest-desk.ts';
import { openSession, type SessionMac } from './intake/sign-in-sessions.ts';
import { signIn, type SignInDesk } from './intake/sign-in.ts';
import type { StatementKeys } from './intake/statement-keys.ts';
import { openSessionKey } from './keys/session-key.ts';
import type { Events } from './observability/events.ts';
import type { Runtime } from './running.ts';
import { createEndedSessions } from './storage/ended-sessions.ts';
import { createRoleStore } from './storage/role-store.ts';
import { createUsedChallenges } from './storage/used-challenges.ts';

export interface SigningInParts {
  readonly authorities: Pick<Authorities, 'signIns'>;
  readonly installation: Installation;
  readonly runtime: Pick<Runtime, 'clock'>;
  readonly events: Pick<Events, 'sessionUsed'>;
  readonly desks: ReadonlyMap<string, RunningContest>;
  readonly statementKeys: ReadonlyMap<string, Pick<StatementKeys, 'challengeMac'>>;
}

/** Signing in with ЭЦП, for who holds a role. */
export function openSignIn(keysDirectory: string, parts: SigningInParts): SignIn {
  const { authorities, installation, runtime, events } = parts;
  const roles = createRoleStore(installation.db);
  const ended = createEndedSessions(installation.db);
  const macs = new Map<string, SessionMac>();
  const desk = (contestId: string) => {
    const running = parts.desks.get(contestId);
    const challengeMac = parts.statementKeys.get(contestId)?.challengeMac;
    if (running === undefined || challengeMac === undefined) return undefined;
    const sessionMac = macs.get(contestId) ?? openSessionKey(keysDirectory, contestId);
    macs.set(contestId, sessionMac);
    return { contest: running.contest, keys: running.keys, challengeMac, sessionMac } satisfies SignInDesk;
  };
  const known = (contestId: string) => {
    const found = desk(contestId);
    if (found === undefined) throw new DauysError('contest-unknown', 'no such contest');
    return found;
  };
  const ports = { desk, verifier: authorities.signIns, used: createUsedChallenges(installation.db), roles };
  return {
    issueChallenge(contestId) {
      const { contest, challengeMac } = known(contestId);
      const request = { purpose: 'sign-in', origin: contest.definition.origin, nowMs: runtime.clock.nowMs() } as const;
      return issueChallenge(request, randomBytes, challengeMac);
    },
    signIn: (message) => signIn(message, ports),
    session(text, { contest, role }, route) {
      const { sessionMac: mac } = known(contest);
      const session = openSession(text, { contest, role, nowMs: runtime.clock.nowMs() }, { mac, roles, ended });
      if (session !== undefined) events.sessionUsed(session.roleId, route);
      return session;
    },
    endSession: (session) => {
      ended.end(session, runtime.clock.nowMs());
    },
  };
}
