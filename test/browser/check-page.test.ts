import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dauys } from '../cli/run-dauys.ts';
import { signCms } from '../../src/devca/cms-builder.ts';
import { testCitizen } from '../support/ballots.ts';
import { describeInChromium } from '../support/chromium.ts';
import { downloaded, shownReceipt, startVotingSite, type VotingSite } from '../support/voting-site.ts';

describeInChromium('“Is my ballot in?”', () => {
  let site: VotingSite;
  let receipt: Buffer;
  let index: string;
  let directory: string;
  beforeAll(async () => {
    site = await startVotingSite();
    directory = mkdtempSync(join(tmpdir(), 'dauys-check-test-'));
    site.nextCitizen();
    const page = await site.open(site.address('ru', 'candidates/n012/vote'));
    await page.click('#ncalayer');
    await shownReceipt(page);
    receipt = (await downloaded(page, '#download')).bytes;
    index = await page.innerText('#index');
    await page.context().close();
    // The log has grown since.
    for (let n = 1; n <= 5; n++) await site.service.vote(testCitizen(n), n);
  });
  afterAll(async () => {
    await site.stop();
    rmSync(directory, { recursive: true, force: true });
    expect(site.faults).toEqual([]);
  });

  const choose = (page: Page, bytes: Buffer) =>
    page.setInputFiles('#file', { name: 'receipt.json', mimeType: 'application/json', buffer: bytes });

  it('holds a receipt against the log as it is now', async () => {
    const page = await site.open(site.address('ru', 'check'));
    await choose(page, receipt);
    await page.waitForSelector('#receipt-answer h3.good');
    const said = await page.innerText('#receipt-answer');
    for (const words of ['Ваш голос в журнале', `запись № ${index}`, 'записей в нём – 7', 'ничего не удалено']) {
      expect(said).toContain(words);
    }
    await page.goto(site.service.url + site.address('kk', 'check'));
    await page.fill('#paste', receipt.toString());
    await page.click('#paste-form button');
    await page.locator('#receipt-answer h3', { hasText: 'Дауысыңыз журналда' }).waitFor();
    await page.context().close();
  });

  it('raises the alarm when the log shows something else, and none when it cannot be asked', async () => {
    const page = await site.open(site.address('kk', 'check'));
    const answers = async (path: string, answer: { status: number; body: string; type: string }, words: string) => {
      await page.route(path, (route) =>
        route.fulfill({ status: answer.status, contentType: answer.type, body: answer.body }),
      );
      await choose(page, receipt);
      await page.locator('#receipt-answer', { hasText: words }).waitFor();
      await page.unroute(path);
      await page.locator('#receipt-answer').evaluate('(element) => { element.textContent = ""; }');
    };
    const other = await site.service.get('/api/v1/contests/qamqor-demo/proofs/4');
    const text = 'text/plain';
    await answers('**/proofs/*', { status: 200, body: other.body, type: text }, 'log-differs');
    const gone = JSON.stringify({ code: 'not-found' });
    await answers('**/proofs/*', { status: 404, body: gone, type: 'application/problem+json' }, 'log-differs');
    await answers('**/tile/**', { status: 200, body: 'x'.repeat(8192), type: text }, 'log-differs');
    const unreachable = 'Журналды қазір сұрау мүмкін болмады';
    await answers('**/proofs/*', { status: 200, body: '<h1>Wi-Fi</h1>', type: 'text/html' }, unreachable);
    await answers('**/proofs/*', { status: 503, body: '', type: text }, unreachable);
    await answers('**/tile/**', { status: 502, body: '', type: text }, unreachable);
    await page.context().close();
  });

  it('shows that an entry stands, and not whose it is, without JavaScript, too', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await site.open(site.address('ru', 'check'), { javaScriptEnabled });
      await page.fill('#index', index);
      await page.press('#index', 'Enter');
      await page.waitForURL(`**/check?index=${index}**`);
      const shown = await page.innerText('#entry');
      expect(shown).toContain(`Запись № ${index} стоит в журнале`);
      expect(shown).toContain('Бюллетень');
      expect(shown).toMatch(/7\sзаписей в журнале/);
      expect(await page.innerText('main')).not.toContain('Номинант');
      if (javaScriptEnabled) await page.locator('#entry-verdict', { hasText: 'Проверено в вашем браузере' }).waitFor();
      await page.goto(`${site.service.url}${site.address('ru', 'check')}?index=700`);
      expect(await page.innerText('#by-index')).toContain('Записи № 700 в журнале нет');
      await page.context().close();
    }
  });

  it('tells whoever signs a request, and whoever holds the answer can verify it', async () => {
    const page = await site.open(site.address('kk', 'check'));
    site.ncalayer.state.citizen = 1;
    await page.click('#ncalayer');
    await page.locator('#statement h3', { hasText: `${index}-жазба` }).waitFor();
    expect(await page.innerText('#statement')).toContain('осы браузерде тексерілді');
    const files = [];
    for (const button of await page.locator('#statement button').all()) {
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      const file = join(directory, download.suggestedFilename());
      await download.saveAs(file);
      files.push(file);
    }
    const [statement = '', cms = ''] = files;
    const key = (await site.service.get('/log/qamqor-demo/statements-key')).body.trim();
    const keys = ['--key', key, '--log-key', site.vkey, '--cms', cms];
    const { json } = await dauys(['verify', 'statement', statement, ...keys, '--json']);
    expect(json).toMatchObject({ ok: true, ballot: { index: Number(index) }, proved: 'log' });
    await page.context().close();
  });

  it('says that there is none to who has not voted; a request can be signed elsewhere', async () => {
    const page = await site.open(site.address('ru', 'check'));
    await page.click('#by-signature summary');
    const request = await downloaded(page, '#request');
    expect(request.name).toBe('challenge.json');
    const now = new Date(site.clock.nowMs());
    const signed = signCms({ content: request.bytes, signer: site.keys.citizen(77), signingTime: now });
    const file = { name: 'challenge.cms', mimeType: 'application/cms', buffer: Buffer.from(signed) };
    await page.setInputFiles('#request-file', file);
    await page.click('#request-form button');
    await page.locator('#statement h3', { hasText: 'Бюллетеня на ваше имя в журнале нет' }).waitFor();

    // Good once.
    await page.setInputFiles('#request-file', file);
    await page.click('#request-form button');
    await page.locator('#problem code', { hasText: 'challenge-invalid' }).waitFor();

    site.ncalayer.setFault('cancel');
    await page.click('#ncalayer');
    await page.locator('#problem code', { hasText: 'ncalayer-cancelled' }).waitFor();
    site.ncalayer.setFault('none');
    await page.context().close();
  });

  it('believes no answer that is not to the request it sent', async () => {
    const page = await site.open(site.address('ru', 'check'));
    site.ncalayer.state.citizen = 1;
    let first = '';
    await page.route('**/statements', async (route) => {
      const answer = await route.fetch();
      first ||= await answer.text();
      await route.fulfill({ response: answer, body: first });
    });
    await page.click('#ncalayer');
    await page.waitForSelector('#statement h3');
    await page.click('#ncalayer');
    await page.locator('#problem code', { hasText: 'statement-invalid' }).waitFor();
    await page.context().close();
  });
});
