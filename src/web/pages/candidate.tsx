import type { VNode } from 'preact';
import type { Candidate, ContestState } from '../../domain/contest.ts';
import { DauysError } from '../../domain/errors.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { Localized } from '../localized-text.tsx';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { localized } from '../wording.ts';
import { CandidateMedia } from './candidate-media.tsx';
import { CANDIDATE_TEXTS } from './candidate-texts.ts';
import { toneOf } from './candidates-card.tsx';
import { readFilter, writeFilter } from './candidates-filter.ts';
import { HOME_TEXTS } from './home-texts.ts';
import { NotOpen } from './not-open.tsx';

/** One candidate: who, what they present, and the way to vote for them. */
export function candidatePage(ports: Pick<SitePorts, 'contests'>): PageRoute {
  return {
    template: '/{language}/contests/{contest}/candidates/{candidate}',
    open({ language, path, params, query }) {
      const contest = contestOf(ports, params);
      const { definition } = contest;
      const candidate = contest.candidates.get(params['candidate'] ?? '');
      if (candidate === undefined) throw new DauysError('candidate-unknown', 'no such candidate');
      const state = ports.contests.state(definition.id);
      const filter = readFilter(query, definition);
      const back = writeFilter(filter);
      const props = { language, contest, candidate, state };
      return {
        version: `${state} ${back}`,
        isRare: filter.q !== '',
        render: () => (
          <Layout
            {...{ language, path, contest }}
            query={back}
            title={localized(candidate.name, language)}
            isPrivate={filter.q !== ''}
          >
            <div class="width">
              <p class="back">
                <a href={sitePaths(language, definition.id).candidates + back}>
                  <span aria-hidden="true">← </span>
                  {CANDIDATE_TEXTS[language].back}
                </a>
              </p>
              <article class={`profile ${toneOf(definition, candidate)}`}>
                <h1>
                  <Localized text={candidate.name} language={language} />
                </h1>
                <Facts {...props} />
                <Vote {...props} />
                <Summary {...props} />
                <CandidateMedia language={language} origin={definition.origin} candidate={candidate} />
              </article>
            </div>
          </Layout>
        ),
      };
    },
  };
}

interface CandidateProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly candidate: Candidate;
  readonly state: ContestState;
}

function Facts({ language, contest: { definition }, candidate }: CandidateProps): VNode {
  const text = CANDIDATE_TEXTS[language];
  const nomination = definition.nominations.find(({ id }) => id === candidate.nomination);
  const region = definition.regions.find(({ id }) => id === candidate.region);
  return (
    <dl class="facts">
      <div>
        <dt>{text.number}</dt>
        <dd class="badge">№&nbsp;{candidate.number}</dd>
      </div>
      <div>
        <dt>{text.nomination}</dt>
        <dd>{nomination !== undefined && <Localized text={nomination.title} language={language} />}</dd>
      </div>
      <div>
        <dt>{text.region}</dt>
        <dd>{region !== undefined && <Localized text={region.name} language={language} />}</dd>
      </div>
    </dl>
  );
}

/** The button while it is of use; else why not. */
function Vote({ language, contest: { definition }, candidate, state }: CandidateProps): VNode {
  const text = CANDIDATE_TEXTS[language];
  const to = sitePaths(language, definition.id);
  if (state !== 'open') return <NotOpen {...{ language, definition, state }} />;
  return (
    <div class="vote-box">
      <a class="button button-large" href={to.vote(candidate.id)}>
        {text.vote}
      </a>
      <p>{HOME_TEXTS[language].oneVoteDetail}</p>
    </div>
  );
}

function Summary({ language, candidate: { summary } }: CandidateProps): VNode {
  const text = CANDIDATE_TEXTS[language];
  return (
    <section>
      <h2>{text.about}</h2>
      {summary === undefined ? (
        <p>{text.noSummary}</p>
      ) : (
        <p class="summary">
          <Localized text={summary} language={language} />
        </p>
      )}
    </section>
  );
}
