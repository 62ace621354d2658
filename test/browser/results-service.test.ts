import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { testCitizen } from '../support/ballots.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';
import { until } from '../support/poll.ts';
import { createInstallation, startTestService, type TestInstallation, type TestService } from '../support/service.ts';

describeInChromium('results of a running service', () => {
  let browser: Browser;
  let installation: TestInstallation;
  let service: TestService;
  beforeAll(async () => {
    browser = await openBrowser();
    installation = createInstallation();
    service = await startTestService(installation);
  });
  afterAll(async () => {
    await browser.close();
    await service.stop();
    installation.remove();
  });

  it('move in the browser as ballots are accepted, and turnout with them', async () => {
    const page = await browser.newPage();
    await page.goto(`${service.url}/kk/contests/qamqor-demo/results`);
    const row = page.locator('tr', { has: page.locator('a[href$="/candidates/n012"]') });
    for (const n of [1, 2]) {
      await service.vote(testCitizen(n), 12);
      // Publications keep a pace of the contest's own.
      service.clock.pass(2000);
      await row.locator('[data-ballots]', { hasText: new RegExp(`^${n}$`) }).waitFor();
    }
    await until(async () => {
      const answer = await fetch(`${service.url}/api/v1/contests/qamqor-demo/turnout`);
      const { ballots, days } = (await answer.json()) as { ballots: number; days: { ballots: number }[] };
      service.clock.pass(2000);
      return ballots === 2 && days.length === 1 && days[0]?.ballots === 2;
    });
    expect(await row.locator('rect').getAttribute('width')).toBe('100%');
  });
});
