import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../src/domain/texts.ts';
import { overflowOn, violationsOn } from '../support/axe.ts';
import { testCitizen } from '../support/ballots.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';
import { createInstallation, startTestService, type TestInstallation, type TestService } from '../support/service.ts';
import { pageAddresses } from '../support/site-pages.ts';

const LANGUAGES: readonly Language[] = ['kk', 'ru'];

describeInChromium('every page', () => {
  let browser: Browser;
  let installation: TestInstallation;
  let service: TestService;
  let addresses: readonly string[];

  beforeAll(async () => {
    browser = await openBrowser();
    installation = createInstallation();
    service = await startTestService(installation);
    for (let n = 1; n <= 3; n++) await service.vote(testCitizen(n), n * 7);
    addresses = LANGUAGES.flatMap((language) => pageAddresses(language, 'qamqor-demo', 'n012'));
    await fetch(`${service.url}/kk/`);
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
    installation.remove();
  });

  /** Opens one page after the other in a window of its own. */
  async function visit(
    options: Parameters<Browser['newContext']>[0],
    look: (page: Page, address: string) => Promise<void>,
    pages = addresses,
  ): Promise<void> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    for (const address of pages) {
      await page.goto(service.url + address);
      await look(page, address);
    }
    await context.close();
  }

  it.each([
    ['kk', 'light', 1280],
    ['ru', 'dark', 320],
  ] as const)(
    'has no fault that axe finds: %s, %s, %d wide',
    async (language, colorScheme, width) => {
      const found: string[] = [];
      const look = async (page: Page, address: string): Promise<void> => {
        found.push(...(await violationsOn(page)).map((fault) => `${address} ${fault}`));
      };
      const pages = pageAddresses(language, 'qamqor-demo', 'n012');
      await visit({ colorScheme, viewport: { width, height: 800 } }, look, pages);
      expect(found).toEqual([]);
    },
    180_000,
  );

  it.each([
    ['on a phone', 320],
    ['zoomed to 200 %', 640],
    ['on a desk', 1280],
  ])(
    'fits its window %s',
    async (_, width) => {
      const wide: string[] = [];
      await visit({ viewport: { width, height: 800 } }, async (page, address) => {
        if ((await overflowOn(page)) > 0) wide.push(address);
      });
      expect(wide).toEqual([]);
    },
    120_000,
  );

  it('asks nobody but the service, and breaks none of its own rules', async () => {
    const faults: string[] = [];
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(service.url)) faults.push(`asks ${request.url()}`);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${page.url()} says ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`${page.url()} fails: ${error.message}`));
    for (const address of addresses) {
      await page.goto(service.url + address, { waitUntil: 'networkidle' }).catch(() => page.goto('about:blank'));
    }
    await context.close();
    expect(faults).toEqual([]);
  }, 120_000);

  it('can be used by keyboard: what is focused is seen, and the first stop leads to the content', async () => {
    const hidden: string[] = [];
    await visit({ viewport: { width: 1280, height: 800 } }, async (page, address) => {
      await page.keyboard.press('Tab');
      const first = await page.evaluate<string>('document.activeElement.getAttribute("href")');
      if (first !== '#main') hidden.push(`${address} begins at ${first}`);
      for (let stop = 0; stop < 6; stop++) {
        await page.keyboard.press('Tab');
        const isSeen = await page.evaluate<boolean>(`(() => {
          const { activeElement } = document;
          if (activeElement === document.body) return true;
          const { width, height } = activeElement.getBoundingClientRect();
          return width > 0 && height > 0 && getComputedStyle(activeElement).outlineStyle !== 'none';
        })()`);
        if (!isSeen) hidden.push(`${address} hides stop ${stop}`);
      }
    });
    expect(hidden).toEqual([]);
  }, 120_000);
});
