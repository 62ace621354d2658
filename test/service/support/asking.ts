import type { Identity } from '../../../src/devca/dev-ca.ts';
import { verifyEd25519 } from '../../../src/keys/ed25519.ts';
import { verifyStatement, type VerifiedStatement } from '../../../src/log/statement-check.ts';
import { sha256, signedBallot } from '../../support/ballots.ts';
import type { Answer, ServiceClient } from '../../support/service.ts';

const CONTEST = '/api/v1/contests/qamqor-demo';

type Asked = Pick<ServiceClient, 'url' | 'get'>;

/** The bytes of a fresh challenge, as the service sends them. */
export async function getChallenge(service: Asked): Promise<Uint8Array> {
  const { status, body } = await service.get(`${CONTEST}/challenges?purpose=statement`);
  if (status !== 200) throw new Error(`no challenge: ${body}`);
  return Buffer.from(body);
}

export async function postSigned(
  { url }: Pick<ServiceClient, 'url'>,
  cms: Uint8Array,
  { headers = {}, query = '', contest = 'qamqor-demo' } = {},
): Promise<Answer> {
  const answer = await fetch(`${url}/api/v1/contests/${contest}/statements${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/cms', ...headers },
    body: cms as Uint8Array<ArrayBuffer>,
  });
  const body = await answer.text();
  const { code = '' } = JSON.parse(body) as { code?: string };
  return { status: answer.status, body, code, headers: answer.headers };
}

/** Takes a challenge, signs it and sends it. */
export async function ask(service: Asked, citizen: Identity): Promise<Answer> {
  return postSigned(service, signedBallot(await getChallenge(service), citizen));
}

/** What an answer says under the keys that the service publishes. */
export async function read(service: Asked, { body }: Answer): Promise<VerifiedStatement> {
  const line = async (name: string): Promise<string> => (await service.get(`/log/qamqor-demo/${name}`)).body.trim();
  const keys = { vkey: await line('statements-key'), logVkey: await line('key') };
  return verifyStatement(body, keys, { sha256, verifyEd25519 });
}
