import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ContestState } from '../../src/domain/contest.ts';
import { toHex } from '../../src/encoding/bytes.ts';
import { CONTEST, DEFINITION, request, sha256, startHttp, type Harness } from './support.ts';

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
});

const get = (path: string, headers: Record<string, string> = {}) => request(`${http.url}${path}`, { headers });
const inState = (state: ContestState): void => {
  http.deps.contests = { ...http.deps.contests, state: () => state };
};

describe('GET contests', () => {
  it.each(['before', 'open', 'closing', 'closed'] as const)('says that a contest is %s', async (state) => {
    inState(state);
    const list = (await get('/api/v1/contests')).json as { contests: Record<string, unknown>[] };
    expect(list.contests).toMatchObject([{ id: 'demo', state, vkey: CONTEST.vkey, digest: toHex(CONTEST.digest) }]);
    expect((await get('/api/v1/contests/demo')).json).toMatchObject({ state, definition: DEFINITION });
  });

  it('lists candidates with what they refer to', async () => {
    const { regions, nominations, candidates } = DEFINITION;
    expect((await get('/api/v1/contests/demo/candidates')).json).toEqual({
      contest: 'demo',
      regions,
      nominations,
      candidates,
    });
  });

  it('gives the bytes to sign exactly, cacheable, tagged with their hash', async () => {
    const bytes = CONTEST.ballots.get('abai-12')!;
    const response = await fetch(`${http.url}/api/v1/contests/demo/candidates/abai-12/ballot`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from(bytes));
    expect(response.headers.get('etag')).toBe(`"${toHex(sha256(bytes))}"`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it.each([
    ['/api/v1/contests/demo/candidates/nobody/ballot', 'candidate-unknown'],
    ['/api/v1/contests/Demo', 'contest-unknown'],
    ['/api/v1/contests/%E0%A4%A', 'malformed-request'],
    ['/api/v1/contests/demo/', 'not-found'],
    ['/API/v1/contests', 'not-found'],
    ['/nothing', 'not-found'],
    ['/log/demo', 'not-found'],
    ['/api/v1/contests/demo/candidates/..%2f..%2fballot', 'not-found'],
  ])('refuses %s as %s', async (path, code) => {
    expect((await get(path)).json).toMatchObject({ code });
  });
});

describe('another method', () => {
  it.each([
    ['PUT', '/api/v1/contests', 'GET, HEAD'],
    ['POST', '/log/demo/checkpoint', 'GET, HEAD'],
    ['DELETE', '/api/v1/contests/demo/ballots', 'POST'],
    ['GET', '/api/v1/contests/demo/ballots', 'POST'],
  ])('%s %s finds nothing and names what is allowed', async (method, path, allow) => {
    const answer = await request(`${http.url}${path}`, { method });
    expect(answer).toMatchObject({ status: 404, json: { code: 'not-found' } });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('HEAD answers with the headers of GET and no body', async () => {
    for (const path of ['/api/v1/contests', '/log/demo/checkpoint']) {
      const answer = await request(`${http.url}${path}`, { method: 'HEAD' });
      const whole = await get(path);
      expect(answer).toMatchObject({ status: 200, text: '' });
      expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(whole.text)));
    }
  });
});

describe('an ETag', () => {
  it.each([
    '/api/v1/contests',
    '/api/v1/contests/demo',
    '/api/v1/contests/demo/candidates',
    '/api/v1/contests/demo/candidates/abai-12/ballot',
    '/api/v1/contests/demo/tallies',
    '/api/v1/contests/demo/proofs/0',
    '/log/demo/checkpoint',
    '/log/demo/key',
  ])('spares the body of %s to whoever has it', async (path) => {
    const first = await get(path);
    const etag = first.headers.get('etag')!;
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get(path, { 'if-none-match': condition });
      expect([condition, again.status, again.text]).toEqual([condition, 304, '']);
      expect(again.headers.get('etag')).toBe(etag);
    }
    expect(await get(path, { 'if-none-match': '"other"' })).toMatchObject({ status: 200, text: first.text });
  });

  it('changes with what it names', async () => {
    const first = await get('/api/v1/contests/demo');
    inState('closed');
    const second = await get('/api/v1/contests/demo', { 'if-none-match': first.headers.get('etag')! });
    expect(second.status).toBe(200);
  });
});

describe('GET log', () => {
  it('serves tiles for good, the checkpoint for a moment, to any origin', async () => {
    const tile = await get('/log/demo/tile/entries/000.p/3');
    expect(tile).toMatchObject({ status: 200, text: 'tile entries 0 3' });
    expect(tile.headers.get('content-type')).toBe('application/octet-stream');
    expect(tile.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/log/demo/tile/1/000')).text).toBe('tile 1 0 256');
    const checkpoint = await get('/log/demo/checkpoint');
    expect(checkpoint.headers.get('cache-control')).toBe('public, max-age=2');
    expect(checkpoint.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const key = await get('/log/demo/key');
    expect(key.text).toBe(`${CONTEST.vkey}\n`);
    const proof = await get('/api/v1/contests/demo/proofs/0');
    for (const { headers } of [tile, checkpoint, key, proof])
      expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    '/log/demo/tile/0/001',
    '/log/demo/tile/0/0',
    '/log/demo/tile/0/000.p/256',
    '/log/demo/tile/0/000.p/0',
    '/log/demo/tile/64/000',
    '/log/demo/tile/0/x000/000',
    '/log/demo/tile/entries/../000',
    '/log/demo/tile/',
    '/api/v1/contests/demo/proofs/1',
    '/api/v1/contests/demo/proofs/-1',
    '/api/v1/contests/demo/proofs/00',
    '/api/v1/contests/demo/proofs/1e3',
    '/api/v1/contests/demo/proofs/99999999999999999999',
  ])('finds nothing at %s', async (path) => {
    const answer = await get(path);
    expect(answer).toMatchObject({ status: 404, json: { code: 'not-found' } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('has no checkpoint before the first entry', async () => {
    http.deps.log.checkpoint = async () => undefined;
    expect((await get('/log/demo/checkpoint')).json).toMatchObject({ code: 'not-found' });
  });

  it.each(['before', 'open', 'closing'] as const)(
    'tells no choice while the contest is %s, not even what exists',
    async (state) => {
      inState(state);
      for (const path of ['000', '000.p/1', '999', 'nonsense']) {
        const answer = await get(`/log/demo/openings/${path}`);
        expect(answer).toMatchObject({ status: 403, json: { code: 'not-yet-published' } });
      }
    },
  );

  it('shows the openings after the closing entry, and not as immutable: a record may be erased', async () => {
    inState('closed');
    const answer = await get('/log/demo/openings/000.p/7');
    expect(answer).toMatchObject({ status: 200, text: 'openings 0 7' });
    expect(answer.headers.get('cache-control')).not.toContain('immutable');
    expect((await get('/log/demo/openings/001')).json).toMatchObject({ code: 'not-found' });
  });
});

describe('every answer', () => {
  it.each(['/api/v1/contests', '/log/demo/checkpoint', '/nothing', '/log/other/key', '/healthz'])(
    'of %s forbids scripts, framing and sniffing, and names no server',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('is measured under its route template; no candidate and no path reaches a log line or a metric', async () => {
    await get('/api/v1/contests/demo/candidates/abai-12/ballot');
    await get('/abai-12');
    await get('/log/demo/tile/0/000');
    const text = await http.metrics.registry.metrics();
    expect(text).toContain('route="/api/v1/contests/{contest}/candidates/{candidate}/ballot",status="200"} 1');
    expect(text).toContain('route="unmatched",status="404"} 1');
    expect(text).toContain('route="/log/{contest}/tile/{tile+}",status="200"} 1');
    expect(`${text}${http.lines.join()}`).not.toContain('abai-12');
  });

  it('is internal for an unexpected error in Express too, logged once without its message', async () => {
    http.deps.readiness = () => {
      throw new TypeError('secret');
    };
    expect(await get('/readyz')).toMatchObject({ status: 500, json: { code: 'internal' } });
    expect(http.lines).toHaveLength(1);
    expect(http.lines[0]).toContain('"route":"/readyz"');
    expect(http.lines[0]).not.toContain('secret');
  });
});

describe('GET healthz and readyz', () => {
  it('say ready and not ready', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, json: { ok: true } });
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      json: { ok: true, checks: { ledger: true, serving: true } },
    });
    http.deps.readiness = () => ({ ok: false, checks: { clock: false } });
    expect(await get('/readyz')).toMatchObject({ status: 503, json: { ok: false, checks: { clock: false } } });
    expect(await get('/healthz')).toMatchObject({ status: 200 });
  });
});
