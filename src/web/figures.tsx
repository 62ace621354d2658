import type { VNode } from 'preact';
import type { Language } from '../domain/texts.ts';

/** A bar as long as its share of the longest one; the number stands beside it, so it says nothing to a screen reader. */
export function Bar({ value, max }: { readonly value: number; readonly max: number }): VNode {
  return (
    <svg class="bar" width="100%" height="12" aria-hidden="true" focusable="false">
      <rect width={percentOf(value, max)} height="12" />
    </svg>
  );
}

/** Share of a whole as an attribute of a drawing, e.g. `37.5%`. */
export function percentOf(value: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((value / whole) * 1000) / 10}%`;
}

/** A share as a reader sees it, with one digit: «37,5 %». */
export function share(language: Language, value: number, whole: number): string {
  const percent = whole === 0 ? 0 : (value / whole) * 100;
  return `${percent.toFixed(1).replace('.', marksOf(language).decimal)}${language === 'en' ? '' : '\u00a0'}%`;
}

/** How numbers are written: programs of pages write them as the server does. */
export interface NumberMarks {
  readonly group: string;
  readonly decimal: string;
  readonly percent: string;
}

export function marksOf(language: Language): NumberMarks {
  return language === 'en'
    ? { group: ',', decimal: '.', percent: '%' }
    : { group: '\u00a0', decimal: ',', percent: '\u00a0%' };
}

interface DateForm {
  readonly 'data-form'?: string;
  readonly 'data-months'?: string;
}

/**
 * How a moment is written, for browsers that do not know Kazakh: `{year} ж. {day} {month}, …` and the months. Nothing
 * for a language that every browser knows and whose form is more than its parts.
 */
export function dateForm(language: Language): DateForm {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  const parts = format.formatToParts(0);
  if (parts.some(({ type }) => type === 'dayPeriod')) return {};
  const months = Array.from({ length: 12 }, (_, month) => {
    return format.formatToParts(Date.UTC(2025, month)).find(({ type }) => type === 'month')?.value;
  });
  return {
    'data-form': parts.map(({ type, value }) => (type === 'literal' ? value : `{${type}}`)).join(''),
    'data-months': months.join(' '),
  };
}
