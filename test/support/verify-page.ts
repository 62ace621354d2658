import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { MadeLedger } from './made-ledger.ts';

const FILE = new URL('../../dist/verify.html', import.meta.url);

/** The page opened from disk, and everything it asked anybody for. */
export interface VerifyPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses that were asked for beside the file and the worker made of it; complaints of the page. */
  readonly asked: readonly string[];
  readonly complaints: readonly string[];
}

export async function openVerifyPage(browser: Browser, locale = 'en-GB'): Promise<VerifyPage> {
  const context = await browser.newContext({ locale });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    const address = request.url();
    if (address !== FILE.href && !address.startsWith('blob:null/')) asked.push(address);
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(FILE.href);
  return { page, context, asked, complaints };
}

/** Has the page check what was chosen; the states of steps and checks that it shows. */
export async function check({ page }: Pick<VerifyPage, 'page'>): Promise<Shown> {
  await page.click('#check');
  await page.waitForSelector('#result:not([hidden])');
  return shown(page);
}

export interface Shown {
  readonly receipt: string | undefined;
  /** Steps of the receipt: + right, X wrong, - not checked. */
  readonly steps: string;
  readonly exported: string | undefined;
  /** Checks of the export that failed, in order. */
  readonly failed: readonly string[];
  /** Code of what kept everything from being checked. */
  readonly error: string | undefined;
}

const SIGNS: Readonly<Record<string, string>> = { passed: '+', failed: 'X', 'not-checked': '-' };

async function shown(page: Page): Promise<Shown> {
  const attributes = (selector: string, name: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((elements, key) => elements.map((each) => each.getAttribute(key) ?? ''), name);
  const [[receipt], [exported], [error]] = await Promise.all([
    attributes('[data-receipt]', 'data-receipt'),
    attributes('[data-export]', 'data-export'),
    attributes('[data-code]', 'data-code'),
  ]);
  const states = await attributes('[data-step]', 'data-state');
  const failed = await attributes('[data-check][data-state=failed]', 'data-check');
  return { receipt, steps: states.map((state) => SIGNS[state]).join(''), exported, failed, error };
}

/** Writes an export into a directory of its own, to be chosen. */
export function writeFiles(files: ReadonlyMap<string, Uint8Array>): { readonly directory: string; remove(): void } {
  const parent = mkdtempSync(join(tmpdir(), 'dauys-verify-'));
  const directory = join(parent, 'export');
  for (const [path, bytes] of files) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return {
    directory,
    remove() {
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** Receipts as the ledger keeps them, by their entries. */
export function receiptsOf({ config }: MadeLedger): ReadonlyMap<number, string> {
  const db = new Database(join(config.dataDirectory, 'ledger.db'), { readonly: true });
  try {
    const rows = db.prepare('SELECT idx, receipt FROM ballot_secret ORDER BY idx').all();
    return new Map((rows as { idx: number; receipt: string }[]).map(({ idx, receipt }) => [idx, receipt]));
  } finally {
    db.close();
  }
}
