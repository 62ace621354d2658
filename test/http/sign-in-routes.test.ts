import { beforeEach, describe, expect, it } from '@jest/globals';
import { DauysError, type RefusalCode } from '../../src/domain/errors.ts';
import { CMS, CMS_TYPE, NOW, post, request, startHttp, type Answer, type Harness } from './support.ts';

const SESSIONS = '/api/v1/contests/demo/sessions';
const END = `${SESSIONS}/end`;
const PAGE = '/ru/contests/demo/commission';

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
});
const signIn = (headers: Record<string, string> = {}, path = SESSIONS): Promise<Answer> =>
  post(http, CMS, { ...CMS_TYPE, ...headers }, path);
const refuse = (code: RefusalCode): void => {
  http.deps.signIn = { ...http.deps.signIn, signIn: () => Promise.reject(new DauysError(code, 'made up')) };
};
const paths = ({ headers }: Answer, name: string): string[] =>
  headers
    .getSetCookie()
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => /Path=([^;]+)/.exec(line)?.[1] ?? '');

describe('POST sessions', () => {
  it('hands the signature on with the time it arrived, and tells the roles', async () => {
    const { status, json, headers } = await signIn();
    expect([status, json]).toEqual([
      201,
      { contest: 'demo', roles: ['auditor', 'commission'], expiresAt: new Date(NOW + 1_800_000).toISOString() },
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(http.asked).toEqual([{ contestId: 'demo', cms: CMS, acceptedAtMs: NOW }]);
  });

  it('gives cookies that no script reads, no other site sends, and that end by themselves', async () => {
    const lines = (await signIn()).headers.getSetCookie();
    expect(lines).toHaveLength(9);
    for (const line of lines) {
      expect(line).toMatch(
        /^(auditor-session=demo\.auditor|commission-session=demo\.commission); Path=\/[^;]+; Max-Age=1800; HttpOnly; SameSite=Strict$/,
      );
    }
  });

  it('lets nothing but the pages of the role, its exports and the way out see a cookie', async () => {
    const answer = await signIn();
    const pages = (name: string): string[] => ['kk', 'ru', 'en'].map((l) => `/${l}/contests/demo/${name}`);
    expect(paths(answer, 'commission-session')).toEqual([...pages('commission'), SESSIONS]);
    const exports = '/api/v1/contests/demo/export';
    expect(paths(answer, 'auditor-session')).toEqual([...pages('auditors'), SESSIONS, exports]);
  });

  it('keeps cookies to TLS where the reader came by TLS', async () => {
    for (const line of (await signIn({ 'x-forwarded-proto': 'https' })).headers.getSetCookie()) {
      expect(line).toMatch(/; Secure$/);
    }
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://example.com' }],
    ['a site beside it', { 'sec-fetch-site': 'same-site', origin: 'https://other.example.kz' }],
    ['an old browser on another site', { origin: 'https://example.com' }],
    ['an old browser that hides where it is', { origin: 'null' }],
    ['something that is no origin', { origin: 'x' }],
  ])('is refused to %s, before anything is verified', async (_, headers) => {
    const answer = await signIn(headers);
    expect([answer.status, answer.json['code']]).toEqual([403, 'forbidden']);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(http.asked).toEqual([]);
  });

  it('is open to its own pages, in old browsers too, and to programs', async () => {
    for (const headers of [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, { origin: http.url }, {}]) {
      expect((await signIn(headers)).status).toBe(201);
    }
  });

  it('tells refusals as they are, without a cookie', async () => {
    for (const code of ['forbidden', 'challenge-invalid', 'signature-invalid', 'busy'] as const) {
      refuse(code);
      const answer = await signIn();
      expect(answer.json).toMatchObject({ code });
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await signIn({}, `${SESSIONS}?candidate=abai-12`)).json).toMatchObject({ code: 'malformed-request' });
    expect((await signIn({}, '/api/v1/contests/other/sessions')).json).toMatchObject({ code: 'contest-unknown' });
  });

  it('counts refused signatures against the address, and somebody without a role not', async () => {
    await http.close();
    http = await startHttp({ refusalsBurst: 1 });
    refuse('forbidden');
    for (let i = 0; i < 3; i++) expect((await signIn()).status).toBe(403);
    refuse('challenge-invalid');
    expect((await signIn()).status).toBe(422);
    expect((await signIn()).json).toMatchObject({ code: 'rate-limited' });
  });

  it('is logged by the roles and counted by the outcome', async () => {
    await signIn();
    refuse('forbidden');
    await signIn();
    const told = http.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.filter(({ event }) => event === 'signed-in').map(({ roleId }) => roleId)).toEqual([
      '000000000000',
      '000000000001',
    ]);
    expect(told.filter(({ event }) => event === 'sign-in-refused')).toMatchObject([{ code: 'forbidden' }]);
    const { values } = await http.metrics.signIns.get();
    expect(values.map(({ labels, value }) => `${labels.outcome} ${value}`)).toEqual(['signed-in 1', 'forbidden 1']);
  });
});

