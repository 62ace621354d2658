import { describe, expect, it } from '@jest/globals';
import { removeArmour } from '../../src/encoding/armour.ts';
import { CMS, post, RECEIPT, refuseWith, startHttp, type Harness } from './support.ts';

const PATH = '/ru/contests/demo/vote-file';

/** A form as a browser sends it. */
function form(bytes: Uint8Array, changes: { type?: string; end?: string } = {}) {
  const head = '--xYz\r\nContent-Disposition: form-data; name="file"; filename="a.cms"\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(changes.end ?? '\r\n--xYz--\r\n')]);
  return { body, headers: { 'content-type': changes.type ?? 'multipart/form-data; boundary=xYz' } };
}

function send(http: Harness, bytes: Uint8Array = CMS, changes = {}, headers: Record<string, string> = {}) {
  const made = form(bytes, changes);
  return post(http, made.body, { ...made.headers, ...headers }, PATH);
}

describe('POST /{language}/contests/{contest}/vote-file', () => {
  it('answers a form with the receipt as a page, which needs no program', async () => {
    const http = await startHttp();
    const page = await send(http);
    expect([page.status, page.headers.get('content-type')]).toEqual([201, 'text/html; charset=utf-8']);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.text).toContain('<html lang="ru">');
    expect(page.text).toContain('Ваш голос принят');
    expect(page.text).toContain('Номинант № 12, Абайская область');
    const [, base64 = ''] =
      /download="receipt-demo-1\.json" href="data:application\/json;base64,([^"]+)"/.exec(page.text) ?? [];
    expect(Buffer.from(base64, 'base64').toString()).toBe(RECEIPT);
    expect(http.submitted).toMatchObject([{ contestId: 'demo', candidateId: undefined }]);
    expect(Buffer.from(http.submitted[0]!.cms)).toEqual(Buffer.from(CMS));
  });

  it('takes armour off, as the API does', async () => {
    const http = await startHttp();
    const pem = Buffer.from(`-----BEGIN CMS-----\n${Buffer.from(CMS).toString('base64')}\n-----END CMS-----\n`);
    expect((await send(http, pem)).status).toBe(201);
    expect(Buffer.from(http.submitted[0]!.cms)).toEqual(Buffer.from(removeArmour(pem)));
  });

  it('answers a repeated ballot with 200', async () => {
    const http = await startHttp();
    http.deps.submitBallot = async () => ({ created: false, receipt: RECEIPT });
    expect((await send(http)).status).toBe(200);
  });

  it('tells a refusal as a page', async () => {
    const http = await startHttp();
    refuseWith(http, 'certificate-expired');
    const page = await send(http);
    expect([page.status, page.headers.get('content-type')]).toEqual([422, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<code>certificate-expired</code>');
    expect(page.text).toContain('<html lang="ru">');
  });

  it.each([
    ['a form that breaks off', 400, CMS, { end: '\r\n--xYz' }],
    ['a second part', 400, CMS, { end: '\r\n--xYz\r\n\r\nmore\r\n--xYz--\r\n' }],
    ['another type', 415, CMS, { type: 'application/x-www-form-urlencoded' }],
    ['no boundary', 415, CMS, { type: 'multipart/form-data' }],
    ['a file that is no signature', 422, Buffer.from('{"ballot":"dauys/1"}'), {}],
    ['no file', 422, Buffer.alloc(0), {}],
  ] as const)('refuses %s', async (_, status, bytes, changes) => {
    const http = await startHttp();
    expect((await send(http, bytes, changes)).status).toBe(status);
    expect(http.submitted).toEqual([]);
  });

  it('refuses a file that is too large before it is read', async () => {
    const http = await startHttp({ maxBodyBytes: 1024 });
    expect((await send(http, Buffer.alloc(2048, 0x30))).status).toBe(413);
  });

  it('refuses what another site has a browser send: it would show a stranger’s receipt', async () => {
    const http = await startHttp();
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://example.kz' }]) {
      expect((await send(http, CMS, {}, headers)).status).toBe(403);
    }
    expect(http.submitted).toEqual([]);
    expect((await send(http, CMS, {}, { origin: http.url })).status).toBe(201);
  });

  it('counts refused signatures against their address, as the API does', async () => {
    const http = await startHttp({ refusalsPerMinute: 1, refusalsBurst: 2 });
    refuseWith(http, 'signature-invalid');
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await send(http)).status);
    expect(statuses).toEqual([422, 422, 429]);
  });
});
