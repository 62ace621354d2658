import type { VNode } from 'preact';
import type { LocalizedText } from '../domain/contest.ts';
import type { Language } from '../domain/texts.ts';
import { localized } from './wording.ts';

/** A text of the definition; where Russian stands in for what was never translated, speech programs are told. */
export function Localized({ text, language }: { text: LocalizedText; language: Language }): VNode {
  const said = localized(text, language);
  return text[language] === undefined ? <span lang="ru">{said}</span> : <>{said}</>;
}
