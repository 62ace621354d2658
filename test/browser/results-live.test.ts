import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { PublishedTally } from '../../src/tally/view.ts';
import { startHttp, type Harness } from '../http/support.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';

const tally = (ballots: number, change: Partial<PublishedTally> = {}): PublishedTally => ({
  contest: 'demo',
  state: 'live',
  size: ballots + 1,
  ballots,
  annulled: 0,
  publishedAt: '2026-01-10T12:00:00.000Z',
  nominations: [{ id: 'care', ballots, candidates: [{ id: 'abai-12', number: 12, ballots }] }],
  ...change,
});

describeInChromium('results in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  /** The page of results, with what it says to a console. */
  async function open(
    http: Harness,
    language: string,
    prepare: (page: Page) => Promise<unknown> = async () => undefined,
  ) {
    const page = await browser.newPage({ locale: 'de' });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await prepare(page);
    await page.goto(`${http.url}/${language}/contests/demo/results`);
    return { page, complaints };
  }
  const shows = (page: Page, selector: string, text: string | RegExp) =>
    page.locator(selector, { hasText: text }).waitFor();

  it('move when ballots come, in the words and numbers of the page', async () => {
    const http = await startHttp();
    http.publish(tally(0, { publishedAt: '2026-01-10T11:00:00.000Z' }));
    const { page, complaints } = await open(http, 'kk');
    await shows(page, '#live', 'Сандар өздігінен жаңарып тұр.');
    http.publish(tally(1234));
    await shows(page, '[data-candidate="abai-12"] [data-ballots]', '1\u00a0234');
    await shows(page, '[data-total]', '1\u00a0234');
    await shows(page, '[data-share]', '100,0\u00a0%');
    await shows(page, '[data-as-of]', '2026 ж. 10 қаңтар, 17:00');
    expect(await page.getAttribute('[data-candidate] rect', 'width')).toBe('100%');
    expect(await page.getAttribute('#changed', 'hidden')).not.toBeNull();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('keep the numbers in the served form', async () => {
    const http = await startHttp();
    http.publish(tally(1234));
    for (const language of ['kk', 'ru', 'en']) {
      const { page } = await open(http, language);
      const text = () => page.innerText('#results');
      const served = (await text()).replace(/^.*өздігінен.*$|^.*сами.*$|^.*by themselves.*$/m, '');
      http.publish(tally(99));
      await shows(page, '[data-total]', /^99$/);
      http.publish(tally(1234));
      await shows(page, '[data-total]', /234$/);
      expect((await text()).replace(/^.*өздігінен.*$|^.*сами.*$|^.*by themselves.*$/m, '')).toBe(served);
      await page.close();
    }
  });

  it('show nothing under embargo, and say so when the result is out', async () => {
    const http = await startHttp();
    const { page } = await open(http, 'ru');
    await shows(page, '#live', 'Числа обновляются сами.');
    expect(await page.locator('[data-candidate]').count()).toBe(0);
    http.publish(tally(5, { state: 'final' }));
    await shows(page, '#changed', 'Опубликованы новые данные.');
    expect(await page.getAttribute('#changed a', 'href')).toBe('/ru/contests/demo/results');
    // Not out of the browser's cache, where a page stays for two seconds.
    await page.reload();
    await shows(page, '[data-total]', '5');
    await page.close();
  });

  it('come again after the line broke, and one by one where no stream is left', async () => {
    const http = await startHttp();
    http.publish(tally(1));
    let asked = 0;
    const { page } = await open(http, 'en', (opened) =>
      opened.route('**/tallies/stream', (route) => (asked++ === 0 ? route.abort() : route.continue())),
    );
    await shows(page, '#live', 'The connection was lost');
    await shows(page, '#live', 'The numbers update by themselves.');
    http.publish(tally(2));
    await shows(page, '[data-total]', /^2$/);
    expect(asked).toBeGreaterThan(1);
    await page.close();

    const full = await startHttp({ maxStreams: 0 });
    full.publish(tally(7));
    const refused = await open(full, 'en', (opened) =>
      opened.route('**/results', async (route) => {
        const answer = await route.fetch();
        full.publish(tally(8));
        await route.fulfill({ response: answer });
      }),
    );
    await shows(refused.page, '[data-total]', /^8$/);
    await refused.page.close();
  });
});
