import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Candidate, ContestDefinition, LocalizedText } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { Localized } from '../localized-text.tsx';
import { firstSentence } from '../first-sentence.ts';
import { sitePaths } from '../paths.ts';

/** Quiet colours, as many as the style has. */
export const TONES = 6;

/** A quiet colour that candidates of one nomination share. */
export function toneOf({ nominations }: ContestDefinition, { nomination }: Candidate): string {
  return `tone-${nominations.findIndex(({ id }) => id === nomination) % TONES}`;
}

export interface CardPlace {
  readonly language: Language;
  readonly contest: LoadedContest;
  /** Of the gallery, so that the way back leads to the same list. */
  readonly query: string;
}

function CandidateCard({ language, contest, query, candidate }: CardPlace & { candidate: Candidate }): VNode {
  const { definition } = contest;
  const { id, number, name, region, nomination, summary } = candidate;
  const regionName = definition.regions.find((known) => known.id === region)?.name;
  const title = definition.nominations.find((known) => known.id === nomination)?.title;
  return (
    <li class={`card candidate ${toneOf(definition, candidate)}`}>
      <p class="badge">№&nbsp;{number}</p>
      <h3>
        <a href={sitePaths(language, definition.id).candidate(id) + query}>
          <Localized text={name} language={language} />
        </a>
      </h3>
      {regionName !== undefined && (
        <p class="region">
          <Localized text={regionName} language={language} />
        </p>
      )}
      {title !== undefined && (
        <p class="nomination">
          <Localized text={title} language={language} />
        </p>
      )}
      {summary !== undefined && (
        <p>
          <Localized text={beginningOf(summary)} language={language} />
        </p>
      )}
    </li>
  );
}

function beginningOf({ kk, ru, en }: LocalizedText): LocalizedText {
  return { kk: firstSentence(kk), ru: firstSentence(ru), en: en === undefined ? undefined : firstSentence(en) };
}

const kept = new WeakMap<LoadedContest, Map<string, string>>();

/** The cards in HTML. Those of the whole list are kept one by one: only their order differs between visitors. */
export function cardsHtml(place: CardPlace, candidates: readonly Candidate[]): string {
  const render = (candidate: Candidate): string => renderToString(<CandidateCard {...place} candidate={candidate} />);
  if (place.query !== '') return candidates.map(render).join('');
  const cards = kept.get(place.contest) ?? new Map<string, string>();
  kept.set(place.contest, cards);
  return candidates
    .map((candidate) => {
      const key = `${place.language} ${candidate.id}`;
      const card = cards.get(key) ?? render(candidate);
      cards.set(key, card);
      return card;
    })
    .join('');
}
