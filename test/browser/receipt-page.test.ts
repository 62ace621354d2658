import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { textOf } from '../../src/domain/texts.ts';
import { RECEIPT_TEXTS } from '../../src/web/pages/receipt-texts.ts';
import { describeInChromium } from '../support/chromium.ts';
import { downloaded, shownReceipt, startVotingSite, type VotingSite } from '../support/voting-site.ts';

describeInChromium('the page of a receipt', () => {
  let site: VotingSite;
  let receipt: Buffer;
  let page: Page;
  beforeAll(async () => {
    site = await startVotingSite();
    site.nextCitizen();
    page = await site.open(site.address('ru', 'candidates/n012/vote'));
    await page.click('#ncalayer');
    await shownReceipt(page);
    receipt = (await downloaded(page, '#download')).bytes;
  });
  afterAll(async () => {
    await site.stop();
    expect(site.faults).toEqual([]);
  });

  const fileOf = (buffer: Buffer) => ({ name: 'receipt.json', mimeType: 'application/json', buffer });
  const stored = (): Promise<number> => page.evaluate<number>('localStorage.length');

  it('holds it as long as the tab, longer when asked to, and forgets it when told', async () => {
    expect(await stored()).toBe(0);
    await page.reload();
    await shownReceipt(page);
    await page.check('#store');
    expect(await stored()).toBe(1);
    const other = await page.context().newPage();
    await other.goto(page.url());
    await shownReceipt(other);
    expect(await other.isChecked('#store')).toBe(true);
    await other.uncheck('#store');
    await other.check('#store');
    await other.click('#forget');
    expect(await other.innerText('#told')).toBe(RECEIPT_TEXTS.ru.forgotten);
    expect(await other.isVisible('#shown')).toBe(false);
    expect([await other.evaluate('sessionStorage.length'), await stored()]).toEqual([0, 0]);
    await other.close();
    await page.click('#forget');
    await page.reload();
    expect(await page.innerText('h1')).toBe('Квитанция');
    expect(await page.isVisible('#none')).toBe(true);
  });

  it('opens a file, chosen or dropped, and asks the service for no more than the name', async () => {
    const fresh = await site.open(site.address('kk', 'receipt'));
    const asked: string[] = [];
    fresh.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await fresh.setInputFiles('#file', fileOf(receipt));
    await shownReceipt(fresh);
    expect(await fresh.innerText('#choice-kk')).toBe('№ 12 номинант, Маңғыстау облысы');
    expect(asked.filter((path) => path.startsWith('/api'))).toEqual([
      '/api/v1/contests/qamqor-demo/candidates/n012/ballot',
    ]);
    expect(await fresh.isVisible('#download-cms')).toBe(false);

    await fresh.reload();
    await fresh.evaluate(`{
      const data = new DataTransfer();
      data.items.add(new File([${JSON.stringify(receipt.toString())}], 'receipt.json'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    }`);
    await shownReceipt(fresh);
    await fresh.context().close();
  });

  it('refuses what `dauys verify receipt` refuses, in the same words', async () => {
    const fresh = await site.open(site.address('ru', 'receipt'));
    const json = JSON.parse(receipt.toString()) as Record<string, unknown>;
    const cases = [
      ['receipt-malformed', Buffer.from('no receipt')],
      ['receipt-invalid', Buffer.from(JSON.stringify({ ...json, number: 13 }))],
      ['receipt-invalid', Buffer.from(receipt.toString().replace(/\\n\w{8}/, (hash) => hash.slice(0, -4) + 'AAAA'))],
    ] as const;
    for (const [code, bytes] of cases) {
      await fresh.setInputFiles('#file', fileOf(bytes));
      await fresh.locator('#problem code', { hasText: code }).waitFor();
      expect(await fresh.innerText('#problem h2')).toBe(textOf(code, 'ru').title);
      expect(await fresh.isVisible('#shown')).toBe(false);
    }
    await fresh.setInputFiles('#file', fileOf(Buffer.from(JSON.stringify({ ...json, contest: 'another' }))));
    await fresh.locator('#problem code', { hasText: 'another-contest' }).waitFor();
    await fresh.context().close();
  });

  it('verifies without the Ed25519 of the browser, too', async () => {
    const fresh = await site.open(site.address('kk', 'receipt'));
    await fresh.evaluate('crypto.subtle.importKey = () => Promise.reject(new Error("old browser"))');
    await fresh.setInputFiles('#file', fileOf(receipt));
    await shownReceipt(fresh);
    await fresh.context().close();
  });

  it('prints on one sheet, in both state languages', async () => {
    const fresh = await site.open(site.address('kk', 'receipt'));
    await fresh.setInputFiles('#file', fileOf(receipt));
    await shownReceipt(fresh);
    await fresh.emulateMedia({ media: 'print' });
    const sheet = await fresh.innerText('main');
    for (const words of ['Дауысыңыз қабылданды', 'Ваш голос принят', 'Номер записи в журнале', site.vkey]) {
      expect(sheet).toContain(words);
    }
    expect(await fresh.isVisible('#download')).toBe(false);
    const pdf = (await fresh.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await fresh.context().close();
  });
});
