import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { CATALOGUE } from '../audit/catalogue/catalogue.ts';
import { makeBase, type Base } from '../audit/catalogue/bases.ts';
import type { Files } from '../audit/catalogue/book.ts';
import { auditItem, cheat, type Item } from '../audit/catalogue/item.ts';
import { exportAgain } from '../support/exported-ledger.ts';
import { filesIn } from '../support/export-files.ts';
import { describeInChromium, openBrowser } from '../support/chromium.ts';
import { check, openVerifyPage, receiptsOf, writeFiles, type Shown, type VerifyPage } from '../support/verify-page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Where the fault is, and the item of the catalogue that has it. */
const FAULTS = {
  tile: 'a hash of a tile changed',
  leaf: 'a voter tag changed in the entries alone',
  'leaf of a wrong form': 'a ballot leaf malformed',
  'missing file': 'a tile of hashes missing',
  manifest: 'a digest in the manifest changed',
  'manifest of another spelling': 'a manifest in another spelling',
  definition: 'the list of candidates changed behind the log',
  opening: 'a choice changed in the leaf alone',
  tally: 'the tally changed',
  protocol: 'a protocol that is not the one in the log',
  checkpoint: 'the newest checkpoint with another signature',
  fork: 'two newest checkpoints: one for auditors, one in the history',
  'another key': 'everything signed by another key of the same name',
  'repeated tag': 'a voter tag in two ballots',
} as const;

