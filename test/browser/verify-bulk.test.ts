import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { writeBulkExport } from '../support/bulk-export.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';
import { check, openVerifyPage, type VerifyPage } from '../support/verify-page.ts';

const BALLOTS = 65_536;

describeInChromium('verify.html and a large export', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-bulk-'));
  let browser: Browser;
  let opened: VerifyPage;
  beforeAll(async () => {
    browser = await openBrowser();
    opened = await openVerifyPage(browser);
    await writeBulkExport(directory, { ballots: BALLOTS, records: false });
    await opened.page.setInputFiles('#export-folder', directory);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('stops when it is told to, and the page lives on', async () => {
    const { page } = opened;
    await page.click('#check');
    await page.click('#cancel');
    expect(await page.innerText('#result')).toBe('The check was stopped. There is no result.');
    expect(await page.isEnabled('#check')).toBe(true);
  });

  it('counts every ballot', async () => {
    expect(await check(opened)).toMatchObject({ exported: 'clean', failed: [] });
    const text = await opened.page.innerText('#result');
    expect(text).toContain(`Ballots counted\n${BALLOTS}`);
    expect([opened.asked, opened.complaints]).toEqual([[], []]);
  });
});
