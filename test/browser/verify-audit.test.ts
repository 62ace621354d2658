import { afterAll, describe, expect, it } from '@jest/globals';
import { auditPublicPart, NOT_CHECKED } from '../../src/browser/verify/public-audit.ts';
import { openChosenExport } from '../../src/browser/verify/export-reader.ts';
import { auditItem, type Item } from '../audit/catalogue/item.ts';
import { BASES, makeBase, type Base, type BaseName } from '../audit/catalogue/bases.ts';
import { CATALOGUE } from '../audit/catalogue/catalogue.ts';
import type { Files } from '../audit/catalogue/book.ts';

/** The ledgers that are made quickly; what the others have besides, this audit does not look at. */
const NAMES: readonly BaseName[] = ['plain', 'embargo', 'wide'];
const ITEMS = CATALOGUE.filter(({ base, finds }) => NAMES.includes(base) && finds.some((find) => find < 'A20'));

const made = new Map<BaseName, Promise<Base>>();
function baseOf(name: BaseName): Promise<Base> {
  const base = made.get(name) ?? makeBase(name);
  made.set(name, base);
  return base;
}
afterAll(async () => {
  for (const base of made.values()) (await base).exported.remove();
});

/** What is left of the restricted part shows nothing in public. */
const isPublic = (path: string): boolean => path === 'manifest.json' || path.startsWith('public/');

async function auditChosen(files: Files, logKey: string) {
  const chosen = [...files].map(([path, bytes]) => ({
    path: `home/export/${path}`,
    file: { size: bytes.length, bytes },
  }));
  const reader = openChosenExport(chosen as never, (part) => (part as unknown as { bytes: Uint8Array }).bytes);
  const chunks = async function* (path: string): AsyncIterable<Uint8Array> {
    const bytes = files.get(path);
    if (bytes !== undefined) yield bytes;
  };
  return auditPublicPart({ ...reader, chunks }, { logKey, seed: 7, onProgress: () => undefined });
}

describe('the public audit of the page', () => {
  it.each(NAMES)('finds nothing in the clean ledger %s', async (name) => {
    const base = await baseOf(name);
    const { report } = await auditChosen(base.files, base.exported.ledger.vkey);
    expect(report).toMatchObject({ verdict: 'clean', findings: { total: 0 } });
    const open = report.checks.filter(({ check, state }) => check < 'A20' && state === 'not-run');
    expect(open.map(({ check }) => check)).toEqual(
      'closed' in BASES[name] ? ['A11', 'A13', 'A14', 'A15', 'A16', 'A18'] : NOT_CHECKED,
    );
  });

  it.each(ITEMS.map((item) => [item.name, item] as const))('agrees with dauys audit --public: %s', async (_, item) => {
    const base = await baseOf(item.base);
    const files = item.corrupt(base);
    for (const path of files.keys()) if (!isPublic(path)) files.delete(path);
    const options = { level: 'public', options: () => ({ openKeys: undefined }) } as unknown as Item;
    const { report: expected } = await auditItem(options, base, files, [...NOT_CHECKED]);
    const { report } = await auditChosen(files, base.exported.ledger.vkey);
    expect(report.findings).toEqual(expected.findings);
    expect(report.result).toEqual(expected.result);
    expect(report.log).toEqual(expected.log);
    expect(report.verdict).toBe(expected.verdict);
  });
});
