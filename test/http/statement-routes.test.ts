import { beforeEach, describe, expect, it } from '@jest/globals';
import { DauysError } from '../../src/domain/errors.ts';
import {
  BALLOTS,
  CHALLENGE,
  CMS,
  CMS_TYPE,
  NOW,
  post,
  rawExchange,
  refuseWith,
  request,
  startHttp,
  until,
  type Answer,
  type Harness,
} from './support.ts';

const STATEMENTS = '/api/v1/contests/demo/statements';
const CHALLENGES = '/api/v1/contests/demo/challenges';
const JSON_BODY = { 'content-type': 'application/json' };

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
});
const ask = (
  body: Uint8Array | string = CMS,
  headers: Record<string, string> = CMS_TYPE,
  path = STATEMENTS,
): Promise<Answer> => post(http, body, headers, path);
const refuse = (code: 'signature-invalid' | 'challenge-invalid' | 'busy' | 'internal'): void => {
  http.deps.statements = { ...http.deps.statements, answer: () => Promise.reject(new DauysError(code, 'made up')) };
};

describe('GET challenges', () => {
  it('sends the bytes to sign, for nobody to keep', async () => {
    const { status, text, headers } = await request(`${http.url}${CHALLENGES}?purpose=statement`);
    expect([status, text]).toEqual([200, CHALLENGE]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('etag')).toBeNull();
  });

  it('sends those to sign in for their own purpose', async () => {
    const { status, text, headers } = await request(`${http.url}${CHALLENGES}?purpose=sign-in`);
    expect([status, JSON.parse(text)]).toEqual([200, { ...JSON.parse(CHALLENGE), purpose: 'sign-in' }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(['', '?purpose=', '?purpose=signin', '?purpose=vote', '?purpose=statement&purpose=statement'])(
    'has none for "%s"',
    async (query) => {
      const answer = await request(`${http.url}${CHALLENGES}${query}`);
      expect(answer).toMatchObject({ status: 400, json: { code: 'malformed-request' } });
    },
  );

  it('is of contests that are there, under its own method', async () => {
    const path = '/api/v1/contests/other/challenges?purpose=statement';
    expect((await request(`${http.url}${path}`)).json).toMatchObject({ code: 'contest-unknown' });
    const answer = await ask(CMS, CMS_TYPE, CHALLENGES);
    expect([answer.status, answer.headers.get('allow')]).toEqual([404, 'GET, HEAD']);
  });
});

describe('POST statements', () => {
  it('hands the signature on with the time it arrived, and sends the answer for nobody to keep', async () => {
    const { status, json, headers } = await ask();
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['statement', 'proof']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(http.asked).toEqual([{ contestId: 'demo', cms: CMS, acceptedAtMs: NOW }]);
    expect(http.submitted).toEqual([]);
  });

  it('takes what ballots are taken as', async () => {
    const base64 = Buffer.from(CMS).toString('base64');
    const bodies = [
      await ask(JSON.stringify({ cms: base64 }), JSON_BODY),
      await ask(base64),
      await ask(`-----BEGIN CMS-----\n${base64}\n-----END CMS-----\n`, { 'content-type': 'application/pkcs7-mime' }),
    ];
    expect(bodies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(http.asked.map(({ cms }) => Buffer.from(cms).toString('hex'))).toEqual(
      Array.from({ length: 3 }, () => Buffer.from(CMS).toString('hex')),
    );
  });

  it.each<[string, string, () => Promise<Answer>]>([
    ['a candidate in the query', 'malformed-request', () => ask(CMS, CMS_TYPE, `${STATEMENTS}?candidate=abai-12`)],
    ['a candidate inside', 'malformed-request', () => ask('{"cms":"MAMCAQc=","candidate":"abai-12"}', JSON_BODY)],
    ['an unknown field', 'malformed-request', () => ask('{"cms":"MAMCAQc=","iin":"1"}', JSON_BODY)],
    ['no JSON', 'malformed-request', () => ask('{', JSON_BODY)],
    ['another media type', 'media-type', () => ask(CMS, { 'content-type': 'text/plain' })],
    ['too much', 'too-large', () => ask(new Uint8Array(64 * 1024 + 1))],
    ['another contest', 'contest-unknown', () => ask(CMS, CMS_TYPE, '/api/v1/contests/other/statements')],
  ])('refuses %s with %s before anybody is asked', async (_, code, send) => {
    expect((await send()).json).toMatchObject({ code });
    expect(http.asked).toEqual([]);
  });

  it('is asked by POST alone', async () => {
    const answer = await request(`${http.url}${STATEMENTS}`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([404, 'POST']);
  });

  it('counts refused signatures against the address together with those of ballots', async () => {
    await http.close();
    http = await startHttp({ refusalsBurst: 4 });
    refuse('signature-invalid');
    refuseWith(http, 'signature-invalid');
    for (let i = 0; i < 2; i++) {
      expect((await ask()).status).toBe(422);
      expect((await post(http, CMS, CMS_TYPE, BALLOTS)).status).toBe(422);
    }
    expect((await ask()).json).toMatchObject({ code: 'rate-limited' });
    expect((await post(http, CMS, CMS_TYPE, BALLOTS)).json).toMatchObject({ code: 'rate-limited' });
  });

  it('counts challenges that do not hold, and nothing that says nothing of a signature', async () => {
    await http.close();
    http = await startHttp({ refusalsBurst: 1 });
    refuse('busy');
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(503);
    refuse('challenge-invalid');
    expect((await ask()).status).toBe(422);
    expect((await ask()).json).toMatchObject({ code: 'rate-limited' });
  });

  it('logs and counts that somebody asked, not who or what the answer was', async () => {
    await ask();
    refuse('challenge-invalid');
    await ask();
    refuse('internal');
    await ask();
    await rawExchange(http.port, (socket) => {
      socket.end(
        `POST ${STATEMENTS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/cms\r\nContent-Length: 9\r\n\r\nabc`,
      );
    });
    const outcomes = async (): Promise<unknown> =>
      (await http.metrics.statements.get()).values.map(({ labels, value }) => `${labels.outcome} ${value}`);
    await until(async () => ((await outcomes()) as string[]).length === 4);
    expect(await outcomes()).toEqual(['given 1', 'challenge-invalid 1', 'internal 1', 'aborted 1']);
    const lines = http.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const [given] = lines.filter(({ event }) => event === 'statement-given');
    expect(Object.keys(given!).sort()).toEqual(['contest', 'durationMs', 'event', 'level', 'msg', 'time']);
    expect(lines.filter(({ event }) => event === 'statement-refused')).toHaveLength(2);
    expect(lines.filter(({ event }) => event === 'request-failed')).toHaveLength(1);
    expect(http.lines.join('')).not.toContain('ballot-');
  });
});

describe('GET statements-key', () => {
  it('publishes the line to any page', async () => {
    const { text, headers } = await request(`${http.url}/log/demo/statements-key`);
    expect(text).toBe('vote.example.kz/log/demo/statements+00000000+AAAA\n');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const etag = headers.get('etag')!;
    const again = await request(`${http.url}/log/demo/statements-key`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });
});
