import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { LANGUAGES, type Language } from '../../src/domain/texts.ts';

/** Words that Kazakh and Russian share. */
const SHARED = new Set(['Аудит', 'Байт', 'Бюллетень', 'Журнал', 'Манифест', 'Номинация', 'Файл']);
/** Members of the parts of pages that stay what they are in every language. */
const UNTRANSLATED = /\.\d+\.(?:id|code|href)$/;
const PLURALS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

type Texts = Readonly<Record<Language, unknown>>;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|-)texts\.ts$/.test(file.split(sep).at(-1) ?? ''))
  .sort();

/** Every record by language that a file exports. */
async function textsOf(file: string): Promise<readonly (readonly [string, Texts])[]> {
  const module = (await import(join('../../src', file))) as Record<string, unknown>;
  return Object.entries(module).filter((entry): entry is [string, Texts] => {
    const [, value] = entry;
    return typeof value === 'object' && value !== null && Object.keys(value).join() === LANGUAGES.join();
  });
}

/** Faults of one text in three languages, by its place. */
function faultsOf(path: string, texts: Texts): string[] {
  const values = LANGUAGES.map((language) => texts[language]);
  const [kk, ru] = values;
  if (values.every((value) => typeof value === 'string')) return wordFaults(path, values);
  if (values.every((value) => typeof value === 'function')) return [];
  if (!values.every((value) => typeof value === 'object' && value !== null)) return [`${path}: of another kind`];
  if (values.every(isPlural))
    return values.flatMap((forms) => Object.values(forms)).every(isThere) ? [] : [`${path}: empty`];
  const keys = values.map((value) => Object.keys(value));
  if (new Set(keys.map((names) => names.toSorted().join())).size > 1) return [`${path}: has other members`];
  return Object.keys(kk as object).flatMap((key) => {
    const member = (value: unknown): unknown => (value as Record<string, unknown>)[key];
    return faultsOf(`${path}.${key}`, { kk: member(kk), ru: member(ru), en: member(texts.en) });
  });
}

function wordFaults(path: string, [kk = '', ru = '', en = '']: readonly string[]): string[] {
  if (UNTRANSLATED.test(path)) return kk === ru && ru === en ? [] : [`${path}: differs by language`];
  if (![kk, ru, en].every(isThere)) return [`${path}: empty`];
  if (kk !== ru || SHARED.has(kk) || !/\p{Script=Cyrillic}/u.test(kk)) return [];
  return [`${path}: «${kk}» in Kazakh and in Russian`];
}

const isThere = (text: unknown): boolean => typeof text === 'string' && text.trim() !== '';
const isPlural = (value: unknown): value is Record<string, unknown> => {
  const keys = Object.keys(value as object);
  return keys.includes('other') && keys.every((key) => PLURALS.has(key));
};

describe('texts', () => {
  const all: (readonly [string, Texts])[] = [];
  beforeAll(async () => {
    for (const file of files) all.push(...(await textsOf(file)));
  });

  it('stand in every file that is named after them', async () => {
    expect(files.length).toBeGreaterThan(20);
    for (const file of files.filter((name) => name.startsWith('web'))) {
      expect({ file, count: (await textsOf(file)).length }).not.toEqual({ file, count: 0 });
    }
  });

  it('are the same in Kazakh, Russian and English, none of them empty or left in another language', () => {
    expect(all.flatMap(([name, texts]) => faultsOf(name, texts))).toEqual([]);
  });

  it('hold Kazakh letters in Kazakh and none in Russian', () => {
    const specific = /[әғқңөұүһіӘҒҚҢӨҰҮҺІ]/u;
    for (const [name, { kk, ru }] of all) {
      const [inKazakh, inRussian] = [JSON.stringify(kk), JSON.stringify(ru)];
      if (inKazakh.length > 40) expect({ name, kazakh: specific.test(inKazakh) }).toEqual({ name, kazakh: true });
      const strays = inRussian.match(/[\p{L}]*[әғқңөұүһі][\p{L}]*/giu) ?? [];
      expect({ name, strays: strays.filter((word) => word !== 'Қазақша') }).toEqual({ name, strays: [] });
    }
  });
});
