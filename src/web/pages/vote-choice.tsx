import type { VNode } from 'preact';
import type { Candidate, ContestDefinition } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import { ONCE, VOTE_TEXTS } from './vote-texts.ts';

interface ChoiceProps {
  readonly language: Language;
  readonly definition: ContestDefinition;
  readonly candidate: Candidate;
}

const STATE_LANGUAGES = ['kk', 'ru'] as const;

/** The choice in large letters, in both state languages: these are the words that are signed. */
export function Choice({ language, definition, candidate }: ChoiceProps): VNode {
  const nomination = definition.nominations.find(({ id }) => id === candidate.nomination);
  return (
    <section class="choice" aria-labelledby="choice">
      <h2 id="choice">{VOTE_TEXTS[language].choice}</h2>
      <p class="choice-number">№&nbsp;{candidate.number}</p>
      {STATE_LANGUAGES.map((one) => (
        <p class="choice-name" lang={one} key={one}>
          {candidate.name[one]}
        </p>
      ))}
      {nomination !== undefined &&
        STATE_LANGUAGES.map((one) => (
          <p class="choice-nomination" lang={one} key={one}>
            {nomination.title[one]}
          </p>
        ))}
    </section>
  );
}

/** That there is one vote and no way back, in both state languages and in the reader's. */
export function OneVote({ language }: Pick<ChoiceProps, 'language'>): VNode {
  const languages = language === 'en' ? (['en', ...STATE_LANGUAGES] as const) : STATE_LANGUAGES;
  return (
    <div class="inset once">
      {languages.map((one) => (
        <p lang={one} key={one}>
          <strong>{ONCE[one]}</strong>
        </p>
      ))}
    </div>
  );
}
