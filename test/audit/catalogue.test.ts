import { afterAll, describe, expect, it } from '@jest/globals';
import { BASES, makeBase, type Base, type BaseName } from './catalogue/bases.ts';
import { readBook } from './catalogue/book.ts';
import { auditItem, summary, type Item } from './catalogue/item.ts';
import { CATALOGUE } from './catalogue/catalogue.ts';
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

  it.each(names.filter((name) => name !== 'wide'))('%s: taken apart and put together it is the same', async (name) => {
    const base = await baseOf(name);
    const again = seal(readBook(base));
    expect([...again.keys()].sort()).toEqual([...base.files.keys()].sort());
    for (const [path, bytes] of base.files) expect([path, Buffer.compare(again.get(path)!, bytes)]).toEqual([path, 0]);
  });
});

describe('the catalogue of corrupted ledgers', () => {
  it.each(CATALOGUE.map((item) => [item.name, item] as const))('%s', async (_name, item) => {
    const base = await baseOf(item.base);
    const { findings, report } = await auditItem(item, base, item.corrupt(base));
    expect(summary(findings)).toEqual({ finds: [...item.finds].sort(), at: item.at ?? [] });
    expect(report.verdict).toBe('findings');
  });
});
