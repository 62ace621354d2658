import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { exchange, type Exchange, type ExchangeResult } from '../../src/ca/http-exchange.ts';
import { until } from '../support/poll.ts';
import { endless, hang, ok, reset, stall, startFaultServer, status, type FaultServer } from './fault-server.ts';

describe('one exchange', () => {
  let server: FaultServer;

  beforeEach(async () => {
    server = await startFaultServer();
  });
  afterEach(() => server.stop());

  function get(changes: Partial<Exchange> = {}): Promise<ExchangeResult> {
    return exchange({ url: server.url, userAgent: 'Dauys/test', timeoutMs: 2000, maxBytes: 1000, ...changes });
  }
  const post = { type: 'application/ocsp-request', bytes: Buffer.from('question') };

  it('posts bytes under a name of its own and asks for nothing packed', async () => {
    server.answer(ok('answer', { 'content-type': 'application/ocsp-response' }));
    const result = await get({ post, expectedTypes: ['application/ocsp-response'] });
    expect(result).toMatchObject({ kind: 'answered', body: new Uint8Array(Buffer.from('answer')) });
    const [seen] = server.requests;
    expect(seen).toMatchObject({
      method: 'POST',
      headers: {
        'user-agent': 'Dauys/test',
        'accept-encoding': 'identity',
        'content-type': 'application/ocsp-request',
        'content-length': '8',
      },
    });
    expect(seen?.body.toString()).toBe('question');
  });

  it('gives the validators of what it got, and sends those of what is held', async () => {
    server.answer(ok('list', { etag: '"1"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }));
    const result = await get();
    const validators = { etag: '"1"', lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT' };
    expect(result).toMatchObject({ kind: 'answered', validators });
    server.answer(status(304));
    expect(await get({ held: validators })).toEqual({ kind: 'not-modified' });
    expect(server.requests.at(-1)?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Mon, 01 Jan 2024 00:00:00 GMT',
    });
  });

  it('takes no 304 where nothing is held', async () => {
    server.answer(status(304));
    expect(await get()).toEqual({ kind: 'status', detail: '304' });
  });

  it.each([204, 206, 404, 429, 500, 503])('refuses status %i', async (code) => {
    server.answer(status(code));
    expect(await get({ post })).toEqual({ kind: 'status', detail: `${code}` });
  });

  it.each([301, 302, 303, 307, 308])('never follows a redirection (%i)', async (code) => {
    server.answer((seen, response) =>
      seen.path === '/' ? status(code, { location: '/elsewhere' })(seen, response) : ok()(seen, response),
    );
    expect(await get({ post })).toMatchObject({ kind: 'redirect' });
    expect(server.requests).toHaveLength(1);
  });

  it('refuses another media type, and takes an answer that names none', async () => {
    const expectedTypes = ['application/timestamp-reply'];
    server.answer(ok('<html>', { 'content-type': 'text/html; charset=utf-8' }));
    expect(await get({ expectedTypes })).toMatchObject({ kind: 'media-type' });
    server.answer(ok('reply', { 'content-type': 'Application/Timestamp-Reply; x=y' }));
    expect(await get({ expectedTypes })).toMatchObject({ kind: 'answered' });
    server.answer(ok('reply'));
    expect(await get({ expectedTypes })).toMatchObject({ kind: 'answered' });
  });

  it('refuses what is packed although nobody asked, without unpacking it', async () => {
    server.answer(ok(gzipSync(Buffer.alloc(100_000_000)), { 'content-encoding': 'gzip' }));
    expect(await get({ maxBytes: 200_000_000 })).toMatchObject({ kind: 'encoding' });
  });

  it('refuses nothing', async () => {
    server.answer(ok(''));
    expect(await get()).toMatchObject({ kind: 'empty' });
  });

  it('takes exactly the limit and not one byte more', async () => {
    server.answer(ok(Buffer.alloc(1000, 7)));
    expect(await get()).toMatchObject({ kind: 'answered', body: new Uint8Array(1000).fill(7) });
    server.answer(ok(Buffer.alloc(1001)));
    expect(await get()).toMatchObject({ kind: 'too-large' });
  });

  it('leaves an endless body at the limit and closes the connection', async () => {
    let closed = false;
    server.answer((seen, response) => {
      response.on('close', () => (closed = true));
      endless(seen, response);
    });
    expect(await get({ maxBytes: 100_000 })).toMatchObject({ kind: 'too-large' });
    await until(() => closed);
  });

  it.each([
    ['says nothing', hang],
    ['stops in the middle of a body', stall],
  ])('gives up on a server that %s', async (_, answer) => {
    server.answer(answer);
    const before = performance.now();
    expect(await get({ timeoutMs: 60 })).toEqual({ kind: 'timeout', detail: '60 ms' });
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('gives up when the caller does', async () => {
    server.answer(hang);
    const controller = new AbortController();
    const running = get({ signal: controller.signal });
    await until(() => server.requests.length === 1);
    controller.abort();
    expect(await running).toMatchObject({ kind: 'timeout' });
    expect(await get({ signal: controller.signal })).toMatchObject({ kind: 'timeout' });
    expect(server.requests).toHaveLength(1);
  });

  it('tells a reset, a closed port and bytes that are no HTTP apart from answers', async () => {
    server.answer(reset);
    expect(await get()).toMatchObject({ kind: 'network' });
    await server.stop();
    expect(await get()).toEqual({ kind: 'network', detail: 'ECONNREFUSED' });
  });

  it('takes no body that breaks off before its length', async () => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-length': '500' }).write('x');
      setImmediate(() => response.socket?.destroy());
    });
    expect(await get()).toMatchObject({ kind: 'network' });
  });

  it('keeps its connection from one exchange to the next', async () => {
    for (let i = 0; i < 20; i++) expect(await get({ post })).toMatchObject({ kind: 'answered' });
    // The second question may find the first connection not quite put away.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it('does not leave its timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    expect(await get({ timeoutMs: 1_000_000 })).toMatchObject({ kind: 'answered' });
    await until(() => timers() <= before);
  });
});
