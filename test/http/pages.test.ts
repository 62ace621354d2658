import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { until } from '../support/poll.ts';
import { request, startHttp } from './support.ts';

const READER = { accept: 'text/html,application/xhtml+xml' };

describe('pages', () => {
  it('stand in three languages, each under its own address', async () => {
    const http = await startHttp();
    for (const language of ['kk', 'ru', 'en']) {
      const page = await request(`${http.url}/${language}/contests/demo/`);
      expect([page.status, page.headers.get('content-language')]).toEqual([200, language]);
      expect(page.text).toContain(`<html lang="${language}">`);
      expect(page.text.match(/<h1[ >]/g)).toHaveLength(1);
    }
  });

  it('send who names no language to the Kazakh start', async () => {
    const http = await startHttp();
    const follow = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${http.url}${path}`, { redirect: 'manual', headers });
      return [answer.status, answer.headers.get('location')];
    };
    expect(await follow('/', { 'accept-language': '*' })).toEqual([302, '/kk/']);
    expect(await follow('/', { 'accept-language': 'de, ru;q=0.5' })).toEqual([302, '/ru/']);
    expect(await follow('/en')).toEqual([302, '/en/']);
    expect(await follow('/ru/contests/demo')).toEqual([302, '/ru/contests/demo/']);
  });

  it('run nothing that is not a file of the service, and tell nobody else', async () => {
    const http = await startHttp();
    const page = await request(`${http.url}/kk/contests/demo/`);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toContain('unsafe');
    expect(page.text).not.toMatch(/ (?:style|on[a-z]+)="|<style|<script(?! src="\/assets\/)/);
    const foreign = [...page.text.matchAll(/(?:src|href|action)="(https?:|\/\/)[^"]*"/g)];
    expect(foreign).toEqual([]);
  });

  it('and their files are compressed, tagged and, under a digest, kept for good', async () => {
    const http = await startHttp();
    const page = await request(`${http.url}/kk/contests/demo/`);
    const [, href = ''] = /rel="stylesheet" href="([^"]+)" integrity="sha256-/.exec(page.text) ?? [];
    const style = await request(`${http.url}${href}`);
    expect(style.headers.get('cache-control')).toContain('immutable');
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect((await request(`${http.url}/assets/nothing-000000000000.css`)).status).toBe(404);
    expect((await request(`${http.url}/assets/..%2Fassets.json`)).status).toBe(404);

    const again = await fetch(`${http.url}${href}`, { headers: { 'if-none-match': style.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  it('come in the encoding that was asked for, each with a tag of its own', async () => {
    const http = await startHttp();
    const plain = await raw(http.port, 'identity');
    const [gzip, brotli] = [await raw(http.port, 'gzip'), await raw(http.port, 'gzip, br;q=1')];
    expect(gunzipSync(gzip.body).toString()).toBe(plain.body.toString());
    expect(brotliDecompressSync(brotli.body).toString()).toBe(plain.body.toString());
    expect(new Set([plain, gzip, brotli].map(({ etag }) => etag)).size).toBe(3);
    expect((await raw(http.port, 'br;q=0, gzip;q=0')).body.toString()).toBe(plain.body.toString());
  });

  it('tell a refusal as a page to readers and as a problem to programs', async () => {
    const http = await startHttp();
    const page = await request(`${http.url}/ru/contests/nothing/`, { headers: READER });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<code>contest-unknown</code>');
    expect(page.text).toContain('<html lang="ru">');
    const problem = await request(`${http.url}/ru/contests/nothing/`);
    expect(problem.json).toMatchObject({ code: 'contest-unknown' });
    const data = await request(`${http.url}/api/v1/contests/nothing`, { headers: READER });
    expect(data.json).toMatchObject({ code: 'contest-unknown' });
    const elsewhere = await request(`${http.url}/xx/`, { headers: { ...READER, 'accept-language': 'en' } });
    expect([elsewhere.status, elsewhere.headers.get('content-language')]).toEqual([404, 'en']);
  });

  it('are counted by their templates', async () => {
    const http = await startHttp();
    await request(`${http.url}/kk/contests/demo/`);
    const route = 'route="/{language}/contests/{contest}/"';
    await until(async () => (await http.metrics.registry.metrics()).includes(route));
    expect(await http.metrics.registry.metrics()).not.toContain('contests/demo');
  });
});

/** fetch would decode on its own. */
async function raw(port: number, encoding: string): Promise<{ body: Buffer; etag: string | undefined }> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    const path = '/kk/contests/demo/';
    get({ host: '127.0.0.1', port, path, headers: { 'accept-encoding': encoding } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        resolve({ body: Buffer.concat(parts), etag: answer.headers.etag });
      });
    }).on('error', reject);
  });
}
