import type { Candidate, LocalizedText } from '../../domain/contest.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { searchable, searchFor, type Searchable } from '../search.ts';
import type { GalleryFilter } from './candidates-filter.ts';

type Entries = readonly (readonly [Candidate, Searchable])[];

/** Made once for a contest: its definition is fixed at load. */
const kept = new WeakMap<LoadedContest, Entries>();

/** The candidates that a filter leaves, as the definition orders them. */
export function chosenCandidates(contest: LoadedContest, filter: GalleryFilter): readonly Candidate[] {
  const { nomination, region, q } = filter;
  const isFound = q === '' ? () => true : searchFor(q);
  return entriesOf(contest)
    .filter(
      ([candidate, entry]) =>
        (nomination === undefined || candidate.nomination === nomination) &&
        (region === undefined || candidate.region === region) &&
        isFound(entry),
    )
    .map(([candidate]) => candidate);
}

function entriesOf(contest: LoadedContest): Entries {
  const known = kept.get(contest);
  if (known !== undefined) return known;
  const { candidates, regions, nominations } = contest.definition;
  const regionNames = new Map(regions.map(({ id, name }) => [id, spellings(name)]));
  const nominationTitles = new Map(nominations.map(({ id, title }) => [id, spellings(title)]));
  const entries = candidates.map((candidate) => {
    const { number, name, summary, region, nomination } = candidate;
    const around = [...(regionNames.get(region) ?? []), ...(nominationTitles.get(nomination) ?? [])];
    return [candidate, searchable(number, [...spellings(name), ...around, ...spellings(summary)])] as const;
  });
  kept.set(contest, entries);
  return entries;
}

/** Whatever language a reader is in, they may search in another. */
function spellings(text: LocalizedText | undefined): readonly string[] {
  if (text === undefined) return [];
  const { kk, ru, en } = text;
  return en === undefined ? [kk, ru] : [kk, ru, en];
}
