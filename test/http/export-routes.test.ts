import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { parseManifest } from '../../src/audit/export-manifest.ts';
import { parseByteRange } from '../../src/http/byte-range.ts';
import { createToken, type TokenRole } from '../../src/intake/tokens.ts';
import { fakeShelf, fileBytes } from './fake-shelf.ts';
import { NOW, rawExchange, request, sha256, startHttp, until, type Harness } from './support.ts';

const EXPORT = '/api/v1/contests/demo/export';
const TILE = 'public/log/tile/0/000';
const UNIT = 'restricted/ballots/000000.bin.age';

let http: Harness;
beforeEach(async () => {
  http = await startHttp();
});

function token(role: TokenRole, contest = 'demo'): Record<string, string> {
  const random = (n: number): Uint8Array => new Uint8Array(randomBytes(n));
  const ports = { store: http.deps.tokens, sha256, nowMs: NOW, random };
  const issued = createToken({ role, contest, lifetimeMs: 60_000 }, ports);
  return { authorization: `Bearer ${issued.token}` };
}

const get = (path: string, headers: Record<string, string> = {}) => request(`${http.url}${path}`, { headers });
const file = (path: string, headers: Record<string, string> = {}) => get(`${EXPORT}/files/${path}`, headers);

describe('the manifest of an export', () => {
  it('shows everybody the public part, and auditors everything', async () => {
    const open = await get(`${EXPORT}?part=public`);
    expect(open.status).toBe(200);
    expect(open.headers.get('access-control-allow-origin')).toBe('*');
    const files = parseManifest(Buffer.from(open.text)).files.map(({ path }) => path);
    expect(files).toEqual(['public/documents.jsonl', 'public/log/key', TILE]);
    expect((await get(`${EXPORT}?part=public`, { 'if-none-match': open.headers.get('etag')! })).status).toBe(304);

    const all = await get(EXPORT, token('auditor'));
    expect(parseManifest(Buffer.from(all.text)).files.map(({ path }) => path)).toEqual([...files, UNIT]);
    expect(all.headers.get('cache-control')).toBe('no-store');
    expect(all.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is refused to everybody else, and every use of a token is logged', async () => {
    expect((await get(EXPORT)).json).toMatchObject({ status: 401, code: 'unauthorized' });
    expect((await get(EXPORT, { authorization: 'Bearer x' })).json['code']).toBe('unauthorized');
    expect((await get(EXPORT, token('commission'))).json['code']).toBe('forbidden');
    expect((await get(EXPORT, token('auditor', 'other'))).json['code']).toBe('forbidden');
    expect((await get(`${EXPORT}?part=public`, token('commission'))).json['code']).toBe('forbidden');
    await get(EXPORT, token('auditor'));
    await file(UNIT, token('auditor'));
    const events = http.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.filter(({ event }) => event === 'token-refused')).toHaveLength(4);
    expect(events.flatMap(({ event, route }) => (event === 'token-used' ? [route] : []))).toEqual([
      '/api/v1/contests/{contest}/export',
      '/api/v1/contests/{contest}/export/files/{path+}',
    ]);
  });

  it('has no restricted part where no auditor is configured', async () => {
    http.deps.exports = { ...fakeShelf(), servesRestricted: false };
    for (const answer of [await get(EXPORT, token('auditor')), await file(UNIT, token('auditor'))]) {
      expect(answer.json).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await get(`${EXPORT}?part=public`)).status).toBe(200);
  });

  it('says when there is none, and what it does not understand', async () => {
    expect((await get(`${EXPORT}?part=public&size=8`)).json['code']).toBe('not-found');
    expect((await get(`${EXPORT}?part=public&size=7`)).status).toBe(200);
    http.deps.exports = { servesRestricted: true, find: () => undefined };
    expect((await get(`${EXPORT}?part=public`)).json['code']).toBe('not-found');
    expect((await file(TILE)).json['code']).toBe('not-found');
    for (const query of [
      'part=restricted',
      'part=',
      'part=public&part=public',
      'part=public&size=0',
      'part=public&size=x',
    ]) {
      expect((await get(`${EXPORT}?${query}`)).json['code']).toBe('malformed-request');
    }
  });
});

