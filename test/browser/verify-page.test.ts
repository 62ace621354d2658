import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { Receipt } from '../../src/domain/receipt.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';
import { check, openVerifyPage, type VerifyPage } from '../support/verify-page.ts';
import { LOG_KEY, sampleReceipt } from '../log/sample-receipt.ts';

const vectors = new URL('../../fixtures/vectors/log/', import.meta.url);
const vector = (name: string): Buffer => readFileSync(new URL(name, vectors));
const { vkey } = JSON.parse(vector('formats.json').toString()) as { vkey: string };
const RECEIPT = vector('receipt.json').toString();

const file = (name: string, bytes: Uint8Array | string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

describeInChromium('verify.html, opened from disk', () => {
  let browser: Browser;
  let opened: VerifyPage;
  beforeAll(async () => {
    browser = await openBrowser();
    opened = await openVerifyPage(browser);
  });
  afterAll(async () => {
    await browser.close();
  });

  /** Gives the page a receipt and a key and nothing else. */
  async function give(receipt: string | Uint8Array, key: string, rest: Readonly<Record<string, Uint8Array>> = {}) {
    const { page } = opened;
    await page.reload();
    await page.fill('#key', key);
    await page.setInputFiles('#receipt-file', file('receipt.json', receipt));
    for (const [name, bytes] of Object.entries(rest)) await page.setInputFiles(`#${name}`, file(name, bytes));
    return check(opened);
  }

  describe('a receipt', () => {
    it('is genuine under the key of its log', async () => {
      expect(await give(RECEIPT, vkey)).toMatchObject({ receipt: 'genuine', steps: '+++++++--' });
      expect(await give(JSON.stringify(sampleReceipt()), `  ${LOG_KEY.vkey}\n`)).toMatchObject({ receipt: 'genuine' });
      expect(await give(RECEIPT, vkey, { 'definition-file': vector('contest.json') })).toMatchObject({
        receipt: 'genuine',
        steps: '++++++++-',
      });
      expect(await opened.page.innerText('#result dl')).not.toContain('not proved');
    });

    it('may be pasted', async () => {
      const { page } = opened;
      await page.reload();
      await page.fill('#key', vkey);
      await page.fill('#receipt-text', RECEIPT);
      expect(await check(opened)).toMatchObject({ receipt: 'genuine' });
    });

    it('is held against the file that was signed', async () => {
      const other = Buffer.from('3003020101', 'hex');
      expect(await give(RECEIPT, vkey, { 'cms-file': other })).toMatchObject({
        receipt: 'refused',
        steps: '+++++X+--',
      });
    });

    it('proves nothing without a key, and names the key that is needed', async () => {
      expect(await give(RECEIPT, '')).toMatchObject({ receipt: 'incomplete', steps: '+-+++++--' });
      const [name, id] = vkey.split('+');
      expect(await opened.page.innerText('#result')).toContain(`${name}, number ${id}`);
    });

    const receipt = JSON.parse(RECEIPT) as Receipt;
    const { opening } = receipt;
    const other = (hex: string): string => (hex.startsWith('0') ? '1' : '0') + hex.slice(1);
    it.each<[string, object, string]>([
      ['status', { status: 'refused' }, 'X--------'],
      ['contest', { contest: 'other' }, '+++++++X-'],
      ['candidate', { candidate: 'n013' }, '+++++++X-'],
      ['number', { number: 13 }, '++++++XX-'],
      ['index', { index: 2 }, '+++X+----'],
      ['acceptedAt', { acceptedAt: '2026-10-17T09:30:12.346Z' }, '++++X+++-'],
      ['proof', { proof: receipt.proof.replace(/(\n— \S+ .{30})./, '$1A') }, '+X-++++--'],
      ['proof: leaf', { proof: receipt.proof.replace(/(extra .{50})./, '$1A') }, '++X++X++-'],
      ['saltBallot', { opening: { ...opening, saltBallot: other(opening.saltBallot) } }, '+++++X++-'],
      ['saltChoice', { opening: { ...opening, saltChoice: other(opening.saltChoice) } }, '++++++X+-'],
      ['cmsSha256', { opening: { ...opening, cmsSha256: other(opening.cmsSha256) } }, '+++++X++-'],
      ['evidence', { opening: { ...opening, evidence: opening.evidence.slice(1) } }, '++++XX++-'],
    ])('is refused with another %s', async (_name, change, steps) => {
      const found = await give(JSON.stringify({ ...receipt, ...change }), vkey, {
        'definition-file': vector('contest.json'),
      });
      expect(found).toMatchObject({ receipt: 'refused', steps });
    });
  });

  describe('what is no receipt', () => {
    it.each<[string, string | Buffer, string]>([
      ['junk of 10 MB', Buffer.alloc(10 * 2 ** 20, '{"status":'), 'receipt-malformed'],
      ['octets that are no text', Buffer.from([0xff, 0xfe, 0x00]), 'receipt-malformed'],
    ])('is called that: %s', async (_name, bytes, error) => {
      expect(await give(bytes, vkey)).toMatchObject({ receipt: undefined, error });
    });

    it.each<[string, string]>([
      ['nothing but brackets', '['.repeat(60_000)],
      ['wrong types', '{"status":1,"contest":[],"opening":null}'],
      ['markup', '<img src=x onerror=alert(1)>'],
    ])('is refused at the first step: %s', async (_name, text) => {
      expect(await give(text, vkey)).toMatchObject({ receipt: 'refused', steps: 'X--------' });
    });

    it('is told from a key that is none', async () => {
      expect(await give(RECEIPT, 'vote.example.kz+00000000+AAAA')).toMatchObject({ error: 'config-invalid' });
      expect(await opened.page.getAttribute('#key', 'aria-invalid')).toBe('true');
    });

    it('is nothing, and nothing is asked of it', async () => {
      await opened.page.reload();
      expect(await check(opened)).toMatchObject({ receipt: undefined, exported: undefined, error: undefined });
      expect(await opened.page.innerText('#result')).toBe('Choose a receipt or the folder of an export.');
    });
  });

  it('speaks the reader’s language, Kazakh to who has another, and changes it with everything in its place', async () => {
    const kazakh = await openVerifyPage(browser, 'de-DE');
    expect(await kazakh.page.getAttribute('html', 'lang')).toBe('kk');
    await kazakh.page.fill('#key', vkey);
    await kazakh.page.fill('#receipt-text', RECEIPT);
    await check(kazakh);
    expect(await kazakh.page.innerText('#result .verdict h3')).toContain('Бұл түбіртек шынайы');
    await kazakh.page.click('button[lang=ru]');
    expect(await kazakh.page.innerText('#result .verdict h3')).toContain('Эта квитанция подлинная');
    expect(await kazakh.page.innerText('[role=status].visually-hidden')).toBe('Эта квитанция подлинная');
    expect(await kazakh.page.inputValue('#key')).toBe(vkey);
    expect([kazakh.asked, kazakh.complaints]).toEqual([[], []]);
    const russian = await openVerifyPage(browser, 'ru-RU');
    expect(await russian.page.getAttribute('html', 'lang')).toBe('ru');
  });

  it('works signatures out itself where WebCrypto knows no Ed25519, and says so', async () => {
    const { context, page } = await openVerifyPage(browser);
    await context.addInitScript(() => {
      const without = 'SubtleCrypto.prototype.importKey = async () => { throw new DOMException("no"); };';
      globalThis.Blob = class extends Blob {
        constructor(parts: BlobPart[] = [], options?: BlobPropertyBag) {
          super([without, ...parts], options);
        }
      };
    });
    await page.reload();
    for (const [key, verdict] of [
      [vkey, 'genuine'],
      [LOG_KEY.vkey, 'refused'],
    ] as const) {
      await page.fill('#key', key);
      await page.fill('#receipt-text', RECEIPT);
      expect(await check({ page })).toMatchObject({ receipt: verdict });
      expect(await page.innerText('#result')).toContain('does not know Ed25519');
    }
  });

  it('asks nobody for anything, and could not', async () => {
    expect([opened.asked, opened.complaints]).toEqual([[], []]);
    const blocked = await opened.page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'answered',
        () => 'blocked',
      ),
    );
    expect(blocked).toBe('blocked');
    expect(opened.complaints.join()).toContain('Content Security Policy');
  });
});
