import type { Code } from './errors.ts';
import { EN } from './texts-en.ts';
import { KK } from './texts-kk.ts';
import { RU } from './texts-ru.ts';

/** The state languages first; the first one is what a reader gets who asks for none of them. */
export const LANGUAGES = ['kk', 'ru', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What happened, and what to do next. Holds no data of anybody. */
export interface CodeText {
  readonly title: string;
  readonly detail: string;
}

// One file per language; a code without a text does not compile.
const TEXTS = { kk: KK, ru: RU, en: EN } satisfies Record<Language, Record<Code, readonly [string, string]>>;

/** The text of a code, for a citizen over HTTP or an operator on the command line. */
export function textOf(code: Code, language: Language): CodeText {
  const [title, detail] = TEXTS[language][code];
  return { title, detail };
}
