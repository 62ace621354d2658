import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Candidate, ContestDefinition, LocalizedText } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { Localized } from '../localized-text.tsx';
import { firstSentence } from '../first-sentence.ts';
import { sitePaths } from '../paths.ts';

/** Quiet colours, as many as the style has. */
export const TONES = 7;

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

type CardProps = Pick<CardPlace, 'language' | 'contest'> & { readonly candidate: Candidate };

function CandidateCard({ language, contest, candidate }: CardProps): VNode {
  const { definition } = contest;
  const { id, number, name, region, nomination, summary } = candidate;
  const regionName = definition.regions.find((known) => known.id === region)?.name;
  const title = definition.nominations.find((known) => known.id === nomination)?.title;
  return (
    <li class={`card candidate ${toneOf(definition, candidate)}`}>
      <p class="badge">№&nbsp;{number}</p>
      <h3>
        <a href={sitePaths(language, definition.id).candidate(id)}>
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

/** A card in HTML, cut where the query of its link goes. */
type CutCard = readonly [before: string, after: string];

/** Made once for a contest, by language and candidate: visitors' lists differ in nothing but order and query. */
const kept = new WeakMap<LoadedContest, Map<string, CutCard>>();

/** Cards in HTML, in this order. */
export function cardsHtml({ language, contest, query }: CardPlace, candidates: readonly Candidate[]): string {
  const cards = kept.get(contest) ?? new Map<string, CutCard>();
  kept.set(contest, cards);
  // A serialised query holds nothing else that means anything in HTML.
  const escaped = query.replaceAll('&', '&amp;');
  const parts = candidates.map((candidate) => {
    const key = `${language} ${candidate.id}`;
    const card = cards.get(key) ?? cutCard(<CandidateCard {...{ language, contest, candidate }} />);
    cards.set(key, card);
    return card.join(escaped);
  });
  return parts.join('');
}

function cutCard(card: VNode): CutCard {
  const html = renderToString(card);
  const end = html.indexOf('"', html.indexOf(' href="') + ' href="'.length);
  return [html.slice(0, end), html.slice(end)];
}
