import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { MobileAppOptions, MobileRun } from '../../src/devca/mobile-app.ts';
import type { Language } from '../../src/domain/texts.ts';
import { MOBILE_SIGNING_TEXTS } from '../../src/web/pages/vote-mobile-texts.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';
import { eventually } from '../support/service.ts';
import { phoneTown } from '../service/support/phone-town.ts';

const town = phoneTown();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  userAgent: 'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36',
};

describeInChromium('the vote page with eGov Mobile', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(language: Language, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(`${town.service().url}/${language}/contests/qamqor-demo/candidates/n012/vote`);
    return page;
  }

  /** Presses the button and reads the code off the page. */
  async function codeOn(page: Page): Promise<string> {
    await page.locator('#mobile-start').click();
    await page.locator('#mobile-qr').waitFor();
    return shownCode(page);
  }

  async function shownCode(page: Page): Promise<string> {
    const link = await page.locator('#mobile-link').getAttribute('href');
    return `mobileSign:${new URL(link ?? '').searchParams.get('link')}`;
  }

  const scan = (text: string, n: number, options: Partial<MobileAppOptions> = {}): Promise<MobileRun> =>
    town.scan({ qr: { text, size: 0, path: '' } }, town.citizen(n), options);

  /** Somebody looks at the page again: it asks at once. */
  const look = (page: Page): Promise<boolean> =>
    page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

  const receiptIn = (page: Page): Promise<string | null> =>
    page.evaluate(() => sessionStorage.getItem('dauys receipt qamqor-demo'));

  async function expectReceipt(page: Page, n: number): Promise<void> {
    await look(page).catch(() => undefined);
    await page.waitForURL(/\/receipt$/);
    const { receipt } = JSON.parse((await receiptIn(page)) ?? '{}') as { receipt: string };
    // The bytes that the same person is given who votes again.
    expect(receipt).toBe((await town.service().vote(town.citizen(n), 12)).body);
    await page.context().close();
  }

  const says = (page: Page, place: string, text: string): Promise<void> =>
    page.locator(place, { hasText: text }).waitFor();

  it.each(['kk', 'ru'] as const)(
    'shows a code, follows the phone and ends with the receipt, in %s',
    async (language) => {
      const { program } = MOBILE_SIGNING_TEXTS[language];
      const n = language === 'kk' ? 1 : 2;
      const page = await open(language);
      const text = await codeOn(page);
      await says(page, '#mobile-status', program.pending);
      expect(await page.locator('#mobile-link').isVisible()).toBe(false);
      expect(await page.locator('#mobile-left').textContent()).toMatch(/[45]:\d\d/);
      expect(await page.locator('.mobile-beware').textContent()).toContain('vote.example.kz');
      await scan(text, n, { fault: 'cancel' });
      await says(page, '#mobile-status', program.opened);
      expect(await scan(text, n)).toMatchObject({ end: 'signed' });
      await expectReceipt(page, n);
    },
  );

  it('opens the app on a phone, and goes on after the browser has thrown the page away', async () => {
    const page = await open('kk', PHONE);
    const text = await codeOn(page);
    await says(page, '#mobile-status', MOBILE_SIGNING_TEXTS.kk.program.pendingHere);
    expect(await page.locator('#mobile-link').isVisible()).toBe(true);
    const widest = await page.evaluate(() =>
      Math.max(...Array.from(document.querySelectorAll('#mobile *'), (one) => one.getBoundingClientRect().right)),
    );
    expect(widest).toBeLessThanOrEqual(360);
    await page.goto('about:blank');
    expect(await scan(text, 3)).toMatchObject({ end: 'signed' });
    await page.goBack();
    await expectReceipt(page, 3);
  });

  it('says why a signature was refused, and takes a good one after it', async () => {
    const page = await open('ru');
    await scan(await codeOn(page), 4, { fault: 'wrong-content' });
    await look(page);
    const problem = page.locator('#mobile-problem a');
    await problem.waitFor();
    expect(await problem.getAttribute('href')).toBe('/ru/help#ballot-wrong-content');
    await scan(await codeOn(page), 4);
    await expectReceipt(page, 4);
  });

  it('says when the code is over, and draws another', async () => {
    const page = await open('ru');
    const first = await codeOn(page);
    town.clock.pass(5 * 60_000);
    await look(page);
    await says(page, '#mobile-status', MOBILE_SIGNING_TEXTS.ru.program.expired);
    expect(await page.locator('#mobile-qr').isVisible()).toBe(false);
    const second = await codeOn(page);
    expect(second).not.toBe(first);
    await scan(second, 5);
    await expectReceipt(page, 5);
  });

  it('waits for the line to come back', async () => {
    const page = await open('ru');
    const text = await codeOn(page);
    await page.context().setOffline(true);
    await look(page);
    await says(page, '#mobile-status', MOBILE_SIGNING_TEXTS.ru.program.offline);
    await scan(text, 6);
    await page.context().setOffline(false);
    await expectReceipt(page, 6);
  });

  it('is worked by keyboard alone, and the focus follows', async () => {
    const page = await open('kk');
    await page.locator('#mobile-start').focus();
    await page.keyboard.press('Enter');
    await eventually(async () =>
      (await page.evaluate(() => document.activeElement?.id)) === 'mobile-status' ? true : undefined,
    );
    await page.context().close();
  });

  it.each([
    ['light', {}],
    ['dark', PHONE],
  ] as const)('has no fault that axe finds while a code is shown: %s', async (colorScheme, options) => {
    const page = await open('kk', { ...options, colorScheme });
    await codeOn(page);
    await page.evaluate(axeSource);
    const run = `axe.run('#mobile', { resultTypes: ['violations'] })`;
    const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(run);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.context().close();
  });

  it('has nothing of it where no host is registered', async () => {
    await town.restart({});
    const page = await open('ru');
    expect(await page.locator('#mobile').count()).toBe(0);
    expect(await page.content()).not.toContain('mobile');
  });
});
