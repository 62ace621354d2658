// Pictures of every page in kk and ru, on a desk and on a phone: `node --import tsx scripts/screenshots.ts URL DIRECTORY`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { pageAddresses } from '../test/support/site-pages.ts';

const [url = 'http://127.0.0.1:8080', directory = 'screenshots'] = process.argv.slice(2);
const sizes = { desktop: 1280, phone: 360 };

interface Contests {
  readonly contests: readonly { readonly id: string }[];
}
interface Candidates {
  readonly candidates: readonly { readonly id: string }[];
}

async function read<T>(path: string): Promise<T> {
  return (await (await fetch(`${url}/api/v1/${path}`)).json()) as T;
}

const contest = (await read<Contests>('contests')).contests[0]?.id ?? '';
const candidate = (await read<Candidates>(`contests/${contest}/candidates`)).candidates[0]?.id ?? '';

mkdirSync(directory, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--disable-gpu', '--disable-background-networking'],
});
for (const language of ['kk', 'ru'] as const) {
  for (const [size, width] of Object.entries(sizes)) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    for (const path of pageAddresses(language, contest, candidate)) {
      await page.goto(url + path);
      const name = path.split(/[/?=]/).filter((part) => ![language, contest, ''].includes(part));
      const file = join(directory, `${[name.join('-') || 'start', language, size].join('-')}.png`);
      await page.screenshot({ path: file, fullPage: true });
      process.stdout.write(`${file}\n`);
    }
    await page.close();
  }
}
await browser.close();
