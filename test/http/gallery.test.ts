import { get } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { parseContestDefinition } from '../../src/domain/contest.ts';
import { DEFINITION, LIST, numbersOf, numbersWhere, sorted, startGallery } from './gallery-support.ts';

describe('the gallery of candidates', () => {
  it('shows everybody in three languages, and counts them in words', async () => {
    const { page } = await startGallery();
    for (const [language, words] of [
      ['kk', '129\u00a0қатысушы'],
      ['ru', '129\u00a0участников'],
      ['en', '129\u00a0candidates'],
    ] as const) {
      const gallery = await page(`/${language}${LIST}`);
      expect([gallery.status, gallery.headers.get('content-language')]).toEqual([200, language]);
      expect(sorted(numbersOf(gallery))).toEqual(numbersWhere(() => true));
      expect(gallery.text).toContain(`<h2>${words}</h2>`);
      expect(gallery.text.match(/<h1[ >]/g)).toHaveLength(1);
      expect(gallery.text).not.toMatch(/<script|undefined|\[object/);
    }
  });

  it('weighs less than 25 KB, compressed', async () => {
    const { http } = await startGallery();
    for (const encoding of ['br', 'gzip']) expect(await weight(http.port, `/kk${LIST}`, encoding)).toBeLessThan(25_000);
  });

  it('stands in one order for one visitor, in another for the next, and is kept by nobody in between', async () => {
    const { page } = await startGallery();
    const first = await page(`/kk${LIST}`, 'visitor=7');
    expect(numbersOf(await page(`/kk${LIST}`, 'visitor=7'))).toEqual(numbersOf(first));
    expect(numbersOf(await page(`/ru${LIST}`, 'visitor=7'))).toEqual(numbersOf(first));
    expect(numbersOf(await page(`/kk${LIST}`, 'visitor=8'))).not.toEqual(numbersOf(first));
    expect(first.headers.get('cache-control')).toBe('private');
    expect(first.headers.get('vary')).toContain('Cookie');
    expect(first.text).toContain('кездейсоқ');
  });

  it('gives a number to who has none, and lets them keep it', async () => {
    const { page } = await startGallery();
    const first = await page(`/kk${LIST}`);
    const cookie = /^visitor=\d+/.exec(first.headers.get('set-cookie') ?? '')?.[0];
    expect(first.headers.get('set-cookie')).toMatch(/^visitor=\d+; Path=\/; .*SameSite=Lax; HttpOnly$/);
    const again = await page(`/kk${LIST}`, cookie);
    expect(numbersOf(again)).toEqual(numbersOf(first));
    expect(again.headers.get('set-cookie')).toBeNull();
    expect((await page(`/kk${LIST}/n012`)).headers.get('set-cookie')).toBeNull();
    expect((await page('/kk/contests/qamqor-demo/nominations')).headers.get('set-cookie')).toBeNull();
    expect((await page(`/kk${LIST}`, 'visitor=-1')).headers.get('set-cookie')).not.toBeNull();
  });

  it('puts every candidate first for as many visitors as every other', async () => {
    const { page } = await startGallery();
    const firsts: number[] = [];
    for (let visitor = 0; visitor < 20; visitor++) {
      const shown = numbersOf(await page(`/kk${LIST}?nomination=special-services-centre`, `visitor=${visitor}`));
      firsts.push(shown[0]!);
    }
    expect(sorted(firsts)).toEqual(numbersWhere(({ nomination }) => nomination === 'special-services-centre'));
  });

  it('is narrowed by nomination and region, and each can be taken off', async () => {
    const { page } = await startGallery();
    const both = await page(`/ru${LIST}?nomination=social-project&region=abai&q=`);
    expect(numbersOf(both)).toEqual(
      numbersWhere(({ nomination, region }) => nomination === 'social-project' && region === 'abai'),
    );
    expect(both.text).toContain('Найдено: 1\u00a0участник из 129');
    expect(both.text).toContain('<option value="abai" selected>');
    expect(both.text).toContain(`href="/ru${LIST}?nomination=social-project"`);
    expect(both.text).toContain(`href="/ru${LIST}?region=abai"`);
    expect(both.text).toContain(`href="/ru${LIST}"`);
    const region = await page(`/ru${LIST}?region=abai`);
    expect(sorted(numbersOf(region))).toEqual(numbersWhere((candidate) => candidate.region === 'abai'));
    expect(region.text).toContain('Найдено: 5\u00a0участников из 129');
  });

  it('sets no cookie and is anybody’s where there is nothing to order', async () => {
    const { page } = await startGallery();
    const one = await page(`/ru${LIST}?nomination=social-project&region=abai`);
    expect([one.headers.get('set-cookie'), one.headers.get('cache-control')]).toEqual([null, 'public, max-age=2']);
  });

  it.each([
    ['маңғыстау', 'mangystau'],
    ['МАНГЫСТАУ', 'mangystau'],
    ['mangystau', 'mangystau'],
    ['  Мангистауская   область ', 'mangystau'],
    ['шыгыс казакстан', 'east-kazakhstan'],
  ])('is searched for %s', async (query, region) => {
    const { page } = await startGallery();
    for (const language of ['kk', 'ru', 'en']) {
      const found = await page(`/${language}${LIST}?q=${encodeURIComponent(query)}`);
      expect(sorted(numbersOf(found))).toEqual(numbersWhere((candidate) => candidate.region === region));
    }
  });

  it('is searched for a number', async () => {
    const { page } = await startGallery();
    for (const query of ['12', '№ 12', '№12', ' no 12']) {
      expect(numbersOf(await page(`/kk${LIST}?q=${encodeURIComponent(query)}`))).toEqual([12]);
    }
  });

  it('says so where nobody is found', async () => {
    const { page } = await startGallery();
    for (const [language, nobody] of [
      ['kk', 'Мұндай қатысушы табылмады'],
      ['ru', 'Таких участников нет'],
      ['en', 'There are no such candidates'],
    ] as const) {
      const none = await page(`/${language}${LIST}?q=zzzz`);
      expect([none.status, numbersOf(none)]).toEqual([200, []]);
      expect(none.text).toContain(nobody);
      expect(none.text).toContain('value="zzzz"');
    }
  });

  it('keeps the filters in another language, on the page of a candidate and on the way back', async () => {
    const { page } = await startGallery();
    const query = '?nomination=social-project&amp;q=%D0%B0%D0%B1%D0%B0%D0%B9';
    const gallery = await page(`/ru${LIST}?q=абай&nomination=social-project`);
    expect(gallery.text).toContain(`href="/kk${LIST}${query}"`);
    const [, href = ''] = /<h3><a href="([^"]+)"/.exec(gallery.text) ?? [];
    expect(href).toMatch(new RegExp(`^/ru${LIST}/n\\d+\\?nomination=social-project&amp;q=`));
    const candidate = await page(href.replaceAll('&amp;', '&'));
    expect(candidate.text).toContain(`<p class="back"><a href="/ru${LIST}${query}">`);
  });

  it('passes over what the contest does not know', async () => {
    const { page } = await startGallery();
    const gallery = await page(`/kk${LIST}?nomination=nothing&region=%3Cb%3E&page=-7&page=x&other=1`);
    expect(numbersOf(gallery)).toHaveLength(129);
    expect(gallery.text).not.toMatch(/nothing|<b>|%3Cb/);
  });

  it('shows a search as text, whatever it holds', async () => {
    const { page } = await startGallery();
    const query = '"><script>alert(1)</script>\'&amp;\u202e\u0000';
    const gallery = await page(`/kk${LIST}?q=${encodeURIComponent(query)}`);
    expect(gallery.status).toBe(200);
    expect(gallery.text).not.toMatch(/<script|[\p{Cc}\p{Cf}]/u);
    expect(gallery.text).toContain('value="&quot;>&lt;script>alert(1)&lt;/script>');
    const long = await page(`/kk${LIST}?q=${'%F0%9F%97%B3'.repeat(500)}`);
    expect(long.text).toContain(`value="${'🗳'.repeat(100)}"`);
  });

  it('is cut into pages where a contest is very large', async () => {
    const [first] = DEFINITION.candidates;
    const candidates = Array.from({ length: 450 }, (_, i) => ({ ...first!, id: `c${i + 1}`, number: i + 1 }));
    const { page } = await startGallery(parseContestDefinition({ ...DEFINITION, candidates }));
    const pages = [];
    for (const n of [1, 2, 3]) pages.push(numbersOf(await page(`/kk${LIST}?page=${n}`, 'visitor=3')));
    expect(pages.map((numbers) => numbers.length)).toEqual([200, 200, 50]);
    expect(new Set(pages.flat()).size).toBe(450);
    const past = await page(`/ru${LIST}?page=9`, 'visitor=3');
    expect(numbersOf(past)).toEqual(pages[2]);
    expect(past.text).toContain('Страница 3 из 3');
    expect(past.text).toContain(`href="/ru${LIST}?page=2"`);
  });
});

/** fetch would decode on its own. */
function weight(port: number, path: string, encoding: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { 'accept-encoding': encoding } }, (answer) => {
      let bytes = 0;
      answer.on('data', (part: Buffer) => (bytes += part.length));
      answer.on('end', () => {
        expect(answer.headers['content-encoding']).toBe(encoding);
        resolve(bytes);
      });
    }).on('error', reject);
  });
}
