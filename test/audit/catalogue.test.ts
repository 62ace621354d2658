import { afterAll, describe, expect, it } from '@jest/globals';
import { CHECK_IDS } from '../../src/audit/checks.ts';
import { BASES, makeBase, type Base, type BaseName } from './catalogue/bases.ts';
import { readBook } from './catalogue/book.ts';
import { CATALOGUE } from './catalogue/catalogue.ts';
import { decide } from './catalogue/decisions.ts';
import { auditItem, summary, type Item } from './catalogue/item.ts';
import { seal } from './catalogue/seal.ts';

const made = new Map<BaseName, Promise<Base>>();
function baseOf(name: BaseName): Promise<Base> {
  const base = made.get(name) ?? makeBase(name);
  made.set(name, base);
  return base;
}
afterAll(async () => {
  for (const base of made.values()) (await base).exported.remove();
});

const names = Object.keys(BASES) as BaseName[];

describe('the clean ledgers of the catalogue', () => {
  it.each(names)('%s: nothing is found, at either level', async (name) => {
    const base = await baseOf(name);
    for (const level of ['public', 'full'] as const) {
      const { findings, report } = await auditItem({ level } as Item, base, base.files);
      expect([level, findings, report.verdict]).toEqual([level, [], 'clean']);
    }
  });

  it('with a ballot annulled and another erased: nothing is found', async () => {
    const base = await baseOf('plain');
    const book = readBook(base);
    decide(book);
    const { findings, report } = await auditItem({} as Item, base, seal(book));
    expect([findings, report.verdict]).toEqual([[], 'clean']);
    expect(report.log).toMatchObject({ annulled: [3], erased: [5] });
    expect(report.result).toMatchObject({ counted: 6, annulled: 1, erased: 1 });
  });

  it.each(names.filter((name) => name !== 'wide'))('%s: taken apart and put together it is the same', async (name) => {
    const base = await baseOf(name);
    const again = seal(readBook(base));
    const files = [...base.files].filter(([path]) => !/^manifest|^restricted\/ncanode/.test(path));
    expect([...again.keys()].sort()).toEqual(['manifest.json', ...files.map(([path]) => path)].sort());
    for (const [path, bytes] of files) expect([path, Buffer.compare(again.get(path)!, bytes)]).toEqual([path, 0]);
  });
});

describe('the catalogue of corrupted ledgers', () => {
  it.each(CATALOGUE.map((item) => [item.name, item] as const))('%s', async (_name, item) => {
    const base = await baseOf(item.base);
    const { findings, report } = await auditItem(item, base, item.corrupt(base));
    expect(summary(findings)).toEqual({ finds: [...item.finds].sort(), at: item.at ?? [] });
    expect(report.verdict).toBe('findings');
  });

  it('has items enough, each of another name', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
    expect(CATALOGUE.length).toBeGreaterThanOrEqual(80);
  });
});

describe('an audit without one of its checks', () => {
  // Without a manifest there is nothing to audit, whatever is left out.
  const readable = CATALOGUE.filter(({ finds }) => !finds.includes('A01 malformed'));
  it.each(CHECK_IDS)('%s: calls a ledger clean that is not, and what others find they still find', async (check) => {
    const isBy = (found: string): boolean => found.startsWith(check);
    const verdicts = new Set<string>();
    for (const item of readable.filter(({ finds }) => finds.some(isBy))) {
      const base = await baseOf(item.base);
      const { findings, report } = await auditItem(item, base, item.corrupt(base), [check]);
      const others = item.finds.filter((found) => !isBy(found)).sort();
      expect([item.name, summary(findings).finds]).toEqual([item.name, others]);
      verdicts.add(report.verdict);
    }
    expect(verdicts).toContain('clean');
  });
});
