import { LANGUAGES, type Language } from '../domain/texts.ts';

const DEFAULT_LANGUAGE: Language = LANGUAGES[0];
/** Longer lists are cut: nobody reads twenty languages, and the header is attacker-controlled. */
const MAX_RANGES = 20;

/** The language a reader prefers among those there are (RFC 9110 §12.5.4, lookup by primary tag). */
export function negotiateLanguage(acceptLanguage: string | undefined): Language {
  let best: Language | undefined;
  let bestWeight = 0;
  for (const range of (acceptLanguage ?? '').split(',', MAX_RANGES)) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = weightOf(parameters);
    const language = tag === '*' ? DEFAULT_LANGUAGE : LANGUAGES.find((l) => tag === l || tag.startsWith(`${l}-`));
    if (language !== undefined && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best ?? DEFAULT_LANGUAGE;
}

function weightOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  if (text === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}
