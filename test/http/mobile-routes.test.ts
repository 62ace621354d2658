import { beforeEach, describe, expect, it } from '@jest/globals';
import { SIGNING_ID, SIGNING_TOKEN } from './fake-mobile.ts';
import { CMS, NOW, post, refuseWith, request, startHttp, type Answer, type Harness } from './support.ts';

const SIGNINGS = '/api/v1/contests/demo/mobile-signings';
const DOCUMENTS = `/mgov/${SIGNING_ID}/documents`;
const JSON_BODY = { 'content-type': 'application/json' };
const CANDIDATE = JSON.stringify({ candidate: 'abai-12' });
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

let http: Harness;
beforeEach(async () => {
  http = await startHttp({ refusalsPerMinute: 30, refusalsBurst: 3 });
});

function signed(data = Buffer.from(CMS).toString('base64'), changes: object = {}): string {
  const document = { id: 1, document: { file: { mime: 'text/plain', data } } };
  return JSON.stringify({ signMethod: 'CMS_WITH_DATA', version: 1, documentsToSign: [document], ...changes });
}

function put(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  return request(`${http.url}${DOCUMENTS}`, { method: 'PUT', body, headers });
}

describe('PUT of a signed document', () => {
  it('hands the ballot over as it lay in the document, under the candidate that was shown, when its last byte came', async () => {
    const answer = await put(signed());
    expect([answer.status, answer.text]).toEqual([200, 'success']);
    expect(http.submitted).toEqual([{ contestId: 'demo', cms: CMS, candidateId: 'abai-12', acceptedAtMs: NOW }]);
  });

  it('takes what apps may write differently: other members, no id, one as text, lines in base64, no type', async () => {
    const data = Buffer.from(CMS).toString('base64');
    const file = { data };
    for (const body of [
      signed(`${data.slice(0, 4)}\r\n${data.slice(4)}\n`),
      signed(data, { extra: true }),
      signed(data, { documentsToSign: [{ document: { file } }] }),
      signed(data, { documentsToSign: [{ id: '1', document: { file }, nameRu: 'x' }] }),
    ]) {
      expect((await put(body, { 'content-type': '' })).text).toBe('success');
    }
    expect(http.submitted).toHaveLength(4);
  });

  it.each([
    ['{', 400, 'malformed-request'],
    ['null', 400, 'malformed-request'],
    ['{"documentsToSign":{}}', 400, 'malformed-request'],
    ['{"documentsToSign":[]}', 400, 'malformed-request'],
    ['{"documentsToSign":[null]}', 400, 'malformed-request'],
    [signed(undefined, { documentsToSign: [1, 2] }), 400, 'malformed-request'],
    [
      JSON.stringify({ documentsToSign: [{ id: 2, document: { file: { data: 'MAMCAQc=' } } }] }),
      400,
      'malformed-request',
    ],
    [JSON.stringify({ documentsToSign: [{ document: { file: { data: 7 } } }] }), 400, 'malformed-request'],
    [signed('not base64'), 403, 'ballot-malformed'],
    [signed('A'.repeat(70_000)), 413, 'too-large'],
  ])('refuses %s', async (body, status, code) => {
    const answer = await put(body);
    expect(answer).toMatchObject({ status, json: { code } });
    expect(http.submitted).toEqual([]);
  });

  it('refuses a compressed body unread', async () => {
    expect(await put(signed(), { 'content-encoding': 'gzip' })).toMatchObject({
      status: 415,
      json: { code: 'media-type' },
    });
  });

  it('answers every refusal of a signature or its signer with 403 and the reason in the language of the phone', async () => {
    const texts = new Set<unknown>();
    for (const language of ['kk', 'ru', 'en']) {
      refuseWith(http, 'already-voted');
      const answer = await put(signed(), { 'accept-language': language });
      expect([answer.status, answer.headers.get('content-language')]).toEqual([403, language]);
      texts.add(answer.json['message']);
    }
    expect(texts.size).toBe(3);
    for (const code of ['voting-closed', 'certificate-revoked', 'signature-invalid'] as const) {
      refuseWith(http, code);
      expect((await put(signed())).status).toBe(403);
    }
    refuseWith(http, 'busy');
    const busy = await put(signed());
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '2']);
  });

  it('counts refused signatures with all others, and leaves that address waiting at every door', async () => {
    refuseWith(http, 'signature-invalid');
    for (let i = 0; i < 3; i++) expect((await put(signed())).status).toBe(403);
    const limited = await put(signed());
    expect([limited.status, limited.json['code']]).toEqual([429, 'rate-limited']);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post(http, CMS)).status).toBe(429);
  });
});

describe('codes', () => {
  it('are drawn so many at once and no more: a flood is told to come again', async () => {
    http = await startHttp({ codesPerMinute: 120 });
    const statuses: number[] = [];
    for (let i = 0; i < 13; i++) statuses.push((await post(http, CANDIDATE, JSON_BODY, SIGNINGS)).status);
    expect(statuses).toEqual([...new Array<number>(10).fill(201), 503, 503, 503]);
    http.clock.monotonicMs += 1000;
    expect((await post(http, CANDIDATE, JSON_BODY, SIGNINGS)).status).toBe(201);
  });
});

describe('signing with a phone', () => {
  it('leaves no id, token or candidate in logs and metrics, and every route under its template', async () => {
    await post(http, CANDIDATE, JSON_BODY, SIGNINGS);
    await request(`${http.url}${SIGNINGS}/${SIGNING_ID}`, { headers: bearer(SIGNING_TOKEN) });
    await request(`${http.url}/mgov/${SIGNING_ID}`);
    await request(`${http.url}${DOCUMENTS}`, { headers: bearer(SIGNING_TOKEN) });
    await put(signed());
    refuseWith(http, 'signature-invalid');
    await put(signed());
    const seen = `${http.lines.join('\n')}\n${await http.metrics.registry.metrics()}`;
    expect(seen).toContain('route="/mgov/{id}/documents",status="403"');
    expect(seen).toContain('route="/api/v1/contests/{contest}/mobile-signings/{id}"');
    expect(seen).toContain('ballot-refused');
    for (const secret of [SIGNING_ID, SIGNING_TOKEN, 'abai-12']) expect(seen).not.toContain(secret);
  });

  it('is kept by nobody', async () => {
    for (const [path, headers] of [
      [`${SIGNINGS}/${SIGNING_ID}`, bearer(SIGNING_TOKEN)],
      [`/mgov/${SIGNING_ID}`, {}],
      [DOCUMENTS, bearer(SIGNING_TOKEN)],
      ['/mgov/guessed', {}],
    ] as const) {
      const { headers: got } = await request(`${http.url}${path}`, { headers });
      expect([path, got.get('cache-control'), got.get('etag')]).toEqual([path, 'no-store', null]);
    }
  });

  it('is unknown where no host is registered', async () => {
    const routes = http.service.routes.map(({ template }) => template).filter((one) => /mgov|mobile/.test(one));
    expect(new Set(routes).size).toBe(4);
  });
});
