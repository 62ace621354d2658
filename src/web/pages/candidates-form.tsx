import type { VNode } from 'preact';
import type { LocalizedText } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { sitePaths } from '../paths.ts';
import { localized } from '../wording.ts';
import { MAX_SEARCH, writeFilter, type GalleryFilter } from './candidates-filter.ts';
import { CANDIDATES_TEXTS } from './candidates-texts.ts';

interface FormProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly filter: GalleryFilter;
}

/** Two choices and a search field: a plain form, its answer an address that can be kept and sent on. */
export function FilterForm({ language, contest: { definition }, filter }: FormProps): VNode {
  const text = CANDIDATES_TEXTS[language];
  const { id, nominations, regions } = definition;
  return (
    <form class="gallery-form" action={sitePaths(language, id).candidates} method="get" role="search">
      <Choice
        language={language}
        name="nomination"
        label={text.nomination}
        every={text.everyNomination}
        options={nominations.map((nomination) => [nomination.id, nomination.title])}
        chosen={filter.nomination}
      />
      <Choice
        language={language}
        name="region"
        label={text.region}
        every={text.everyRegion}
        options={regions.map((region) => [region.id, region.name])}
        chosen={filter.region}
      />
      <p class="field">
        <label for="q">{text.search}</label>
        <span class="hint" id="q-hint">
          {text.searchHint}
        </span>
        <input type="search" id="q" name="q" value={filter.q} maxLength={MAX_SEARCH} aria-describedby="q-hint" />
      </p>
      <p class="field field-button">
        <button type="submit">{text.show}</button>
      </p>
    </form>
  );
}

interface ChoiceProps {
  readonly language: Language;
  readonly name: string;
  readonly label: string;
  readonly every: string;
  readonly options: readonly (readonly [id: string, title: LocalizedText])[];
  readonly chosen: string | undefined;
}

function Choice({ language, name, label, every, options, chosen }: ChoiceProps): VNode {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">{every}</option>
        {options.map(([id, title]) => (
          <option key={id} value={id} selected={id === chosen}>
            {localized(title, language)}
          </option>
        ))}
      </select>
    </p>
  );
}

/** What the list is narrowed by, each with a way to take it off. */
export function ChosenFilters({ language, contest: { definition }, filter }: FormProps): VNode | null {
  const text = CANDIDATES_TEXTS[language];
  const to = (left: GalleryFilter): string =>
    sitePaths(language, definition.id).candidates + writeFilter({ ...left, page: 1 });
  const { nomination, region, q } = filter;
  const title = definition.nominations.find(({ id }) => id === nomination)?.title;
  const name = definition.regions.find(({ id }) => id === region)?.name;
  const chosen: (readonly [label: string, value: string, href: string])[] = [];
  if (title !== undefined) {
    chosen.push([text.nomination, localized(title, language), to({ ...filter, nomination: undefined })]);
  }
  if (name !== undefined) chosen.push([text.region, localized(name, language), to({ ...filter, region: undefined })]);
  if (q !== '') chosen.push([text.search, `«${q}»`, to({ ...filter, q: '' })]);
  if (chosen.length === 0) return null;
  return (
    <ul class="chosen" aria-label={text.chosen}>
      {chosen.map(([label, value, href]) => (
        <li key={label}>
          <a href={href}>
            {label}: <bdi>{value}</bdi> <span aria-hidden="true">✕</span>
            <span class="visually-hidden"> – {text.remove}</span>
          </a>
        </li>
      ))}
      {chosen.length > 1 && (
        <li>
          <a href={to({ q: '', page: 1 })}>{text.clear}</a>
        </li>
      )}
    </ul>
  );
}
