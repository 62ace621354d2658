import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadStatementKeys } from '../../src/keys/statement-keys.ts';
import { openSessionKey } from '../../src/keys/session-key.ts';
import { issueChallenge } from '../../src/intake/challenges.ts';
import { sealSession } from '../../src/intake/sign-in-sessions.ts';
import { random, signedBallot, TEST_NOW, testCitizen, testContest } from '../support/ballots.ts';
import { frozenClock } from '../support/frozen-clock.ts';
import { spellings } from '../support/needles.ts';
import {
  createInstallation,
  startTestService,
  type Answer,
  type TestInstallation,
  type TestService,
} from '../support/service.ts';
import { getChallenge, postSigned } from './support/asking.ts';
import { cookieFor, grant, keysOf, postSession, revoke, signIn, signInChallenge } from './support/signing-in.ts';

const [MEMBER, AUDITOR, BOTH, STRANGER, ELSEWHERE] = [1, 2, 3, 4, 5].map((n) => testCitizen(n)) as [
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
  ReturnType<typeof testCitizen>,
];
const EXPORT = '/api/v1/contests/qamqor-demo/export';

let installation: TestInstallation;
let service: TestService;
const lines: string[] = [];
const answers: Answer[] = [];
const ids: Record<string, string> = {};
beforeAll(async () => {
  installation = createInstallation();
  const second = join(installation.directory, 'second.json');
  writeFileSync(second, JSON.stringify(testContest('regional-demo')));
  const changes = { DAUYS_CONTEST: `${installation.settings().DAUYS_CONTEST},${second}`, DAUYS_LOG_LEVEL: 'debug' };
  const logTo = { write: (line: string) => void lines.push(line) };
  service = await startTestService(installation, changes, frozenClock(TEST_NOW), { logTo });
  ids['member'] = await grant(installation, MEMBER, 'commission');
  ids['auditor'] = await grant(installation, AUDITOR, 'auditor');
  ids['both'] = await grant(installation, BOTH, 'commission');
  ids['both auditor'] = await grant(installation, BOTH, 'auditor');
  await grant(installation, ELSEWHERE, 'auditor', 'regional-demo');
});
afterAll(async () => {
  await service.stop();
  installation.remove();
});

const enter = async (citizen: ReturnType<typeof testCitizen>): Promise<Answer> => {
  const answer = await signIn(service, citizen);
  answers.push(answer);
  return answer;
};
/** What an auditor's session opens: the code tells how far it came. */
const exported = async (cookie: string): Promise<string> => (await service.get(EXPORT, { cookie })).code;
const OPEN = 'forbidden'; // No auditor to encrypt to is configured: only who is let in is told.
const SHUT = 'unauthorized';

