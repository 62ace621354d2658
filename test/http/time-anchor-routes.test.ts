import { beforeEach, describe, expect, it } from '@jest/globals';
import { ANCHOR, request, startHttp, type Answer, type Harness } from './support.ts';

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
});

const get = (query = '', headers: Record<string, string> = {}): Promise<Answer> =>
  request(`${http.url}/api/v1/contests/demo/time-anchors${query}`, { headers });

describe('GET time-anchors', () => {
  it('gives anybody on any page what was stamped and the token, for a moment', async () => {
    const answer = await get();
    expect(answer.json).toEqual({ anchors: [{ ...ANCHOR, root: 'ab'.repeat(32) }] });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=2');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const etag = answer.headers.get('etag')!;
    expect((await get('', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('?after=7', { 'if-none-match': etag })).status).toBe(200);
  });

  it('begins behind the entry that is named', async () => {
    expect((await get('?after=6')).json).toMatchObject({ anchors: [{ index: 7 }] });
    expect((await get('?after=0')).json).toMatchObject({ anchors: [{ index: 7 }] });
    expect((await get('?after=7')).json).toEqual({ anchors: [] });
  });

  it.each(['-1', '', 'x', '1.5', '01', '1e3', '1&after=2', '9'.repeat(16)])('refuses after=%s', async (after) => {
    expect(await get(`?after=${after}`)).toMatchObject({ status: 400, json: { code: 'malformed-request' } });
  });
});
