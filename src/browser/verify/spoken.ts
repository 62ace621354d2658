import type { Language } from '../../domain/texts.ts';
import { VERIFY_TEXTS } from './texts.ts';
import type { VerifyTexts } from './wording.ts';

/** Texts that change with the language while what was chosen and typed stays. */
export interface Spoken {
  readonly language: Language;
  readonly texts: VerifyTexts;
  /** Has an element say this in every language. */
  say<T extends Element>(element: T, text: (texts: VerifyTexts) => string): T;
  /** Calls this now and whenever the language changes. */
  onLanguage(act: () => void): void;
  choose(language: Language): void;
}

export function createSpoken(first: Language): Spoken {
  const acts: (() => void)[] = [];
  let language = first;
  const spoken: Spoken = {
    get language() {
      return language;
    },
    get texts() {
      return VERIFY_TEXTS[language];
    },
    say(element, text) {
      spoken.onLanguage(() => {
        element.textContent = text(spoken.texts);
      });
      return element;
    },
    onLanguage(act) {
      acts.push(act);
      act();
    },
    choose(next) {
      language = next;
      for (const act of acts) act();
    },
  };
  return spoken;
}
