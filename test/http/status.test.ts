import { describe, expect, it } from '@jest/globals';
import type { ServiceStatus } from '../../src/web/service-status.ts';
import { request, startHttp } from './support.ts';

const LIST = {
  kind: 'base',
  entries: 422_000,
  thisUpdate: '2026-01-10T00:00:00.000Z',
  nextUpdate: '2026-01-11T03:00:00.000Z',
  isCurrent: true,
} as const;
const STATUS: ServiceStatus = {
  isClockTrusted: true,
  revocation: { mode: 'ocsp-then-crl', ocsp: 'answering', lists: [LIST] },
  contests: [{ id: 'demo', state: 'open', size: 12, timeAnchor: { size: 9, isLate: false } }],
};

async function page(status: ServiceStatus, language: string, path = '/status'): Promise<string> {
  const http = await startHttp();
  http.deps.status = () => status;
  const answer = await request(`${http.url}${path}`, { headers: { 'accept-language': language } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  return answer.text;
}

describe('the status of the service', () => {
  it('is told to programs as it is', async () => {
    const http = await startHttp();
    http.deps.status = () => STATUS;
    expect((await request(`${http.url}/api/v1/status`)).json).toEqual(STATUS);
  });

  it.each([
    ['kk', 'Сервистің күйі', 'алғашқы 9 жазба куәландырылды'],
    ['ru', 'Состояние сервиса', 'заверено записей с начала: 9'],
    ['en', 'Status of the service', 'covers the first 9 entries'],
  ])('is a page in %s', async (language, title, anchored) => {
    const html = await page(STATUS, language);
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(`<h1>${title}</h1>`);
    expect(html).toContain(anchored);
    expect(html).toMatch(/422[\u00a0,]000/);
    expect(html).not.toContain('role="alert"');
    expect(html).toContain('2026-01-11 03:00 UTC');
  });

  it('is in the language that was clicked, whatever the browser prefers', async () => {
    expect(await page(STATUS, 'en', '/status?lang=ru')).toContain('<html lang="ru">');
    expect(await page(STATUS, 'en', '/status?lang=xx')).toContain('<html lang="en">');
  });

  it.each([
    ['kk', 'Кері қайтарылған кілтпен де дауыс беруге болады.'],
    ['ru', 'Проголосовать можно и отозванным ключом.'],
    ['en', 'A revoked key can vote too.'],
  ])('shouts in %s when revocation is not checked', async (language, warning) => {
    const html = await page({ ...STATUS, revocation: { mode: 'off', lists: [] } }, language);
    expect(html).toMatch(new RegExp(`<p role="alert" class="alert"><strong>[^<]*${warning}</strong></p>`));
  });

  it('stands in the house of all pages, under their policy, and leads to itself in other languages', async () => {
    const http = await startHttp();
    const answer = await request(`${http.url}/status?lang=kk`);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(answer.headers.get('content-language')).toBe('kk');
    for (const href of ['/status?lang=ru', '/kk/help']) expect(answer.text).toContain(`href="${href}"`);
  });

  it('says what fails: responder, list, time-stamp, clock', async () => {
    const html = await page(
      {
        isClockTrusted: false,
        revocation: { mode: 'ocsp-then-crl', ocsp: 'failing', lists: [{ ...LIST, isCurrent: false }] },
        contests: [{ id: 'demo', state: 'open', size: 12, timeAnchor: { size: 9, isLate: true } }],
      },
      'en',
    );
    for (const words of ['OCSP does not answer at the moment.', 'expired', 'late', 'clock is not trusted']) {
      expect(html).toContain(words);
    }
  });

  it('lets no id become markup', async () => {
    const contests = [{ id: '<script>"&', state: 'open', size: 0 }] as const;
    expect(await page({ ...STATUS, contests }, 'en')).toContain('<td>&lt;script>&quot;&amp;</td>');
  });
});
