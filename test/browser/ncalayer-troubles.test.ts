import { expect, it } from '@jest/globals';
import type { NcalayerFailure } from '../../src/browser/ncalayer.ts';
import type { Language } from '../../src/domain/texts.ts';
import { SIGNING_TEXTS } from '../../src/web/pages/signing-texts.ts';
import { describeVotingSite, expectProblem } from '../support/voting-site.ts';

describeVotingSite('a vote that NCALayer does not sign', (site) => {
  const told = (why: NcalayerFailure, language: Language) => {
    return { language, code: `ncalayer-${why}`, words: SIGNING_TEXTS[language].problems[why] };
  };
  const open = (language: Language) => site.open(site.address(language, 'candidates/n012/vote'));

  it.each([
    ['cancel', 'kk', 'cancelled'],
    ['old-version', 'ru', 'too-old'],
    ['error', 'kk', 'failed'],
    ['drop', 'ru', 'failed'],
    ['garbage', 'ru', 'failed'],
  ] as const)('is explained: %s, %s', async (fault, language, why) => {
    site.ncalayer.setFault(fault);
    const page = await open(language);
    await page.click('#ncalayer');
    await expectProblem(page, told(why, language));
    await page.context().close();
  });

  it('waits some seconds and no more for a program that says nothing', async () => {
    site.ncalayer.setFault('silent');
    const page = await open('ru');
    await page.clock.install();
    await page.click('#ncalayer');
    await page.waitForSelector('#progress button');
    await page.clock.fastForward(10_000);
    await expectProblem(page, told('silent', 'ru'));
    await page.context().close();
  });

  it('tells a program that is not there from a browser that does not let it be reached', async () => {
    const page = await open('kk');
    await page.routeWebSocket(/127\.0\.0\.1/, (socket) => {
      void socket.close();
    });
    await page.reload();
    await page.click('#ncalayer');
    await expectProblem(page, told('absent', 'kk'));

    await page.evaluate('navigator.permissions.query = async () => ({ state: "denied" })');
    await page.click('#ncalayer');
    await expectProblem(page, told('blocked', 'kk'));
    await page.context().close();
  });

  it('lets its owner stop waiting', async () => {
    site.ncalayer.setFault('slow', { ms: 60_000 });
    const page = await open('ru');
    await page.click('#ncalayer');
    await page.locator('#progress', { hasText: 'введите пароль' }).waitFor();
    expect(await page.isVisible('#ncalayer')).toBe(false);
    await page.click('#progress button');
    await expectProblem(page, told('stopped', 'ru'));
    await page.context().close();
  });
});
