import type { VNode } from 'preact';
import type { ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { TurnoutByDay } from '../../tally/turnout.ts';
import type { NominationTally, PublishedTally, TallyView } from '../../tally/view.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { Bar, dateForm, marksOf, share } from '../figures.tsx';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { createProtocolWatch } from '../published.ts';
import { Contents } from '../reading.tsx';
import { dateTime, isoDay, localized, number } from '../wording.ts';
import { RESULTS_TEXTS } from './results-texts.ts';
import { Turnout } from './results-turnout.tsx';

/** The counts as they are published, and who voted when; they move while one looks, where scripts run. */
export function resultsPage(ports: SitePorts): PageRoute {
  const isPublished = createProtocolWatch(ports);
  return {
    template: '/{language}/contests/{contest}/results',
    async open({ language, path, params, now }) {
      const contest = contestOf(ports, params);
      const { id, timezone } = contest.definition;
      const state = ports.contests.state(id);
      const [view, turnout] = [await ports.tallies.view(id), await ports.tallies.turnout(id)];
      const hasProtocol = await isPublished(id);
      const today = isoDay(now, timezone);
      const shown: Shown = { language, contest, state, view, turnout, hasProtocol, today };
      const text = RESULTS_TEXTS[language];
      return {
        version: [state, view.state, view.size, turnout.ballots, hasProtocol, today].join(' '),
        render: () => (
          <Layout
            {...{ language, path, contest }}
            title={text.title}
            description={text.description}
            scripts={['results.js']}
          >
            <Results {...shown} path={path} />
          </Layout>
        ),
      };
    },
  };
}

interface Shown {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly state: ContestState;
  readonly view: TallyView;
  readonly turnout: TurnoutByDay;
  readonly hasProtocol: boolean;
  /** `YYYY-MM-DD` where the contest is. */
  readonly today: string;
}

function Results({ path, ...shown }: Shown & { readonly path: string }): VNode {
  const { language, contest, view, state, turnout, today } = shown;
  const text = RESULTS_TEXTS[language];
  const { id } = contest.definition;
  const marks = marksOf(language);
  const api = `/api/v1/contests/${id}`;
  return (
    <div
      class="width"
      id="results"
      data-tallies={`${api}/tallies`}
      data-turnout={`${api}/turnout`}
      data-state={view.state}
      data-group={marks.group}
      data-decimal={marks.decimal}
      data-percent={marks.percent}
      data-live={text.live}
      data-lost={text.lost}
      data-summary={text.summary}
    >
      <div class="top">
        <p class={`state state-${state}`}>{text.states[view.state]}</p>
        <h1>{text.title}</h1>
      </div>
      {view.state !== 'final' && (
        <p class="live">
          <span id="live" /> <a href={path}>{text.refresh}</a>
        </p>
      )}
      <p class="inset" id="changed" hidden>
        {text.changed} <a href={path}>{text.show}</a>
      </p>
      <p class="visually-hidden" role="status" id="summary" />
      {view.state === 'embargoed' ? (
        <div class="inset">
          <p>{text.embargo[state]}</p>
          <p>{text.embargoReason}</p>
        </div>
      ) : (
        <Published {...shown} view={view} />
      )}
      <Turnout {...{ language, contest, turnout, today }} />
      <p>
        <a href={sitePaths(language, id).audit}>{text.audit}</a>
      </p>
    </div>
  );
}

type PublishedShown = Shown & { readonly view: PublishedTally };

function Published(shown: PublishedShown): VNode {
  const { language, contest, view } = shown;
  const text = RESULTS_TEXTS[language];
  const { nominations } = contest.definition;
  return (
    <>
      {view.state === 'final' && <Final {...shown} />}
      <Coverage {...shown} />
      {nominations.length > 1 && (
        <Contents
          title={text.contents}
          entries={nominations.map(({ id, title }) => ({ id, title: localized(title, language) }))}
        />
      )}
      {view.nominations.map((tally) => (
        <Nomination key={tally.id} language={language} contest={contest} tally={tally} />
      ))}
    </>
  );
}

/** What the numbers cover, and since when they stand. */
function Coverage({ language, contest, view }: PublishedShown): VNode {
  const text = RESULTS_TEXTS[language];
  const { publishedAt, size, ballots, annulled } = view;
  const { timezone } = contest.definition;
  return (
    <>
      {publishedAt === null && <p>{text.notYet}</p>}
      <dl class="figures">
        <div>
          <dt>{text.total}</dt>
          <dd class="figure" data-total>
            {number(language, ballots)}
          </dd>
        </div>
        {annulled > 0 && (
          <div>
            <dt>{text.annulled}</dt>
            <dd>{number(language, annulled)}</dd>
          </div>
        )}
        <div>
          <dt>{text.covers}</dt>
          <dd data-size>{number(language, size)}</dd>
        </div>
        {publishedAt !== null && (
          <div>
            <dt>{text.asOf}</dt>
            <dd>
              <time dateTime={publishedAt} data-as-of data-zone={timezone} {...dateForm(language)}>
                {dateTime(language, new Date(publishedAt), timezone)}
              </time>
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

interface NominationProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly tally: NominationTally;
}

/** The candidates of one nomination, those with most votes first as the page is opened. */
function Nomination({ language, contest: { definition }, tally }: NominationProps): VNode {
  const text = RESULTS_TEXTS[language];
  const title = definition.nominations.find(({ id }) => id === tally.id)?.title;
  const names = new Map(definition.candidates.map(({ id, name }) => [id, name]));
  const max = Math.max(...tally.candidates.map(({ ballots }) => ballots));
  const sorted = tally.candidates.toSorted((a, b) => b.ballots - a.ballots || a.number - b.number);
  const to = sitePaths(language, definition.id);
  return (
    <section id={tally.id} class="chapter" data-nomination={tally.id}>
      <h2>{title !== undefined && localized(title, language)}</h2>
      <table class="results">
        <thead>
          <tr>
            <th scope="col">{text.candidate}</th>
            <th scope="col" class="number">
              {text.ballots}
            </th>
            <th scope="col" class="number">
              {text.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ id, ballots }) => (
            <tr key={id} data-candidate={id}>
              <th scope="row">
                <a href={to.candidate(id)}>{localized(names.get(id) ?? { kk: id, ru: id }, language)}</a>
                <Bar value={ballots} max={max} />
              </th>
              <td class="number" data-ballots>
                {number(language, ballots)}
              </td>
              <td class="number" data-share>
                {share(language, ballots, tally.ballots)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{text.inAll}</th>
            <td class="number" data-nomination-ballots>
              {number(language, tally.ballots)}
            </td>
            <td />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Final({ language, contest, hasProtocol }: Shown): VNode {
  const text = RESULTS_TEXTS[language];
  const { id } = contest.definition;
  const protocol = `/api/v1/contests/${id}/protocol`;
  return (
    <div class="inset">
      <h2>{text.final}</h2>
      <p>{text.finalDetail}</p>
      {hasProtocol ? (
        <ul>
          <li>
            <a href={`${protocol}?format=json`}>{text.protocol}</a>
          </li>
          <li>
            <a href={`${protocol}?format=csv`}>{text.csv}</a>
          </li>
          <li>
            <a href={`/log/${id}/checkpoint`}>{text.checkpoint}</a>
          </li>
        </ul>
      ) : (
        <p>{text.noProtocol}</p>
      )}
    </div>
  );
}
