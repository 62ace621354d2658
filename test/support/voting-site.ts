import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { SettingTexts } from '../../src/config.ts';
import { createDevAuthority, issueServers, type DevAuthority } from '../../src/devca/dev-authority.ts';
import { newKeyLike } from '../../src/devca/dev-ca.ts';
import { devNcalayerKeys, type NcalayerKeys } from '../../src/devca/ncalayer-keys.ts';
import { startNcalayerStandIn, type NcalayerStandIn } from '../../src/devca/ncalayer-stand-in.ts';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import type { Language } from '../../src/domain/texts.ts';
import { random, testCa } from './ballots.ts';
import { describeInChromium, openBrowser } from './chromium.ts';
import {
  createInstallation,
  createTestClock,
  openContest,
  startTestService,
  type TestClock,
  type TestInstallation,
  type TestService,
} from './service.ts';

/** A service, a stand-in for NCALayer and a browser, as a citizen has them before them. */
export interface VotingSite {
  readonly service: TestService;
  readonly contest: ContestDefinition;
  readonly clock: TestClock;
  readonly ncalayer: NcalayerStandIn;
  readonly authority: DevAuthority;
  readonly keys: NcalayerKeys;
  readonly browser: Browser;
  readonly vkey: string;
  /** Whatever a page wrote as an error, but for what a missing KAZTOKEN leaves. */
  readonly faults: string[];
  /** A page of a person that no other test has. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  address(language: Language, page: string): string;
  /** The number of a citizen who has not voted yet; from now on the stand-in signs for them. */
  nextCitizen(): number;
  stop(): Promise<void>;
}

const CONTEST = 'qamqor-demo';

export async function startVotingSite(changes: SettingTexts = {}): Promise<VotingSite> {
  const clock = createTestClock();
  const now = (): Date => new Date(clock.nowMs());
  const ca = testCa();
  const authority = createDevAuthority({
    ca,
    ...issueServers(ca, () => newKeyLike(ca.intermediate, random)),
    clock: now,
  });
  const keys = devNcalayerKeys(authority);
  keys.revoked();
  const ncalayer = await startNcalayerStandIn({ keys, clock: now, port: 0 });
  const installation = createInstallation({ contest: openContest() });
  const crl = join(installation.directory, 'base.crl');
  writeFileSync(crl, authority.list('base'));
  const settings = { DAUYS_NCALAYER: ncalayer.url, DAUYS_NCALAYER_KEYS: 'any', DAUYS_CRL: crl, ...changes };
  const service = await startTestService(installation, settings, clock, { tickMs: 50 });
  const browser = await openBrowser();
  const vkey = (await service.get(`/log/${CONTEST}/key`)).body.trim();
  return assemble({ service, clock, ncalayer, authority, keys, browser, vkey, installation });
}

type Made = Pick<VotingSite, 'service' | 'clock' | 'ncalayer' | 'authority' | 'keys' | 'browser' | 'vkey'> & {
  readonly installation: TestInstallation;
};

function assemble({ installation, ...made }: Made): VotingSite {
  const { service, ncalayer, browser } = made;
  const faults: string[] = [];
  let citizens = 0;
  return {
    ...made,
    contest: installation.contest,
    faults,
    async open(path, options = {}) {
      const context = await browser.newContext({ acceptDownloads: true, ...options });
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`));
      page.on('console', (message) => {
        // Connections that fail and refusals are part of what is tried here.
        if (message.type() === 'error' && !/Failed to load|WebSocket|ERR_/.test(message.text())) {
          faults.push(`${path}: ${message.text()}`);
        }
      });
      await page.goto(service.url + path);
      return page;
    },
    address: (language, page) => `/${language}/contests/${CONTEST}/${page}`,
    nextCitizen() {
      ncalayer.state.citizen = ++citizens;
      return citizens;
    },
    async stop() {
      await browser.close();
      await service.stop();
      await ncalayer.stop();
      installation.remove();
    },
  };
}

/** A suite about one such site, whose stand-in is wrong only for the test that asks for it. */
export function describeVotingSite(name: string, suite: (site: VotingSite) => void): void {
  describeInChromium(name, () => {
    // Filled before the first test.
    const site = {} as VotingSite;
    beforeAll(async () => {
      Object.assign(site, await startVotingSite());
    });
    afterEach(() => {
      site.ncalayer.setFault('none');
    });
    afterAll(() => site.stop());
    suite(site);
  });
}

/** What a press on a link or button gives out as a file. */
export async function downloaded(page: Page, selector: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
  const directory = mkdtempSync(join(tmpdir(), 'dauys-download-'));
  try {
    const file = join(directory, 'file');
    await download.saveAs(file);
    return { name: download.suggestedFilename(), bytes: readFileSync(file) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Waits for a receipt that the browser has verified. */
export async function shownReceipt(page: Page): Promise<void> {
  await page.waitForURL('**/receipt');
  await page.waitForSelector('#verdict h2');
}

/** What went wrong is said in words, with its code and a way to help; nothing is kept, and one can begin again. */
export async function expectProblem(
  page: Page,
  { language, code, words }: { language: Language; code: string; words: readonly string[] },
): Promise<void> {
  await page.waitForSelector('#problem code');
  const said = await page.innerText('#problem');
  for (const text of [...words, code]) expect(said).toContain(text);
  expect(await page.getAttribute('#problem a', 'href')).toBe(`/${language}/help#${code}`);
  expect(await page.isVisible('#ncalayer')).toBe(true);
  expect(await page.evaluate('document.activeElement.id')).toBe('problem');
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
}