describeInChromium('verify.html and an export', () => {
  let browser: Browser;
  let opened: VerifyPage;
  let base: Base;
  let embargo: Base;
  const written: { remove(): void }[] = [];
  beforeAll(async () => {
    [browser, base, embargo] = await Promise.all([openBrowser(), makeBase('plain'), makeBase('embargo')]);
    opened = await openVerifyPage(browser);
  });
  afterAll(async () => {
    await browser.close();
    for (const each of [base.exported, embargo.exported, ...written]) each.remove();
  });

  async function give(files: Files, key = base.exported.ledger.vkey, receipt?: string): Promise<Shown> {
    const folder = writeFiles(files);
    written.push(folder);
    const { page } = opened;
    await page.reload();
    await page.fill('#key', key);
    await page.fill('#receipt-text', receipt ?? '');
    await page.setInputFiles('#export-folder', folder.directory);
    return check(opened);
  }

  it.each(['plain', 'embargo'] as const)('finds nothing in a clean one: %s', async (name) => {
    const { files, exported } = name === 'plain' ? base : embargo;
    expect(await give(files, exported.ledger.vkey)).toMatchObject({ exported: 'clean', failed: [] });
    const states = await opened.page
      .locator('[data-check]')
      .evaluateAll((rows) => rows.map((row) => `${row.getAttribute('data-check')} ${row.getAttribute('data-state')}`));
    expect(states).toHaveLength(18);
    const unopened = name === 'plain' ? [] : ['A13', 'A14', 'A15', 'A16'];
    expect(states.filter((state) => state.endsWith('not-run')).map((state) => state.slice(0, 3))).toEqual([
      'A11',
      ...unopened,
      'A18',
    ]);
  });

  it('says where the key came from when nobody gave one', async () => {
    expect(await give(base.files, '')).toMatchObject({ exported: 'clean' });
    expect(await opened.page.innerText('#result')).toContain('The key was taken from the export itself');
  });

  describe('with a fault', () => {
    it.each(Object.entries(FAULTS))('%s: the same checks fail as of dauys audit --public', async (_where, name) => {
      const item = CATALOGUE.find((each) => each.name === name)!;
      const of = { plain: base, embargo }[item.base as 'plain' | 'embargo'];
      const files = item.corrupt(of);
      const options = { level: 'public', options: () => ({ openKeys: undefined }) } as unknown as Item;
      const { report } = await auditItem(options, of, files);
      const failed = report.checks.filter(({ state }) => state === 'failed').map((each) => each.check);
      expect(failed).not.toEqual([]);
      expect(await give(files, of.exported.ledger.vkey)).toMatchObject({ exported: 'findings', failed });
      for (const { code } of report.findings.first) expect(await opened.page.innerText('#result')).toContain(code);
    });
  });

  describe('and a receipt', () => {
    const [INDEX, PASSED] = [3, '+++++++++'];
    const receipt = (): string => receiptsOf(base.exported.ledger).get(INDEX)!;

    it('finds it in the log, with its names out of the definition', async () => {
      expect(await give(base.files, undefined, receipt())).toMatchObject({ receipt: 'genuine', steps: PASSED });
      expect(await opened.page.innerText('#result dl')).not.toContain('not proved');
    });

    it('finds that a second history was signed', async () => {
      const forked = cheat(({ entries }) => entries.splice(2, 1))(base);
      const found = await give(forked, undefined, receipt());
      expect(found).toMatchObject({ receipt: 'refused', steps: '++++++++X' });
      expect(await opened.page.innerText('[data-step="9"]')).toContain('signed two different logs');
    });

    it('compares it with no other log', async () => {
      const { vkey } = base.exported.ledger;
      const found = await give(embargo.files, vkey, receipt());
      expect(found).toMatchObject({
        receipt: 'genuine',
        steps: '+++++++--',
        exported: 'findings',
        failed: ['A03'],
      });
      expect(await give(embargo.files, '', receipt())).toMatchObject({ receipt: 'incomplete', exported: 'clean' });
    });

    it('asks for a newer export where that is older', async () => {
      const directory = join(base.exported.ledger.directory, 'early');
      await exportAgain(base.exported.ledger, { directory, part: 'public', size: 4 });
      const last = receiptsOf(base.exported.ledger).get(8)!;
      const found = await give(filesIn(directory), undefined, last);
      expect(found).toMatchObject({ receipt: 'genuine', steps: '++++++++-', exported: 'clean' });
      expect(await opened.page.innerText('[data-step="9"]')).toContain('older than the receipt');
    });
  });

  describe('that is hostile', () => {
    const spoil = (path: string, bytes: Uint8Array | string): Files =>
      new Map(base.files).set(path, Buffer.from(bytes));
    it.each<[string, () => Files, Partial<Shown>]>([
      [
        'no manifest',
        () => new Map([...base.files].filter(([path]) => path !== 'manifest.json')),
        { error: 'export-invalid' },
      ],
      [
        'a manifest of 10 MB of junk',
        () => spoil('manifest.json', Buffer.alloc(10 * 2 ** 20, '{"x":[')),
        { failed: ['A01'] },
      ],
      [
        'a line of 3 MB',
        () => spoil('public/checkpoints.jsonl', Buffer.alloc(3 * 2 ** 20, 'x')),
        { error: 'export-invalid' },
      ],
      ['wrong types', () => spoil('manifest.json', '{"files":{},"size":"many"}'), { failed: ['A01'] }],
      [
        'a definition that nests without end',
        () => spoil('public/contest.json', '['.repeat(10 ** 6)),
        { exported: 'findings' },
      ],
      [
        'a protocol that nests without end',
        () => spoil('public/protocol.json', `{"protocol":{"a":${'['.repeat(10 ** 5)}${']'.repeat(10 ** 5)}}}`),
        {},
      ],
      ['a log of 2^53 entries', hugeLog, { error: 'export-invalid' }],
      ['a key that is none', () => spoil('public/log/key', 'none\n'), { failed: ['A01', 'A03'] }],
    ])('ends in a message: %s', async (_name, files, expected) => {
      const found = await give(files());
      expect(found).toMatchObject(expected);
      expect(found.exported ?? found.error).not.toBe('clean');
    });

    function hugeLog(): Files {
      const manifest = base.files.get('manifest.json')!;
      const text = Buffer.from(manifest)
        .toString()
        .replace(/"size":\d+/, `"size":${Number.MAX_SAFE_INTEGER}`);
      return spoil('manifest.json', text);
    }
  });

  it('asks nobody for anything', () => {
    expect([opened.asked, opened.complaints]).toEqual([[], []]);
  });

  it.each(['kk-KZ', 'ru-RU', 'en-GB'])('is readable to everybody (%s)', async (locale) => {
    const { page, context } = await openVerifyPage(browser, locale);
    const item = CATALOGUE.find(({ name }) => name === FAULTS.tally)!;
    const folder = writeFiles(item.corrupt(base));
    written.push(folder);
    await page.setViewportSize({ width: 320, height: 640 });
    await page.fill('#key', base.exported.ledger.vkey);
    await page.fill('#receipt-text', receiptsOf(base.exported.ledger).get(1)!);
    await page.setInputFiles('#export-folder', folder.directory);
    await check({ page });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await page.evaluate(axeSource);
    const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    await context.close();
  });

  it('takes a dropped folder, or says why it cannot', async () => {
    const folder = writeFiles(base.files);
    written.push(folder);
    const { page, context } = opened;
    await page.reload();
    const box = (await page.locator('section.part').nth(2).boundingBox())!;
    const devtools = await context.newCDPSession(page);
    const data = { items: [], files: [folder.directory], dragOperationsMask: 1 };
    const at = { x: box.x + 20, y: box.y + 20, data };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', { type, ...at });
    await page.waitForFunction(() =>
      /\d|choose/i.test(
        document.querySelectorAll('section.part')[2]?.querySelector('[role=status]')?.textContent ?? '',
      ),
    );
    const said = await page.locator('section.part').nth(2).locator('[role=status]').innerText();
    expect(said).toMatch(/^Chosen: \d+ files/);
    expect(await check(opened)).toMatchObject({ exported: 'clean' });
  });
});
