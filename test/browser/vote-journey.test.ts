import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dauys } from '../cli/run-dauys.ts';
import { describeInChromium } from '../support/chromium.ts';
import { downloaded, shownReceipt, startVotingSite, type VotingSite } from '../support/voting-site.ts';

describeInChromium('a vote in the browser', () => {
  let site: VotingSite;
  let directory: string;
  beforeAll(async () => {
    site = await startVotingSite();
    directory = mkdtempSync(join(tmpdir(), 'dauys-vote-test-'));
  });
  afterAll(async () => {
    await site.stop();
    rmSync(directory, { recursive: true, force: true });
    expect(site.faults).toEqual([]);
  });

  it.each([
    ['kk', 'Таңдауыңызды тексеріңіз', 'Дауысыңыз қабылданды'],
    ['ru', 'Проверьте свой выбор', 'Ваш голос принят'],
    ['en', 'Check your choice', 'Your vote is accepted'],
  ] as const)('goes from the candidate to a receipt that anybody can verify: %s', async (language, check, done) => {
    site.nextCitizen();
    const page = await site.open(site.address(language, 'candidates/n012'));
    await page.click('a[href$="/vote"]');
    expect(await page.innerText('h1')).toBe(check);
    const choice = await page.innerText('.choice');
    for (const words of ['№ 12', '№ 12 номинант, Маңғыстау облысы', 'Номинант № 12, Мангистауская область']) {
      expect(choice).toContain(words);
    }
    const warning = await page.innerText('.once');
    expect(warning).toContain('бір-ақ рет');
    expect(warning).toContain('изменить выбор нельзя');

    await page.click('#ncalayer');
    await shownReceipt(page);
    expect(await page.innerText('h1')).toBe(done);
    expect(await page.title()).toContain(done);
    expect(await page.innerText('#choice-number')).toBe('№ 12');
    expect(await page.innerText('#choice-kk')).toBe('№ 12 номинант, Маңғыстау облысы');
    expect(await page.innerText('#choice-ru')).toBe('Номинант № 12, Мангистауская область');
    expect(await page.locator('#verdict li').count()).toBe(5);
    expect(await page.getAttribute('#qr path', 'd')).toMatch(/^M\d/);

    const { name, bytes } = await downloaded(page, '#download');
    const index = await page.innerText('#index');
    expect(name).toBe(`receipt-qamqor-demo-${index}.json`);
    expect(await page.getAttribute('#check-url', 'href')).toMatch(
      new RegExp(`/${language}/.*/check\\?index=${index}$`),
    );
    const file = join(directory, name);
    writeFileSync(file, bytes);
    const { json } = await dauys(['verify', 'receipt', file, '--log-key', site.vkey, '--json']);
    expect(json).toMatchObject({ ok: true, contest: 'qamqor-demo', number: 12, index: Number(index) });

    const signed = await downloaded(page, '#download-cms');
    expect(signed.name).toBe(`ballot-qamqor-demo-${index}.cms`);
    const again = await site.service.post(signed.bytes);
    expect([again.status, again.body]).toEqual([200, bytes.toString()]);
    await page.context().close();
  });

  it('can be cast with the keyboard alone', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('kk', 'candidates/n003/vote'));
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement?.id ?? ""');
    const tabTo = async (id: string): Promise<void> => {
      for (let presses = 0; (await focused()) !== id; presses++) {
        expect(presses).toBeLessThan(40);
        await page.keyboard.press('Tab');
      }
    };
    await tabTo('ncalayer');
    await page.keyboard.press('Enter');
    await shownReceipt(page);
    expect(await focused()).toBe('title');
    await tabTo('download');
    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(file.suggestedFilename()).toMatch(/^receipt-qamqor-demo-\d+\.json$/);
    await page.context().close();
  });

  it('is sent once, however often the button is pressed', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('ru', 'candidates/n004/vote'));
    let posts = 0;
    await page.route('**/ballots', async (route) => {
      posts++;
      await route.continue();
    });
    const before = site.ncalayer.signatureCount();
    await page.evaluate('for (let i = 0; i < 5; i++) document.querySelector("#ncalayer").click()');
    await shownReceipt(page);
    expect([posts, site.ncalayer.signatureCount() - before]).toEqual([1, 1]);
    await page.context().close();
  });

  it('shows before it is cast what exactly is signed, and lets it be downloaded', async () => {
    const page = await site.open(site.address('kk', 'candidates/n012/vote'));
    await page.click('summary');
    const shown = await page.innerText('details pre');
    const { name, bytes } = await downloaded(page, 'a[download]');
    expect([name, bytes.toString()]).toEqual(['ballot-qamqor-demo-12.json', shown]);
    await page.context().close();
  });

  it.each([
    ['array', 'PKCS7'],
    ['array', 'none'],
  ] as const)('takes other forms of signature that NCALayer gives, too: %s, %s', async (result, armour) => {
    site.nextCitizen();
    site.ncalayer.state.form = { result, armour };
    const page = await site.open(site.address('ru', 'candidates/n005/vote'));
    await page.click('#ncalayer');
    await shownReceipt(page);
    site.ncalayer.state.form = { result: 'string', armour: 'CMS' };
    await page.context().close();
  });
});
