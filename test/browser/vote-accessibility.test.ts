import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { overflowOn, violationsOn } from '../support/axe.ts';
import { describeVotingSite, shownReceipt } from '../support/voting-site.ts';

describeVotingSite('what a citizen sees while they vote', (site) => {
  async function expectNoFault(page: Page, place: string): Promise<void> {
    expect([place, ...(await violationsOn(page))]).toEqual([place]);
    expect([place, await overflowOn(page)]).toEqual([place, 0]);
  }

  it.each([
    ['kk', 'light', 1280],
    ['ru', 'dark', 320],
  ] as const)(
    'has no fault that axe finds, and fits its window: %s, %s, %d wide',
    async (language, colorScheme, width) => {
      site.nextCitizen();
      const options = { colorScheme, viewport: { width, height: 800 } };
      const page = await site.open(site.address(language, 'candidates/n012/vote'), options);
      await page.click('summary');
      await expectNoFault(page, 'open');
      site.ncalayer.setFault('slow', { ms: 60_000 });
      await page.click('#ncalayer');
      await page.waitForSelector('#progress button');
      await expectNoFault(page, 'signing');
      await page.click('#progress button');
      await page.waitForSelector('#problem code');
      await expectNoFault(page, 'stopped');
      site.ncalayer.setFault('none');
      await page.click('#ncalayer');
      await shownReceipt(page);
      await page.locator('summary').click();
      await expectNoFault(page, 'receipt');
      await page.goto(site.service.url + site.address(language, 'check?index=1'));
      await page.click('#ncalayer');
      await page.waitForSelector('#statement h3');
      for (const summary of await page.locator('summary:visible').all()) await summary.click();
      await expectNoFault(page, 'check');
      await page.context().close();
    },
  );

  it('moves nothing for who asked for no movement', async () => {
    site.ncalayer.setFault('slow', { ms: 60_000 });
    const page = await site.open(site.address('kk', 'candidates/n012/vote'), { reducedMotion: 'reduce' });
    await page.click('#ncalayer');
    await page.waitForSelector('#progress button');
    expect(await page.evaluate('getComputedStyle(document.querySelector("#progress"), "::before").animationName')).toBe(
      'none',
    );
    await page.context().close();
  });
});
