import { describe, expect, it } from '@jest/globals';
import { REFUSAL_CODES } from '../../src/domain/errors.ts';
import { LANGUAGES, type Language } from '../../src/domain/texts.ts';
import { buildProtocol, encodeProtocol } from '../../src/tally/protocol.ts';
import { formatVkey } from '../../src/log/note.ts';
import { SIGNING_TEXTS } from '../../src/web/pages/signing-texts.ts';
import { pageAddresses } from '../support/site-pages.ts';
import { CONTEST, DEFINITION, sha256, startHttp, type Harness } from './support.ts';

interface Found {
  readonly status: number;
  readonly isPage: boolean;
  readonly html: string;
}

interface Link {
  readonly from: string;
  readonly path: string;
  readonly anchor: string;
}

/** Reads every page that links lead to, and what they lead to. */
async function crawl({ url }: Harness, start: readonly string[]) {
  const found = new Map<string, Found>();
  const links: Link[] = [];
  for (const queue = [...start]; queue.length > 0;) {
    const path = queue.pop() ?? '';
    if (found.has(path)) continue;
    const answer = await fetch(`${url}${path}`, { headers: { accept: 'text/html' } });
    const isSaved = answer.headers.get('content-disposition')?.startsWith('attachment') === true;
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true && !isSaved;
    const html = await answer.text();
    found.set(path, { status: answer.status, isPage, html });
    if (!isPage) continue;
    for (const link of linksOf(path, html)) {
      links.push(link);
      queue.push(link.path);
    }
  }
  return { found, links };
}

/** Where a reader can go to: links, files of the page, and forms that ask. */
function linksOf(from: string, html: string): Link[] {
  const elements = html.match(/<(?:a|link|script|img|form)\b[^>]*>/g) ?? [];
  return elements.flatMap((element) => {
    const target = / (?:href|src|action)="([^"]+)"/.exec(element)?.[1]?.replaceAll('&amp;', '&');
    if (target === undefined || /method="post"/i.test(element) || /^(?:mailto|tel|https?):/.test(target)) return [];
    const { pathname, search, hash } = new URL(target, `http://site${from}`);
    return [{ from, path: pathname + search, anchor: decodeURIComponent(hash.slice(1)) }];
  });
}

function protocolText(): string {
  const protocol = buildProtocol({
    contest: DEFINITION,
    digest: CONTEST.digest,
    vkey: WITH_KEY.vkey,
    checkpoint: 'vote.example.kz/log/demo\n9\nAAAA\n\n— sig\n',
    size: 9,
    openedAtMs: Date.parse(DEFINITION.opensAt),
    closedAtMs: Date.parse(DEFINITION.closesAt),
    counts: { size: 9, ballots: 7, byCandidate: new Map([[12, 7]]), annulled: new Map() },
  });
  return Buffer.from(encodeProtocol(protocol)).toString();
}

/** The key is looked at where a protocol is checked. */
const WITH_KEY = { ...CONTEST, vkey: formatVkey(DEFINITION.origin, new Uint8Array(32).fill(7), sha256) };

const idsOf = (html: string): string[] => [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);

function languageOf(path: string): string | undefined {
  return /^\/(kk|ru|en)\//.exec(path)?.[1] ?? /^\/status\?lang=(\w+)$/.exec(path)?.[1];
}

const starts = LANGUAGES.flatMap((language: Language) => ['/', ...pageAddresses(language, 'demo', 'abai-12')]);

describe.each(['open', 'closed'] as const)('all pages of a contest that is %s', (state) => {
  it('lead somewhere, are in one language, and have one heading and no id twice', async () => {
    const http = await startHttp();
    http.deps.contests = { list: () => [WITH_KEY], get: () => WITH_KEY, state: () => state };
    if (state === 'closed') {
      http.deps.protocol = async () => ({ protocol: protocolText(), proof: 'proof', csv: '', sha256: '00' });
    }
    const { found, links } = await crawl(http, starts);
    const faults: string[] = [];
    for (const [path, { status, isPage, html }] of found) {
      if (status !== 200)
        faults.push(`${path}: ${status}, from ${links.find((link) => link.path === path)?.from ?? ''}`);
      if (!isPage || status !== 200) continue;
      const headings = html.match(/<h1[ >]/g)?.length;
      if (headings !== 1) faults.push(`${path}: ${headings ?? 0} h1`);
      const lang = /<html lang="(\w+)"/.exec(html)?.[1];
      if (path !== '/' && lang !== languageOf(path)) faults.push(`${path}: in ${lang ?? 'no language'}`);
      const ids = idsOf(html);
      const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
      if (twice.length > 0) faults.push(`${path}: ids twice: ${twice.join()}`);
      if (!/<title>[^<]{3,}<\/title>/.test(html)) faults.push(`${path}: no title`);
    }
    for (const { from, path, anchor } of links) {
      if (anchor !== '' && !idsOf(found.get(path)?.html ?? '').includes(anchor)) {
        faults.push(`${from}: #${anchor} is not in ${path}`);
      }
    }
    expect([...new Set(faults)]).toEqual([]);
    expect([...found].filter(([, { isPage }]) => isPage).length).toBeGreaterThan(30);
  });
});

describe('the page of help', () => {
  it.each(LANGUAGES)('has a place for every code and every fault that programs name, in %s', async (language) => {
    const http = await startHttp();
    const html = await (await fetch(`${http.url}/${language}/help`)).text();
    const problems = Object.keys(SIGNING_TEXTS.kk.problems).filter((why) => why !== 'file');
    const named = [...problems.map((why) => `ncalayer-${why}`), 'file-unsigned', 'offline'];
    expect(idsOf(html)).toEqual(expect.arrayContaining([...REFUSAL_CODES, ...named]));
    expect(html).toContain('<a href="mailto:help@example.kz">');
  });
});

describe('robots.txt', () => {
  it('keeps search engines away from receipts alone', async () => {
    const http = await startHttp();
    const answer = await fetch(`${http.url}/robots.txt`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect((await answer.text()).match(/Disallow: .*/g)).toEqual(['Disallow: /*/receipt']);
  });
});
