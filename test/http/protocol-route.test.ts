import { beforeEach, describe, expect, it } from '@jest/globals';
import { createToken, type TokenRequest } from '../../src/intake/tokens.ts';
import { NOW, request, sha256, startHttp, type Answer, type Harness } from './support.ts';

const PATH = '/api/v1/contests/demo/protocol';
const PROTOCOL = '{"a":1,"ballots":2}';
const SHA = 'cd'.repeat(32);
const DAY = 86_400_000;

let http: Harness;
let seed: number;
beforeEach(async () => {
  seed = 0;
  http = await startHttp();
});

const get = (headers: Record<string, string> = {}, query = ''): Promise<Answer> =>
  request(`${http.url}${PATH}${query}`, { headers });
const publish = (): void => {
  http.deps.protocol = async () => ({ protocol: PROTOCOL, proof: 'proof\n', csv: 'name,ballots\n', sha256: SHA });
};
function bearer(request: Partial<TokenRequest> = {}): { authorization: string } {
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(++seed);
  const wanted = { role: 'commission', contest: 'demo', lifetimeMs: 30 * DAY, ...request } as const;
  const { token } = createToken(wanted, { store: http.deps.tokens, sha256, nowMs: NOW, random });
  return { authorization: `Bearer ${token}` };
}

describe('GET protocol before entry 18', () => {
  it('is not-yet-published for everyone, the commission too', async () => {
    expect(await get()).toMatchObject({ status: 403, json: { code: 'not-yet-published' } });
    expect(await get(bearer())).toMatchObject({ status: 403, json: { code: 'not-yet-published' } });
  });
});

describe('GET protocol after entry 18', () => {
  beforeEach(publish);

  it('gives anybody the bytes the entry commits to, and their proof', async () => {
    const answer = await get();
    expect(answer.text).toBe(`{"protocol":${PROTOCOL},"proof":"proof\\n"}`);
    expect(answer.headers.get('etag')).toBe(`"${SHA}"`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(answer.headers.get('vary')).toBe('Accept, Authorization');
    expect((await get({ 'if-none-match': `"${SHA}"` })).status).toBe(304);
  });

  it.each([
    [{ accept: 'text/csv' }, '', 'text/csv; charset=utf-8'],
    [{ accept: 'text/csv;q=0.5, application/json;q=0.4' }, '', 'text/csv; charset=utf-8'],
    [{ accept: 'application/json' }, '?format=csv', 'text/csv; charset=utf-8'],
    [{ accept: 'text/csv' }, '?format=json', 'application/json; charset=utf-8'],
    [{ accept: '*/*' }, '', 'application/json; charset=utf-8'],
    [{ accept: 'image/png' }, '', 'application/json; charset=utf-8'],
  ])('for %j%s is %s', async (headers, query, type) => {
    const answer = await get(headers, query);
    expect(answer.headers.get('content-type')).toBe(type);
    if (type.startsWith('text/csv')) {
      expect(answer.text).toBe('name,ballots\n');
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="demo-protocol.csv"');
    }
  });

  it.each(['?format=xml', '?format=csv&format=json', '?format='])('refuses %s', async (query) => {
    expect(await get({}, query)).toMatchObject({ status: 400, json: { code: 'malformed-request' } });
  });

  it('takes a good token of the commission, logs its use by id, and lets no cache keep the answer', async () => {
    const headers = bearer();
    const answer = await get(headers);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(http.lines.join()).toContain('"tokenId":"020202020202"');
    expect(http.lines.join()).not.toContain(headers.authorization.slice(7));
  });

  it.each(['Bearer', 'Bearer x', 'Basic dXNlcjpwYXNz', `Bearer ${'A'.repeat(43)}`, ''])(
    'refuses the unknown token "%s" as unauthorized',
    async (authorization) => {
      const answer = await get({ authorization });
      expect(answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="dauys"');
    },
  );

  it('refuses an expired and a revoked token as unauthorized', async () => {
    const expired = bearer({ lifetimeMs: DAY });
    http.clock.wallMs += DAY;
    expect((await get(expired)).json).toMatchObject({ code: 'unauthorized' });
    const revoked = bearer();
    for (const [hash, record] of http.tokens) http.tokens.set(hash, { ...record, revokedAtMs: NOW });
    expect((await get(revoked)).json).toMatchObject({ code: 'unauthorized' });
  });

  it('refuses a token of another role or contest as forbidden', async () => {
    expect(await get(bearer({ role: 'auditor' }))).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(await get(bearer({ contest: 'other' }))).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(http.lines.filter((line) => line.includes('token-refused'))).toHaveLength(2);
  });
});
