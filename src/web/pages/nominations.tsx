import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { Localized } from '../localized-text.tsx';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { counted } from '../wording.ts';
import { TONES } from './candidates-card.tsx';
import { HOME_TEXTS } from './home-texts.ts';
import { NOMINATIONS_TEXTS } from './nominations-texts.ts';

/** What there is to be chosen in, and how many stand in each. */
export function nominationsPage(ports: Pick<SitePorts, 'contests'>): PageRoute {
  return {
    template: '/{language}/contests/{contest}/nominations',
    open({ language, path, params }) {
      const contest = contestOf(ports, params);
      const text = NOMINATIONS_TEXTS[language];
      return {
        // Fixed at load.
        version: '',
        render: () => (
          <Layout language={language} path={path} title={text.title} contest={contest}>
            <div class="width">
              <h1>{text.title}</h1>
              <p class="lead">{text.lead}</p>
              <NominationList language={language} contest={contest} />
              <p class="actions">
                <a class="button" href={sitePaths(language, contest.definition.id).candidates}>
                  {text.all}
                </a>
              </p>
              <div class="inset">
                <h2>{HOME_TEXTS[language].oneVote}</h2>
                <p>{text.oneVote}</p>
              </div>
            </div>
          </Layout>
        ),
      };
    },
  };
}

function NominationList({ language, contest }: { language: Language; contest: LoadedContest }): VNode {
  const text = NOMINATIONS_TEXTS[language];
  const { id, nominations, candidates } = contest.definition;
  const to = sitePaths(language, id);
  return (
    <ul class="cards">
      {nominations.map((nomination, i) => {
        const own = candidates.filter((candidate) => candidate.nomination === nomination.id);
        const regions = new Set(own.map(({ region }) => region)).size;
        return (
          <li class={`card candidate tone-${i % TONES}`} key={nomination.id}>
            <h2>
              <a href={`${to.candidates}?nomination=${nomination.id}`}>
                <Localized text={nomination.title} language={language} />
              </a>
            </h2>
            <p>{text.from(counted(language, own.length, text.candidates), counted(language, regions, text.regions))}</p>
          </li>
        );
      })}
    </ul>
  );
}
