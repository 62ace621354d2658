import type { Challenge } from '../domain/challenge.ts';
import { DauysError } from '../domain/errors.ts';
import type { ChallengeMac, UsedChallenges } from './challenges.ts';
import type { SignedMessageVerifier, UnverifiedMessage } from './ports.ts';
import { memberTagOf, type MemberTagger, type Role, type RoleReader } from './roles.ts';
import { sealSession, SESSION_LIFETIME_MS, type SessionMac } from './sign-in-sessions.ts';
import { acceptSignedChallenge } from './signed-challenges.ts';

/** What signing in needs of one contest while it runs. */
export interface SignInDesk extends MemberTagger {
  readonly challengeMac: ChallengeMac;
  readonly sessionMac: SessionMac;
}

export interface SignInPorts {
  desk(contestId: string): SignInDesk | undefined;
  /** Takes challenges to sign in, and nothing else. */
  readonly verifier: SignedMessageVerifier<UnverifiedMessage, Challenge>;
  readonly used: UsedChallenges;
  readonly roles: Pick<RoleReader, 'rolesOf'>;
}

/** A session that was opened: whoever shows its text is taken for the member. */
export interface OpenedSession {
  readonly role: Role;
  readonly roleId: string;
  readonly text: string;
  readonly expiresAtMs: number;
}

/**
 * Opens a session for each role that the signer holds in the contest. Nothing is looked up before the signature was
 * verified and the challenge used up.
 * @throws DauysError `contest-unknown`, the codes of verification, `challenge-invalid`, `busy`; `forbidden` for who
 * holds no role
 */
export async function signIn(message: UnverifiedMessage, ports: SignInPorts): Promise<readonly OpenedSession[]> {
  const { contestId, acceptedAtMs } = message;
  const desk = ports.desk(contestId);
  if (desk === undefined) throw new DauysError('contest-unknown', 'no such contest');
  const { verifier, used, roles } = ports;
  const { challengeMac, sessionMac } = desk;
  const signer = await acceptSignedChallenge(message, { verifier, challengeMac, used });
  const held = roles.rolesOf(contestId, memberTagOf(signer, desk));
  if (held.length === 0) throw new DauysError('forbidden', 'who signed holds no role in this contest');
  const expiresAtMs = acceptedAtMs + SESSION_LIFETIME_MS;
  return held.map(({ id: roleId, role }) => {
    return {
      role,
      roleId,
      expiresAtMs,
      text: sealSession({ contest: contestId, role, roleId, expiresAtMs }, sessionMac),
    };
  });
}
