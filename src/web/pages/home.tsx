import type { VNode } from 'preact';
import type { ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { contestOf, daysUntil, type SitePorts } from '../contest-view.ts';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { counted, dateTime, localized } from '../wording.ts';
import { HOME_TEXTS } from './home-texts.ts';

/** The list of contests. */
export function startPage(ports: SitePorts): PageRoute {
  return {
    template: '/{language}/',
    open({ language, path }) {
      const text = HOME_TEXTS[language];
      const contests = ports.contests.list();
      const states = contests.map(({ definition }) => ports.contests.state(definition.id));
      return {
        version: states.join(),
        render: () => (
          <Layout language={language} path={path} title={text.contests}>
            <div class="width">
              <h1>{text.contests}</h1>
              {contests.length === 0 && <p>{text.noContests}</p>}
              <ul class="cards">
                {contests.map((contest, i) => (
                  <ContestCard key={contest.definition.id} {...{ language, contest }} state={states[i] ?? 'before'} />
                ))}
              </ul>
            </div>
          </Layout>
        ),
      };
    },
  };
}

interface Described {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly state: ContestState;
}

function ContestCard({ language, contest, state }: Described): VNode {
  const { id, title } = contest.definition;
  return (
    <li class="card">
      <p class={`state state-${state}`}>{HOME_TEXTS[language].states[state]}</p>
      <h2>
        <a href={sitePaths(language, id).contest}>{localized(title, language)}</a>
      </h2>
      <Times language={language} contest={contest} />
    </li>
  );
}

function Times({ language, contest: { definition } }: Pick<Described, 'language' | 'contest'>): VNode {
  const text = HOME_TEXTS[language];
  const { opensAt, closesAt, timezone } = definition;
  return (
    <dl class="times">
      <dt>{text.opens}</dt>
      <dd>
        <time dateTime={opensAt}>{dateTime(language, new Date(opensAt), timezone)}</time>
      </dd>
      <dt>{text.closes}</dt>
      <dd>
        <time dateTime={closesAt}>{dateTime(language, new Date(closesAt), timezone)}</time>
      </dd>
    </dl>
  );
}

/** What the contest is, how it stands and what to do: the first page a citizen sees. */
export function contestPage(ports: SitePorts): PageRoute {
  return {
    template: '/{language}/contests/{contest}/',
    async open({ language, path, params, now }) {
      const contest = contestOf(ports, params);
      const { id, title } = contest.definition;
      const state = ports.contests.state(id);
      const { ballots } = await ports.tallies.view(id);
      const left = leftToSay(language, contest, state, now);
      return {
        version: `${state} ${left ?? ''} ${ballots}`,
        render: () => (
          <Layout language={language} path={path} title={localized(title, language)} contest={contest}>
            <Hero {...{ language, contest, state, left, ballots }} />
            <HowToVote language={language} />
            <Nominations language={language} contest={contest} />
          </Layout>
        ),
      };
    },
  };
}

/** How many days are left, or are to wait. */
function leftToSay(language: Language, { definition }: LoadedContest, state: ContestState, now: Date) {
  const text = HOME_TEXTS[language];
  const days = (moment: string): number => daysUntil(new Date(moment), now, definition.timezone);
  if (state === 'before') return counted(language, days(definition.opensAt), text.daysBefore);
  if (state !== 'open') return undefined;
  // A contest that closes at midnight has its last day before that.
  const left = days(new Date(Date.parse(definition.closesAt) - 1).toISOString());
  return left === 0 ? text.lastDay : counted(language, left, text.daysLeft);
}

interface HeroProps extends Described {
  readonly left: string | undefined;
  readonly ballots: number;
}

function Hero({ language, contest, state, left, ballots }: HeroProps): VNode {
  const text = HOME_TEXTS[language];
  const to = sitePaths(language, contest.definition.id);
  return (
    <section class="hero">
      <div class="width">
        <p class={`state state-${state}`}>{text.states[state]}</p>
        <h1>{localized(contest.definition.title, language)}</h1>
        <p class="lead">
          {left !== undefined && <strong>{left}</strong>} <span>{counted(language, ballots, text.ballots)}</span>
        </p>
        <p class="actions">
          <a class="button" href={to.candidates}>
            {text.choose}
          </a>{' '}
          <a class="button button-secondary" href={to.results}>
            {text.results}
          </a>
        </p>
        <Times language={language} contest={contest} />
      </div>
    </section>
  );
}

function HowToVote({ language }: Pick<Described, 'language'>): VNode {
  const text = HOME_TEXTS[language];
  return (
    <section class="width">
      <div class="inset">
        <h2>{text.oneVote}</h2>
        <p>{text.oneVoteDetail}</p>
      </div>
      <h2>{text.howTitle}</h2>
      <ol class="steps">
        {text.how.map(([what, detail]) => (
          <li key={what}>
            <h3>{what}</h3>
            <p>{detail}</p>
          </li>
        ))}
      </ol>
      <h2>{text.need}</h2>
      <p>{text.needDetail}</p>
      <p>
        <a href={sitePaths(language).protection}>{text.protection}</a>
      </p>
    </section>
  );
}

function Nominations({ language, contest }: Pick<Described, 'language' | 'contest'>): VNode {
  const text = HOME_TEXTS[language];
  const { id, nominations, candidates } = contest.definition;
  const to = sitePaths(language, id);
  return (
    <section class="width">
      <h2>{text.nominations}</h2>
      <ul class="cards">
        {nominations.map((nomination) => (
          <li class="card" key={nomination.id}>
            <h3>
              <a href={`${to.candidates}?nomination=${nomination.id}`}>{localized(nomination.title, language)}</a>
            </h3>
            <p>{counted(language, candidates.filter((c) => c.nomination === nomination.id).length, text.candidates)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
