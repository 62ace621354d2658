import { readConfig } from '../../../src/config.ts';
import type { Identity } from '../../../src/devca/dev-ca.ts';
import type { Annulment } from '../../../src/domain/annulment.ts';
import { encodeAnnulment } from '../../../src/encoding/annulment.ts';
import { toBase64 } from '../../../src/encoding/bytes.ts';
import { openRoles } from '../../../src/governing.ts';
import { grantRole, memberTagOf, type Role } from '../../../src/intake/roles.ts';
import { random, signedBallot } from '../../support/ballots.ts';
import { eventually, type Answer, type ServiceClient, type TestInstallation } from '../../support/service.ts';

export const CONTEST = '/api/v1/contests/qamqor-demo';
const REASON = { kk: 'Сот шешімі бойынша', ru: 'По решению суда' };

/** Gives a role to a person, as `dauys role grant` does. @returns the id of the grant */
export async function grantTo(installation: TestInstallation, iin: string, role: Role = 'commission'): Promise<string> {
  const register = openRoles(readConfig(installation.settings(), {}).config);
  try {
    const opened = await register.contest(installation.contest.id);
    const memberTag = memberTagOf({ iin }, opened);
    const request = { contestId: installation.contest.id, role, memberTag, nowMs: 1, by: 'test' };
    return grantRole(request, { store: register.store, random }).grant.id;
  } finally {
    register.close();
  }
}

export function revokeRole(installation: TestInstallation, id: string): void {
  const register = openRoles(readConfig(installation.settings(), {}).config);
  register.store.revoke(id, 2, 'test');
  register.close();
}

/** The bytes of a decision. */
export function decisionOf(index: number, changes: Partial<Annulment> = {}): Uint8Array {
  return encodeAnnulment({ contest: 'qamqor-demo', index, reason: REASON, ...changes });
}

/** One decision, signed by each. */
export function signedBy(decision: Uint8Array, ...members: readonly Identity[]): Uint8Array[] {
  return members.map((member) => signedBallot(decision, member));
}

export async function postDecisions(
  { url }: Pick<ServiceClient, 'url'>,
  decisions: readonly Uint8Array[],
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${url}${CONTEST}/annulments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ decisions: decisions.map(toBase64) }),
  });
  const body = await answer.text();
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const code = isProblem ? (JSON.parse(body) as { code: string }).code : '';
  return { status: answer.status, body, code, headers: answer.headers };
}

/** Waits until the log has an entry of this type; leaves are 128 bytes. */
export async function untilEntry(service: Pick<ServiceClient, 'get'>, type: 'closed' | 'protocol'): Promise<void> {
  const path = type === 'closed' ? '/log/qamqor-demo/openings/000.p/1' : `${CONTEST}/protocol`;
  await eventually(async () => ((await service.get(path)).status === 200 ? true : undefined));
}