describe('POST sessions/end', () => {
  const cookie = 'auditor-session=demo.auditor; commission-session=demo.commission';

  it('takes back every cookie there can be', async () => {
    const [given, ended] = [await signIn(), await post(http, '', { cookie }, END)];
    expect([ended.status, ended.json]).toEqual([200, { ended: true }]);
    const places = (answer: Answer): string[] =>
      ['auditor-session', 'commission-session'].flatMap((name) => paths(answer, name).map((path) => name + path));
    expect(places(ended)).toEqual(places(given));
    for (const line of ended.headers.getSetCookie())
      expect(line).toMatch(/^(auditor|commission)-session=;.*Max-Age=0;/);
    expect(http.lines.filter((line) => line.includes('"signed-out"'))).toHaveLength(2);
  });

  it('says so where a session could not be ended, and leaves the cookie', async () => {
    http.deps.signIn = {
      ...http.deps.signIn,
      endSession: () => {
        throw new DauysError('busy', 'the disk is full');
      },
    };
    const answer = await post(http, '', { cookie }, END);
    expect([answer.status, answer.json['code'], answer.headers.getSetCookie()]).toEqual([503, 'busy', []]);
  });

  it('is not for another site to do, and not by following a link', async () => {
    const answer = await post(http, '', { cookie, origin: 'https://example.com' }, END);
    expect([answer.status, answer.json['code'], answer.headers.getSetCookie()]).toEqual([403, 'forbidden', []]);
    expect((await request(`${http.url}${END}`, { headers: { cookie } })).status).toBe(404);
  });
});

describe('the forms of the pages', () => {
  const form = (file: Uint8Array, name = 'cms'): FormData => {
    const data = new FormData();
    data.set(name, new Blob([new Uint8Array(file)]), 'challenge.json.p7s');
    return data;
  };
  const submit = async (body: BodyInit, path = `${PAGE}/sign-in`, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${http.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
    return { status: answer.status, to: answer.headers.get('location'), headers: answer.headers };
  };

  it('take a file and lead to the page of the role', async () => {
    const { status, to, headers } = await submit(form(CMS));
    expect([status, to, headers.getSetCookie().length]).toEqual([303, PAGE, 9]);
    expect(http.asked).toEqual([{ contestId: 'demo', cms: CMS, acceptedAtMs: NOW }]);
    expect((await submit(form(CMS), '/kk/contests/demo/auditors/sign-in')).to).toBe('/kk/contests/demo/auditors');
  });

  it('take armour off', async () => {
    const pem = `-----BEGIN CMS-----\r\n${Buffer.from(CMS).toString('base64')}\r\n-----END CMS-----\r\n`;
    expect((await submit(form(Buffer.from(pem)))).to).toBe(PAGE);
    expect(http.asked[0]?.cms).toEqual(CMS);
  });

  it('lead who holds the other role alone to their own page', async () => {
    const [opened] = await http.deps.signIn.signIn({ contestId: 'demo', cms: CMS, acceptedAtMs: NOW });
    http.deps.signIn = { ...http.deps.signIn, signIn: async () => [opened!] };
    expect((await submit(form(CMS))).to).toBe('/ru/contests/demo/auditors');
  });

  it('lead back with the code of a refusal', async () => {
    refuse('challenge-invalid');
    const refused = await submit(form(CMS));
    expect([refused.status, refused.to]).toEqual([303, `${PAGE}?problem=challenge-invalid#sign-in`]);
    expect(refused.headers.getSetCookie()).toEqual([]);
    const twice = form(CMS);
    twice.set('more', 'x');
    const boundary = { 'content-type': 'multipart/form-data; boundary=b' };
    const cases: [string, Promise<{ to: string | null }>][] = [
      ['ballot-malformed', submit(form(new Uint8Array()))],
      ['malformed-request', submit(twice)],
      ['malformed-request', submit('--b\r\n\r\nx', undefined, boundary)],
      ['malformed-request', submit('--c\r\n\r\nx\r\n--b--', undefined, boundary)],
      ['malformed-request', submit('', undefined, boundary)],
      ['malformed-request', submit('--b\r\n--b--', undefined, boundary)],
      ['media-type', submit('x')],
      ['media-type', submit('x', undefined, { 'content-type': 'multipart/form-data' })],
      ['too-large', submit(form(new Uint8Array(70_000)))],
      ['forbidden', submit(form(CMS), undefined, { origin: 'https://example.com' })],
    ];
    for (const [code, answer] of cases) expect((await answer).to).toBe(`${PAGE}?problem=${code}#sign-in`);
    expect(http.asked).toEqual([]);
  });

  it('let out', async () => {
    const { status, to, headers } = await submit('', `${PAGE}/sign-out`);
    expect([status, to, headers.getSetCookie().length]).toEqual([303, PAGE, 9]);
    const foreign = await submit('', `${PAGE}/sign-out`, { 'sec-fetch-site': 'cross-site' });
    expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []]);
  });
});
