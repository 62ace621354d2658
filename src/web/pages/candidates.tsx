import type { VNode } from 'preact';
import type { ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { candidateOrder, orderCount } from '../candidate-order.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { Layout } from '../layout.tsx';
import type { Page, PageRequest, PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { counted, localized, number } from '../wording.ts';
import { cardsHtml } from './candidates-card.tsx';
import { readFilter, writeFilter, type GalleryFilter } from './candidates-filter.ts';
import { ChosenFilters, FilterForm } from './candidates-form.tsx';
import { chosenCandidates } from './candidates-search.ts';
import { CANDIDATES_TEXTS } from './candidates-texts.ts';
import { HOME_TEXTS } from './home-texts.ts';

const ON_ONE_PAGE = 200;

/** Everybody who can be voted for, in an order of the visitor's own, narrowed by what the address asks for. */
export function candidatesPage(ports: Pick<SitePorts, 'contests'>): PageRoute {
  return {
    template: '/{language}/contests/{contest}/candidates',
    open(request) {
      const contest = contestOf(ports, request.params);
      return galleryOf(request, contest, ports.contests.state(contest.definition.id));
    },
  };
}

function galleryOf({ language, path, query, visitor }: PageRequest, contest: LoadedContest, state: ContestState): Page {
  const asked = readFilter(query, contest.definition);
  const found = chosenCandidates(contest, asked);
  const pages = Math.max(1, Math.ceil(found.length / ON_ONE_PAGE));
  const filter = { ...asked, page: Math.min(asked.page, pages) };
  const written = writeFilter(filter);
  return {
    version: `${state} ${visitor % orderCount(found.length)} ${written}`,
    isRare: filter.q !== '',
    isPerVisitor: found.length > 1,
    render: () => {
      const first = (filter.page - 1) * ON_ONE_PAGE;
      const shown = candidateOrder(found, visitor, contest.digest).slice(first, first + ON_ONE_PAGE);
      const props = { language, contest, filter };
      return (
        <Layout {...{ language, path, contest }} query={written} title={titleOf(props)} isPrivate={filter.q !== ''}>
          <div class="width">
            <h1>{CANDIDATES_TEXTS[language].title}</h1>
            <p class={`state state-${state}`}>{HOME_TEXTS[language].states[state]}</p>
            <FilterForm {...props} />
            <ChosenFilters {...props} />
            <Found {...props} found={found.length} />
            {shown.length > 0 && (
              <ul
                class="cards gallery"
                dangerouslySetInnerHTML={{ __html: cardsHtml({ language, contest, query: written }, shown) }}
              />
            )}
            {pages > 1 && <Pages {...props} pages={pages} />}
          </div>
        </Layout>
      );
    },
  };
}

interface GalleryProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly filter: GalleryFilter;
}

function titleOf({ language, contest: { definition }, filter: { nomination, region, q } }: GalleryProps): string {
  const parts = [
    q === '' ? undefined : { kk: `«${q}»`, ru: `«${q}»` },
    definition.nominations.find(({ id }) => id === nomination)?.title,
    definition.regions.find(({ id }) => id === region)?.name,
  ];
  const chosen = parts.filter((part) => part !== undefined).map((part) => localized(part, language));
  return [...chosen, CANDIDATES_TEXTS[language].title].join(' – ');
}

/** How many there are, and why they stand as they stand. */
function Found({ language, contest, filter, found }: GalleryProps & { found: number }): VNode {
  const text = CANDIDATES_TEXTS[language];
  const to = sitePaths(language, contest.definition.id);
  if (found === 0) {
    return (
      <div class="inset">
        <h2>{text.nobody}</h2>
        <p>{text.nobodyDetail}</p>
        <p>
          <a href={to.candidates}>{text.clear}</a>
        </p>
      </div>
    );
  }
  const all = contest.candidates.size;
  const some = counted(language, found, text.candidates);
  const isNarrowed = writeFilter({ ...filter, page: 1 }) !== '';
  return (
    <>
      <h2>{isNarrowed ? text.found(some, number(language, all)) : some}</h2>
      {found > 1 && (
        <p class="order">
          {text.order} <a href={to.nominations}>{text.nominations}</a>
        </p>
      )}
    </>
  );
}

function Pages({ language, contest, filter, pages }: GalleryProps & { pages: number }): VNode {
  const text = CANDIDATES_TEXTS[language];
  const to = (page: number): string =>
    sitePaths(language, contest.definition.id).candidates + writeFilter({ ...filter, page });
  return (
    <nav class="actions" aria-label={text.pages}>
      {filter.page > 1 && (
        <a class="button button-secondary" rel="prev" href={to(filter.page - 1)}>
          {text.previous}
        </a>
      )}
      <span>{text.page(filter.page, pages)}</span>
      {filter.page < pages && (
        <a class="button button-secondary" rel="next" href={to(filter.page + 1)}>
          {text.next}
        </a>
      )}
    </nav>
  );
}
