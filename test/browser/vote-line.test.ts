import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page, Route } from 'playwright-core';
import { describeInChromium } from '../support/chromium.ts';
import { until } from '../support/poll.ts';
import { downloaded, shownReceipt, startVotingSite, type VotingSite } from '../support/voting-site.ts';

describeInChromium('a ballot on a bad line', () => {
  let site: VotingSite;
  beforeAll(async () => {
    site = await startVotingSite();
  });
  afterAll(async () => {
    await site.stop();
    expect(site.faults).toEqual([]);
  });

  /** Answers the first posts by `answers`, all later ones go through. @returns the bodies */
  async function answerPosts(page: Page, ...answers: ((route: Route) => Promise<unknown>)[]): Promise<string[]> {
    const bodies: string[] = [];
    let running = 0;
    await page.route('**/ballots', async (route) => {
      expect(++running).toBe(1);
      bodies.push(route.request().postData() ?? '');
      await (answers.shift() ?? ((one: Route) => one.continue()))(route);
      running--;
    });
    return bodies;
  }
  const busyFor = (seconds: number) => (route: Route) =>
    route.fulfill({
      status: 503,
      headers: { 'retry-after': String(seconds), 'content-type': 'application/problem+json' },
      body: JSON.stringify({ code: 'busy', title: 'Busy', detail: 'Again' }),
    });
  const broken = (route: Route): Promise<void> => route.abort('internetdisconnected');
  const pending = (page: Page): Promise<string | null> =>
    page.evaluate<string | null>('sessionStorage.getItem("dauys pending qamqor-demo")');

  it('is sent again, the same bytes, while the service is busy', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('kk', 'candidates/n012/vote'));
    const bodies = await answerPosts(page, busyFor(60), busyFor(1));
    await page.click('#ncalayer');
    await page.locator('#progress', { hasText: 'бос емес' }).waitFor();
    expect(await pending(page)).toContain('"candidate":"n012"');
    await page.click('#progress button');
    await shownReceipt(page);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
    expect(await pending(page)).toBeNull();
    await page.context().close();
  });

  it('waits for the line to come back', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('ru', 'candidates/n012/vote'));
    const bodies = await answerPosts(page, broken);
    await page.click('#ncalayer');
    await page.locator('#progress', { hasText: 'Не удаётся связаться' }).waitFor();
    await page.evaluate('window.dispatchEvent(new Event("online"))');
    await shownReceipt(page);
    expect(new Set(bodies).size).toBe(1);
    await page.context().close();
  });

  it('takes no page of somebody in between for a receipt', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('ru', 'candidates/n012/vote'));
    await answerPosts(page, (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Wi-Fi</h1>' }),
    );
    await page.click('#ncalayer');
    await page.waitForSelector('#progress button');
    await page.click('#progress button');
    await shownReceipt(page);
    await page.context().close();
  });

  it('is sent again by a page that was loaded anew before the answer came', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('ru', 'candidates/n012/vote'));
    page.on('dialog', (dialog) => void dialog.accept());
    const bodies: (string | null)[] = [];
    await page.route('**/ballots', async (route) => {
      bodies.push(route.request().postData());
      // The first is never answered: the page is gone before.
      if (bodies.length === 2) await busyFor(60)(route);
      if (bodies.length === 3) await route.continue();
    });
    await page.click('#ncalayer');
    await until(() => bodies.length === 1);
    await page.reload();
    await page.locator('#kept', { hasText: '№ 12' }).waitFor();
    await page.waitForSelector('#progress button');
    await page.click('#progress button');
    await shownReceipt(page);
    expect([bodies.length, new Set(bodies).size]).toEqual([3, 1]);
    await page.context().close();
  });

  it('leads to the same receipt where the answer was lost and the tab closed', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('kk', 'candidates/n012/vote'));
    let taken = '';
    await page.route('**/ballots', async (route) => {
      taken = await (await route.fetch()).text();
      await route.abort('connectionreset');
    });
    await page.click('#ncalayer');
    await until(() => taken !== '');
    await page.context().close();

    const back = await site.open(site.address('kk', 'candidates/n012/vote'));
    await back.click('#ncalayer');
    await shownReceipt(back);
    expect((await downloaded(back, '#download')).bytes.toString()).toBe(taken);
    await back.goBack();
    await back.waitForSelector('#kept:not([hidden])');
    expect(await back.getAttribute('#kept a', 'href')).toBe('/kk/contests/qamqor-demo/receipt');
    await back.context().close();
  });
});
