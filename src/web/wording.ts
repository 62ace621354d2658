import type { LocalizedText } from '../domain/contest.ts';
import type { Language } from '../domain/texts.ts';

/** Forms of a noun behind a number, by the plural categories of CLDR: kk and en have one and other, ru few and many too. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

// Making a formatter costs more than most pages do: each is made once.
const pluralRules = once((language) => new Intl.PluralRules(language));
const numberFormat = once((language) => new Intl.NumberFormat(language));
const dateTimeFormat = once(
  (language, timeZone) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }),
);
const dayFormat = once((language, timeZone) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }));
const isoDayFormat = once((_, timeZone) => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }));

function once<T>(make: (language: Language, timeZone: string) => T): (language: Language, timeZone?: string) => T {
  const made = new Map<string, T>();
  return (language, timeZone = 'UTC') => {
    const key = `${language} ${timeZone}`;
    const found = made.get(key) ?? make(language, timeZone);
    made.set(key, found);
    return found;
  };
}

/** The calendar day of a moment in a time zone, `YYYY-MM-DD`. */
export function isoDay(date: Date, timeZone: string): string {
  return isoDayFormat('en', timeZone).format(date);
}

/** A number with its noun, e.g. «21 голос». */
export function counted(language: Language, n: number, forms: PluralForms): string {
  const rule = pluralRules(language).select(n);
  return `${number(language, n)}\u00a0${forms[rule] ?? forms.other}`;
}

export function number(language: Language, n: number): string {
  return numberFormat(language).format(n);
}

/** Day and time as a reader in the contest's time zone would say it. */
export function dateTime(language: Language, date: Date, timeZone: string): string {
  return dateTimeFormat(language, timeZone).format(date);
}

export function day(language: Language, date: Date, timeZone: string): string {
  return dayFormat(language, timeZone).format(date);
}

/** A text of the definition in this language; Russian stands in where there is no English. */
export function localized(text: LocalizedText, language: Language): string {
  return text[language] ?? text.ru;
}
