import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { verifyReceipt } from '../../src/log/receipt.ts';
import { verifyEd25519 } from '../../src/keys/ed25519.ts';
import { ballotBytes, sha256, signedBallot } from '../support/ballots.ts';
import { describeInChromium } from '../support/chromium.ts';
import { shownReceipt, startVotingSite, type VotingSite } from '../support/voting-site.ts';

describeInChromium('a vote with a file', () => {
  let site: VotingSite;
  beforeAll(async () => {
    site = await startVotingSite();
  });
  afterAll(async () => {
    await site.stop();
    expect(site.faults).toEqual([]);
  });

  const signed = (citizen: number, candidate: number) =>
    Buffer.from(signedBallot(ballotBytes(site.contest, candidate), site.keys.citizen(citizen)));
  const fileOf = (buffer: Buffer) => ({ name: 'ballot.cms', mimeType: 'application/pkcs7-mime', buffer });

  it.each([
    ['kk', 'Дауысыңыз қабылданды'],
    ['ru', 'Ваш голос принят'],
  ] as const)('needs no JavaScript, up to the receipt: %s', async (language, done) => {
    const citizen = site.nextCitizen();
    const page = await site.open(site.address(language, 'candidates/n012/vote'), { javaScriptEnabled: false });
    expect(await page.isVisible('#ncalayer')).toBe(false);
    expect(await page.innerText('noscript')).toContain('JavaScript');
    await page.setInputFiles('#file', fileOf(signed(citizen, 12)));
    await page.click('#file-form button');
    await page.waitForURL('**/vote-file');
    expect(await page.innerText('h1')).toBe(done);
    expect(await page.innerText('.receipt')).toContain('Номинант № 12, Мангистауская область');
    const href = (await page.getAttribute('#download', 'href')) ?? '';
    const text = Buffer.from(href.replace('data:application/json;base64,', ''), 'base64').toString();
    const receipt = verifyReceipt(text, site.vkey, { sha256, verifyEd25519 });
    expect(receipt.number).toBe(12);
    expect(await page.innerText('.receipt-index')).toBe(String(receipt.index));
    expect(await page.innerText('body')).toContain(`${site.service.url}/${language}/`);
    await page.context().close();
  });

  it('is refused in words without JavaScript, too', async () => {
    const page = await site.open(site.address('kk', 'candidates/n012/vote'), { javaScriptEnabled: false });
    await page.setInputFiles('#file', fileOf(Buffer.from('{"ballot":"dauys/1"}')));
    await page.click('#file-form button');
    await page.waitForURL('**/vote-file');
    expect(await page.innerText('main')).toContain('ballot-malformed');
    expect(await page.getAttribute('main a[href*="help#"]', 'href')).toBe('/kk/help#ballot-malformed');
    await page.context().close();
  });

  it('goes the way of every ballot where there is JavaScript', async () => {
    const citizen = site.nextCitizen();
    const page = await site.open(site.address('ru', 'candidates/n009/vote'));
    await page.setInputFiles('#file', fileOf(Buffer.from('no signature')));
    await page.click('#file-form button');
    await page.waitForSelector('#problem code');
    expect(await page.innerText('#problem')).toContain('Это не файл подписи');

    // What was signed for another candidate than the page shows is not cast by mistake.
    await page.setInputFiles('#file', fileOf(signed(citizen, 8)));
    await page.click('#file-form button');
    await page.locator('#problem', { hasText: 'ballot-wrong-content' }).waitFor();

    const pem = `-----BEGIN CMS-----\n${signed(citizen, 9).toString('base64')}\n-----END CMS-----\n`;
    await page.setInputFiles('#file', fileOf(Buffer.from(pem)));
    await page.click('#file-form button');
    await shownReceipt(page);
    expect(await page.innerText('#choice-number')).toBe('№ 9');
    await page.context().close();
  });

  it('may be a detached signature: the choice is then read from the contest', async () => {
    const citizen = site.nextCitizen();
    const content = ballotBytes(site.contest, 11);
    const detached = Buffer.from(signedBallot(content, site.keys.citizen(citizen), { detached: true }));
    const page = await site.open(site.address('kk', 'candidates/n011/vote'));
    await page.setInputFiles('#file', fileOf(detached));
    await page.click('#file-form button');
    await shownReceipt(page);
    expect(await page.innerText('#choice-kk')).toContain('№ 11 номинант');
    expect(await page.innerText('#verdict')).toContain('байқаудың анықтамасынан');
    await page.context().close();
  });
});
