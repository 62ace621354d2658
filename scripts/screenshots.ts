// Pictures of every page in kk and ru, on a desk and on a phone: `node --import tsx scripts/screenshots.ts URL DIRECTORY`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createPages } from '../src/web/site.ts';

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
const templates = [...createPages({} as never).map(({ template }) => template), '/status?lang={language}'];

mkdirSync(directory, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--disable-gpu', '--disable-background-networking'],
});
for (const language of ['kk', 'ru']) {
  for (const [size, width] of Object.entries(sizes)) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    for (const template of templates) {
      const values: Record<string, string> = { language, contest, candidate };
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
      await page.goto(url + path);
      const name = template.replaceAll(/\{language\}|\{contest\}/g, '').replaceAll(/[^a-z]+/g, '-');
      const file = join(directory, `${name.replaceAll(/^-|-$/g, '') || 'start'}-${language}-${size}.png`);
      await page.screenshot({ path: file, fullPage: true });
      process.stdout.write(`${file}\n`);
    }
    await page.close();
  }
}
await browser.close();
