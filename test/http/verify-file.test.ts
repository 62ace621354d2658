import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { request, startHttp } from './support.ts';

const built = readFileSync(new URL('../../dist/verify.html', import.meta.url));

describe('/verify.html', () => {
  it('is given to be kept, byte for byte what the build made', async () => {
    const http = await startHttp();
    const answer = await fetch(`${http.url}/verify.html`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="verify.html"');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), built)).toBe(0);
    const again = await request(`${http.url}/verify.html`, {
      headers: { 'if-none-match': answer.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });

  it('lets nothing but its own program and style in, by their digests', () => {
    const page = built.toString();
    const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="(.*?)"/.exec(page) ?? [];
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${digest(script)}`,
      `style-src ${digest(style)}`,
      'worker-src blob:',
      "connect-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/\s(?:src|href)=/);
    expect(page).not.toMatch(/<script(?!>)/);
  });
});