describe('a file of an export', () => {
  it('is given whole, in one range, and under its digest', async () => {
    const whole = await file(TILE);
    expect([whole.status, whole.text]).toEqual([200, fileBytes(TILE).toString()]);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-length': '300000',
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      etag: `"${Buffer.from(sha256(fileBytes(TILE))).toString('hex')}"`,
    });
    const etag = whole.headers.get('etag')!;
    const range = async (header: string, more: Record<string, string> = {}) => {
      const { status, headers, text } = await file(TILE, { range: header, ...more });
      return [status, headers.get('content-range'), text.length];
    };
    expect(await range('bytes=0-0')).toEqual([206, 'bytes 0-0/300000', 1]);
    expect(await range('bytes=1000-')).toEqual([206, 'bytes 1000-299999/300000', 299_000]);
    expect(await range('bytes=-10')).toEqual([206, 'bytes 299990-299999/300000', 10]);
    expect(await range('bytes=299999-999999')).toEqual([206, 'bytes 299999-299999/300000', 1]);
    expect(await range('bytes=300000-')).toEqual([416, 'bytes */300000', 0]);
    expect(await range('bytes=0-1,5-6')).toEqual([200, null, 300_000]);
    expect(await range('bytes=5-2')).toEqual([200, null, 300_000]);
    expect(await range('bytes=10-19', { 'if-range': etag })).toEqual([206, 'bytes 10-19/300000', 10]);
    expect(await range('bytes=10-19', { 'if-range': '"other"' })).toEqual([200, null, 300_000]);
    expect((await file(TILE, { 'if-none-match': etag })).status).toBe(304);
    expect((await file('public/documents.jsonl')).text).toBe('');
    expect((await file('public/documents.jsonl', { range: 'bytes=0-' })).status).toBe(200);
    const head = await fetch(`${http.url}${EXPORT}/files/${TILE}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '300000']);
  });

  it('of the restricted part is for auditors', async () => {
    expect((await file(UNIT)).json['code']).toBe('unauthorized');
    expect((await file(UNIT, token('commission'))).json['code']).toBe('forbidden');
    const unit = await file(UNIT, token('auditor'));
    expect([unit.status, unit.text, unit.headers.get('cache-control')]).toEqual([
      200,
      fileBytes(UNIT).toString(),
      'no-store',
    ]);
    // Whether there is such a file is nobody else's business either.
    expect((await file('restricted/none')).json['code']).toBe('unauthorized');
  });

  it.each([
    'public/../restricted/ballots/000000.bin.age',
    'public/%2e%2e/restricted/ballots/000000.bin.age',
    'public/log/../log/key',
    'public//log/key',
    'public/public/log/key',
    'public/log/key/',
    'public/log',
    'public/log/key%00',
    '../../../../ledger.db',
    'public/../../../../../../etc/passwd',
    '%2fetc%2fpasswd',
    'manifest.json',
    'export.journal',
  ])('is found by its own path alone: not %s', async (path) => {
    const lines = [`GET ${EXPORT}/files/${path} HTTP/1.1`, 'Host: x', 'Connection: close', '', ''];
    const { text } = await rawExchange(http.port, (socket) => socket.write(lines.join('\r\n')));
    expect(text).toMatch(/^HTTP\/1\.1 (404|401|400) /);
    expect(text).not.toContain('AAAA');
  });

  it('that breaks off cuts the connection instead of ending well', async () => {
    const shelf = fakeShelf();
    http.deps.exports = {
      ...shelf,
      find: (...asked) => {
        const found = shelf.find(...asked)!;
        const open = async function* (): AsyncIterable<Uint8Array> {
          yield Buffer.alloc(1000);
          throw new Error('EIO');
        };
        return { ...found, open };
      },
    };
    await expect(file(TILE)).rejects.toThrow();
    await until(() => http.lines.some((line) => line.includes('request-failed')));
  });

  it('whose reader goes away is let go of', async () => {
    let closed = false;
    const shelf = fakeShelf();
    http.deps.exports = {
      ...shelf,
      find: (...asked) => {
        const open = async function* (): AsyncIterable<Uint8Array> {
          try {
            for (;;) yield Buffer.alloc(65_536);
          } finally {
            closed = true;
          }
        };
        return { ...shelf.find(...asked)!, open };
      },
    };
    const abort = new AbortController();
    const answer = await fetch(`${http.url}${EXPORT}/files/${TILE}`, { signal: abort.signal });
    await answer.body!.getReader().read();
    abort.abort();
    await until(() => closed);
    expect(http.lines.some((line) => line.includes('request-failed'))).toBe(false);
  });
});

describe('a range of bytes', () => {
  it.each([
    [undefined, 10, undefined],
    ['', 10, undefined],
    ['lines=0-1', 10, undefined],
    ['bytes=-', 10, undefined],
    ['bytes=a-b', 10, undefined],
    ['bytes=0-0', 0, 'unsatisfiable'],
    ['bytes=-0', 10, 'unsatisfiable'],
    ['bytes=-5', 0, 'unsatisfiable'],
    ['bytes=-50', 10, { from: 0, to: 9 }],
    [' bytes=3-5 ', 10, { from: 3, to: 5 }],
    ['bytes=9999999999999999-', 10, undefined],
  ] as const)('%s of %i bytes', (header, length, range) => {
    expect(parseByteRange(header, length)).toEqual(range);
  });
});
