import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { readConfig } from '../../../src/config.ts';
import type { Identity } from '../../../src/devca/dev-ca.ts';
import { openRoles } from '../../../src/governing.ts';
import { grantRole, memberTagOf, type Role } from '../../../src/intake/roles.ts';
import { signedBallot } from '../../support/ballots.ts';
import type { Answer, ServiceClient, TestInstallation } from '../../support/service.ts';

const CONTEST = '/api/v1/contests/qamqor-demo';

/** What `dauys role grant` does, beside a running service; gives the role's id. */
export async function grant(
  installation: TestInstallation,
  { iin }: { readonly iin: string },
  role: Role,
  contestId = 'qamqor-demo',
): Promise<string> {
  const register = openRoles(readConfig(installation.settings(), {}).config);
  try {
    const memberTag = memberTagOf({ iin }, await register.contest(contestId));
    const request = { contestId, role, memberTag, nowMs: 1, by: 'test' };
    return grantRole(request, { store: register.store, random: randomBytes }).grant.id;
  } finally {
    register.close();
  }
}

/** What `dauys role revoke` does. */
export function revoke(installation: TestInstallation, id: string): boolean {
  const register = openRoles(readConfig(installation.settings(), {}).config);
  try {
    return register.store.revoke(id, 2, 'test');
  } finally {
    register.close();
  }
}

export const keysOf = ({ directory }: TestInstallation): string => join(directory, 'data.keys');

/** The bytes of a fresh challenge to sign in. */
export async function signInChallenge({ get }: Pick<ServiceClient, 'get'>, contest = CONTEST): Promise<Uint8Array> {
  const { status, body } = await get(`${contest}/challenges?purpose=sign-in`);
  if (status !== 200) throw new Error(`no challenge: ${body}`);
  return Buffer.from(body);
}

export async function postSession(
  { url }: Pick<ServiceClient, 'url'>,
  cms: Uint8Array,
  { headers = {}, path = `${CONTEST}/sessions` }: { headers?: Record<string, string>; path?: string } = {},
): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/cms', ...headers },
    body: cms as Uint8Array<ArrayBuffer>,
    redirect: 'manual',
  });
  const body = await answer.text();
  const { code = '' } = (body === '' ? {} : JSON.parse(body)) as { code?: string };
  return { status: answer.status, body, code, headers: answer.headers };
}

/** Takes a challenge, signs it and sends it. */
export async function signIn(service: ServiceClient, citizen: Identity): Promise<Answer> {
  return postSession(service, signedBallot(await signInChallenge(service), citizen));
}

/** The Cookie header that a browser would send to this path after the answer. */
export function cookieFor(path: string, { headers }: Pick<Answer, 'headers'>): string {
  return headers
    .getSetCookie()
    .flatMap((line) => {
      const [pair = '', ...attributes] = line.split('; ');
      const own = attributes.find((one) => one.startsWith('Path='))?.slice('Path='.length) ?? '';
      return path === own || path.startsWith(`${own}/`) ? [pair] : [];
    })
    .join('; ');
}
