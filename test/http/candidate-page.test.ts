import { describe, expect, it } from '@jest/globals';
import type { ContestState } from '../../src/domain/contest.ts';
import { DEFINITION, LIST, startGallery, withFirst } from './gallery-support.ts';

describe('the page of a candidate', () => {
  it('tells who it is, in three languages', async () => {
    const { page } = await startGallery();
    const { name, summary } = DEFINITION.candidates[11]!;
    for (const language of ['kk', 'ru', 'en'] as const) {
      const candidate = await page(`/${language}${LIST}/n012`);
      expect(candidate.status).toBe(200);
      expect(candidate.text).toContain(`<h1>${name[language]}</h1>`);
      expect(candidate.text).toContain(summary![language]);
      expect(candidate.text).toContain('№\u00a012');
    }
  });

  it.each<[ContestState, boolean, string]>([
    ['before', false, 'Голосование ещё не началось. Начало: 1 октября 2026'],
    ['open', true, 'Проголосовать за этого участника'],
    ['closing', false, 'Голосование завершено: 31 декабря 2027'],
    ['closed', false, 'Голосование завершено: 31 декабря 2027'],
  ])('offers the vote only while it is open: %s', async (state, isOffered, words) => {
    const { page } = await startGallery(DEFINITION, state);
    const { text } = await page(`/ru${LIST}/n012`);
    expect(text.includes(`href="/ru${LIST}/n012/vote"`)).toBe(isOffered);
    expect(text).toContain(words);
  });

  it('follows the state of the contest', async () => {
    const { http, page } = await startGallery();
    expect((await page(`/en${LIST}/n012`)).text).toContain('/vote"');
    const { contests } = http.deps;
    http.deps.contests = { ...contests, state: () => 'closing' };
    expect((await page(`/en${LIST}/n012`)).text).not.toContain('/vote"');
    expect((await page(`/en${LIST}`)).text).toContain('state-closing');
  });

  it('of nobody is a page that says so', async () => {
    const { page } = await startGallery();
    for (const id of ['n999', 'N012', '..%2Fx', '%3Cscript%3E']) {
      const answer = await page(`/ru${LIST}/${id}`);
      expect([answer.status, answer.text.includes('<code>candidate-unknown</code>')]).toEqual([404, true]);
      expect(answer.text).not.toContain('<script>');
    }
    expect((await page('/ru/contests/other/candidates')).text).toContain('<code>contest-unknown</code>');
  });

  it('shows what others host as links that say where they lead, and nothing of it', async () => {
    const media = [
      { kind: 'video', url: 'https://media.example.org/watch?v=1&t=2' },
      { kind: 'video', url: 'http://xn--80ak6aa92e.example/"onload="x' },
      { kind: 'image', url: 'https://elsewhere.example/photo.jpg' },
    ] as const;
    const { page } = await startGallery(withFirst({ media: [...media] }));
    const { text } = await page(`/ru${LIST}/n001`);
    expect(text).not.toMatch(/<(?:img|iframe|video|embed|object|audio|source)[ >]/);
    expect(text).toContain('href="https://media.example.org/watch?v=1&amp;t=2"');
    expect(text).toContain('>Видео 1 <span class="host">(media.example.org)</span></a>');
    expect(text).toContain('(xn--80ak6aa92e.example)');
    expect(text).toContain('>Изображение <span');
    expect(text).not.toContain('"onload=');
  });

  it('shows an image of the service’s own host, asked for where the page came from', async () => {
    const media = [
      { kind: 'image', url: 'https://vote.example.kz//media/n001.jpg?v=2' },
      { kind: 'image', url: 'https://vote.example.kz:444/media/other-port.jpg' },
    ] as const;
    const { page } = await startGallery(withFirst({ media: [...media] }));
    const { text } = await page(`/kk${LIST}/n001`);
    expect(text.match(/<img [^>]*>/g)).toEqual([expect.stringContaining('src="/media/n001.jpg?v=2"')]);
  });

  it('lets no text of a definition be more than text', async () => {
    const hostile = '</a><script>alert(1)</script><img src=x onerror=alert(1)>"\'&lt;';
    const definition = withFirst({
      name: { kk: hostile, ru: hostile },
      summary: { kk: `Бұл ${hostile}`, ru: hostile },
    });
    const { page } = await startGallery(definition);
    for (const address of [LIST, `${LIST}?region=abai`, `${LIST}?q=script`, `${LIST}/n001`]) {
      const { status, text } = await page(`/kk${address}`);
      expect(status).toBe(200);
      expect(text).toContain('&lt;script>');
      expect(text).not.toMatch(/<script|<img/);
    }
  });

  it('marks Russian that stands in for English', async () => {
    const definition = withFirst({ name: { kk: 'Бірінші', ru: 'Первый' }, summary: undefined, media: undefined });
    const { page } = await startGallery(definition);
    const { text } = await page(`/en${LIST}/n001`);
    expect(text).toContain('<h1><span lang="ru">Первый</span></h1>');
    expect(text).toContain('Nothing was submitted about this candidate.');
  });
});

describe('the nominations', () => {
  it('stand with the number of their candidates, each a way into the gallery', async () => {
    const { page } = await startGallery();
    const nominations = await page('/ru/contests/qamqor-demo/nominations');
    for (const { id, title } of DEFINITION.nominations) {
      expect(nominations.text).toContain(`href="/ru${LIST}?nomination=${id}">${title.ru}</a>`);
    }
    expect(nominations.text).toContain('17\u00a0участников из 17\u00a0регионов');
    expect(nominations.text).toContain('Голос один на весь конкурс');
    expect((await page('/kk/contests/qamqor-demo/nominations')).text).toContain('20\u00a0өңірден 20\u00a0қатысушы');
    expect((await page('/en/contests/qamqor-demo/nominations')).text).toContain(
      '16\u00a0candidates from 16\u00a0regions',
    );
  });
});
