import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { RefusalCode } from '../../src/domain/errors.ts';
import { textOf, type Language } from '../../src/domain/texts.ts';
import { describeVotingSite, downloaded, expectProblem, shownReceipt } from '../support/voting-site.ts';

describeVotingSite('a vote that the service does not take', (site) => {
  async function press(language: Language, candidate = 'n012'): Promise<Page> {
    const page = await site.open(site.address(language, `candidates/${candidate}/vote`));
    await page.click('#ncalayer');
    return page;
  }
  const refusal = (code: RefusalCode, language: Language) => {
    const { title, detail } = textOf(code, language);
    return { language, code, words: [title, detail] };
  };

  it.each([
    ['organisation', 'kk', 'certificate-not-individual'],
    ['expired', 'ru', 'certificate-expired'],
    ['revoked', 'kk', 'certificate-revoked'],
  ] as const)('for the key: %s, %s', async (fault, language, code) => {
    site.ncalayer.setFault(fault);
    const page = await press(language);
    await expectProblem(page, refusal(code, language));
    site.ncalayer.setFault('none');
    site.nextCitizen();
    await page.click('#ncalayer');
    await shownReceipt(page);
    await page.context().close();
  });

  it('for another candidate; for the same one the first receipt comes back, in whatever browser', async () => {
    site.nextCitizen();
    const first = await press('ru', 'n007');
    await shownReceipt(first);
    const { bytes } = await downloaded(first, '#download');
    await first.context().close();

    const second = await press('ru', 'n008');
    await expectProblem(second, refusal('already-voted', 'ru'));
    await second.goto(site.service.url + site.address('kk', 'candidates/n007/vote'));
    await second.click('#ncalayer');
    await shownReceipt(second);
    expect((await downloaded(second, '#download')).bytes).toEqual(bytes);
    expect(await second.innerText('#choice-number')).toBe('№ 7');
    // The ledger holds the first signature, not this one.
    expect(await second.locator('#verdict li').count()).toBe(4);
    await second.context().close();
  });

  // The last one: afterwards nobody votes here.
  it('because voting is over, on a page that was opened before, too', async () => {
    site.nextCitizen();
    const page = await site.open(site.address('kk', 'candidates/n012/vote'));
    site.clock.pass(3_600_000);
    await page.click('#ncalayer');
    await expectProblem(page, refusal('voting-closed', 'kk'));
    await page.reload();
    expect(await page.innerText('main')).toContain('Жаңа дауыстар қабылданбайды');
    expect(await page.locator('#ncalayer, #file-form').count()).toBe(0);
    await page.context().close();
  });
});