describe('signing in', () => {
  it('opens a session for each role that the signer holds, for half an hour', async () => {
    const { status, body } = await enter(BOTH);
    expect(status).toBe(201);
    expect(JSON.parse(body)).toEqual({
      contest: 'qamqor-demo',
      roles: ['auditor', 'commission'],
      expiresAt: new Date(service.clock.nowMs() + 1_800_000).toISOString(),
    });
    expect(JSON.parse((await enter(MEMBER)).body)).toMatchObject({ roles: ['commission'] });
  });

  it('is refused to a stranger, and to who holds a role in another contest, in the same bytes', async () => {
    const [stranger, elsewhere] = [await enter(STRANGER), await enter(ELSEWHERE)];
    expect([stranger.status, stranger.code]).toEqual([403, 'forbidden']);
    expect(elsewhere.body).toBe(stranger.body);
    expect(stranger.headers.getSetCookie()).toEqual([]);
  });

  it('tells who holds a role to nobody who cannot sign for them', async () => {
    for (const person of [MEMBER, STRANGER]) {
      const forged = signedBallot(await signInChallenge(service), person);
      forged[forged.length - 1]! ^= 1;
      expect((await postSession(service, forged)).code).toBe('signature-invalid');
    }
  });

  it('takes a challenge once, whoever signs it', async () => {
    const challenge = await signInChallenge(service);
    expect((await postSession(service, signedBallot(challenge, STRANGER))).code).toBe('forbidden');
    expect((await postSession(service, signedBallot(challenge, MEMBER))).code).toBe('challenge-invalid');
    const cms = signedBallot(await signInChallenge(service), MEMBER);
    expect((await postSession(service, cms)).status).toBe(201);
    expect((await postSession(service, cms)).code).toBe('challenge-invalid');
  });

  it('takes a challenge for five minutes', async () => {
    const [inTime, late] = [await signInChallenge(service), await signInChallenge(service)];
    service.clock.pass(299_999);
    expect((await postSession(service, signedBallot(inTime, MEMBER))).status).toBe(201);
    service.clock.pass(1);
    expect((await postSession(service, signedBallot(late, MEMBER))).code).toBe('challenge-invalid');
  });

  it('takes no challenge of another purpose, another contest or another key, and no ballot', async () => {
    const statement = await getChallenge(service);
    expect((await postSession(service, signedBallot(statement, MEMBER))).code).toBe('challenge-invalid');
    const elsewhere = await signInChallenge(service, '/api/v1/contests/regional-demo');
    expect((await postSession(service, signedBallot(elsewhere, MEMBER))).code).toBe('challenge-invalid');
    const { id, origin } = installation.contest;
    const nowMs = service.clock.nowMs();
    const made = issueChallenge({ purpose: 'sign-in', origin, nowMs }, random, () => new Uint8Array(32));
    expect((await postSession(service, signedBallot(made, MEMBER))).code).toBe('challenge-invalid');
    const ballot = await service.get(`/api/v1/contests/${id}/candidates/n012/ballot`);
    expect((await postSession(service, signedBallot(Buffer.from(ballot.body), MEMBER))).code).toBe('challenge-invalid');
    // One that this installation would have issued is taken: the refusals above are not for another reason.
    const { challengeMac } = loadStatementKeys(keysOf(installation), { id, origin });
    const ours = issueChallenge({ purpose: 'sign-in', origin, nowMs }, random, challengeMac);
    expect((await postSession(service, signedBallot(ours, MEMBER))).status).toBe(201);
  });

  it('makes of its challenge neither a statement nor a ballot', async () => {
    const cms = signedBallot(await signInChallenge(service), MEMBER);
    expect((await postSigned(service, cms)).code).toBe('challenge-invalid');
    expect((await service.post(cms)).code).toBe('ballot-wrong-content');
    // Nothing of that used it up.
    expect((await postSession(service, cms)).status).toBe(201);
  });

  it('is not for another site to do', async () => {
    const cms = signedBallot(await signInChallenge(service), MEMBER);
    for (const headers of [{ origin: 'https://example.com' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
      expect((await postSession(service, cms, { headers })).code).toBe('forbidden');
    }
    expect((await postSession(service, cms, { headers: { origin: service.url } })).status).toBe(201);
  });
});

describe('a session of an auditor', () => {
  it('opens the restricted part of an export', async () => {
    const answer = await enter(AUDITOR);
    expect(await exported(cookieFor(EXPORT, answer))).toBe(OPEN);
    expect(await exported(cookieFor(`${EXPORT}/files/restricted/x`, answer))).toBe(OPEN);
    expect(await exported('')).toBe(SHUT);
  });

  it('is asked for, and so logged, only where it opens something', async () => {
    const cookie = cookieFor(EXPORT, await enter(AUDITOR));
    const uses = (): number => lines.filter((line) => line.includes('"session-used"')).length;
    const before = uses();
    await service.get(`${EXPORT}?part=public`, { cookie });
    expect(uses()).toBe(before);
    await exported(cookie);
    expect(uses()).toBe(before + 1);
  });

  it('is not what a member of the commission gets', async () => {
    const answer = await enter(MEMBER);
    expect(cookieFor(EXPORT, answer)).toBe('');
    const [cookie = ''] = cookieFor('/kk/contests/qamqor-demo/commission', answer).split('; ');
    expect(await exported(cookie.replace('commission-session', 'auditor-session'))).toBe(SHUT);
  });

  it('counts neither forged, nor in another contest, nor under the key of another', async () => {
    const session = { contest: 'qamqor-demo', role: 'auditor', roleId: ids['auditor']!, expiresAtMs: 0 } as const;
    const sealed = (keyOf: string, contest = 'qamqor-demo'): string => {
      const expiresAtMs = service.clock.nowMs() + 60_000;
      const mac = openSessionKey(keysOf(installation), keyOf);
      return `auditor-session=${sealSession({ ...session, contest, expiresAtMs }, mac)}`;
    };
    expect(await exported(sealed('qamqor-demo'))).toBe(OPEN);
    expect(await exported(sealed('regional-demo'))).toBe(SHUT);
    expect(await exported(sealed('qamqor-demo', 'regional-demo'))).toBe(SHUT);
    expect(await exported(sealed('qamqor-demo').slice(0, -2))).toBe(SHUT);
    const regional = await service.get('/api/v1/contests/regional-demo/export', { cookie: sealed('qamqor-demo') });
    expect(regional.code).toBe(SHUT);
  });

  it('ends after half an hour', async () => {
    const cookie = cookieFor(EXPORT, await enter(AUDITOR));
    service.clock.pass(1_799_999);
    expect(await exported(cookie)).toBe(OPEN);
    service.clock.pass(1);
    expect(await exported(cookie)).toBe(SHUT);
  });

  it('ends with signing out, at once and for whoever has a copy; another one of the same role does not', async () => {
    const [first, second] = [await enter(AUDITOR), (service.clock.pass(1), await enter(AUDITOR))];
    const [copy, other] = [cookieFor(EXPORT, first), cookieFor(EXPORT, second)];
    const end = '/api/v1/contests/qamqor-demo/sessions/end';
    const out = await fetch(service.url + end, { method: 'POST', headers: { cookie: cookieFor(end, first) } });
    expect(out.status).toBe(200);
    expect([await exported(copy), await exported(other)]).toEqual([SHUT, OPEN]);
    const byForm = '/kk/contests/qamqor-demo/auditors/sign-out';
    await fetch(service.url + byForm, {
      method: 'POST',
      headers: { cookie: cookieFor(byForm, second) },
      redirect: 'manual',
    });
    expect(await exported(other)).toBe(SHUT);
    service.clock.pass(1);
    expect(await exported(cookieFor(EXPORT, await enter(AUDITOR)))).toBe(OPEN);
  });

  it('ends when the role is revoked, at once', async () => {
    const cookie = cookieFor(EXPORT, await enter(BOTH));
    expect(await exported(cookie)).toBe(OPEN);
    expect(revoke(installation, ids['both auditor']!)).toBe(true);
    expect(await exported(cookie)).toBe(SHUT);
    // The other role stays; granted anew, the old session does not come back.
    expect(JSON.parse((await enter(BOTH)).body)).toMatchObject({ roles: ['commission'] });
    await grant(installation, BOTH, 'auditor');
    expect(await exported(cookie)).toBe(SHUT);
  });
});

describe('what is told of who signs in', () => {
  it('is the id of the role, when it is opened and at each use', () => {
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const [entered] = told.filter(({ event, roleId }) => event === 'signed-in' && roleId === ids['auditor']);
    expect(Object.keys(entered!).sort()).toEqual(['contest', 'durationMs', 'event', 'level', 'msg', 'roleId', 'time']);
    const uses = told.filter(({ event, roleId }) => event === 'session-used' && roleId === ids['auditor']);
    expect(uses.length).toBeGreaterThan(2);
    expect(uses[0]).toMatchObject({ route: '/api/v1/contests/{contest}/export' });
  });

  it('no-personal-data: no number and no name, in no line and no answer', () => {
    const said = [...lines, ...answers.flatMap(({ body, headers }) => [body, JSON.stringify([...headers])])].join('\n');
    for (const person of [MEMBER, AUDITOR, BOTH, STRANGER, ELSEWHERE]) {
      for (const needle of spellings(person.iin)) expect(said).not.toContain(needle);
    }
    expect(said).toContain(ids['member']);
  });
});
