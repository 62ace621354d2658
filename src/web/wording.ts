import type { LocalizedText } from '../domain/contest.ts';
import type { Language } from '../domain/texts.ts';

/** Forms of a noun behind a number, by the plural categories of CLDR: kk and en have one and other, ru few and many too. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** A number with its noun, e.g. «21 голос». */
export function counted(language: Language, n: number, forms: PluralForms): string {
  const rule = new Intl.PluralRules(language).select(n);
  return `${number(language, n)}\u00a0${forms[rule] ?? forms.other}`;
}

export function number(language: Language, n: number): string {
  return new Intl.NumberFormat(language).format(n);
}

/** Day and time as a reader in the contest's time zone would say it. */
export function dateTime(language: Language, date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(date);
}

export function day(language: Language, date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(date);
}

/** A text of the definition in this language; Russian stands in where there is no English. */
export function localized(text: LocalizedText, language: Language): string {
  return text[language] ?? text.ru;
}
