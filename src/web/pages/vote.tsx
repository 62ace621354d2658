import type { VNode } from 'preact';
import type { Candidate, ContestState } from '../../domain/contest.ts';
import { DauysError } from '../../domain/errors.ts';
import type { Language } from '../../domain/texts.ts';
import { fromUtf8, toBase64 } from '../../encoding/bytes.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { DataBlock } from '../data-block.tsx';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { NotOpen } from './not-open.tsx';
import { SENDING_TEXTS } from './sending-texts.ts';
import { SIGNING_TEXTS } from './signing-texts.ts';
import { Choice, OneVote } from './vote-choice.tsx';
import { MOBILE_SCRIPT } from './vote-mobile.tsx';
import { VOTE_TEXTS } from './vote-texts.ts';
import { Ways } from './vote-ways.tsx';

/** The last look at the choice, and the ways to sign it. */
export function votePage(ports: Pick<SitePorts, 'contests' | 'signing' | 'mobile'>): PageRoute {
  return {
    template: '/{language}/contests/{contest}/candidates/{candidate}/vote',
    open({ language, path, params }) {
      const contest = contestOf(ports, params);
      const candidate = contest.candidates.get(params['candidate'] ?? '');
      const content = contest.ballots.get(params['candidate'] ?? '');
      if (candidate === undefined || content === undefined) {
        throw new DauysError('candidate-unknown', 'no such candidate');
      }
      const state = ports.contests.state(contest.definition.id);
      const origin = ports.mobile?.origin;
      const props = { language, contest, candidate, state, content, origin };
      return {
        version: state,
        render: () => (
          <Layout
            {...{ language, path, contest }}
            title={VOTE_TEXTS[language].title}
            scripts={origin === undefined ? ['vote.js'] : ['vote.js', MOBILE_SCRIPT]}
            isPrivate
          >
            <Vote {...props} />
            <DataBlock id="vote-data" value={dataOf(props, ports)} />
          </Layout>
        ),
      };
    },
  };
}

interface VoteProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly candidate: Candidate;
  readonly state: ContestState;
  readonly content: Uint8Array;
  /** Registered for eGov Mobile. */
  readonly origin: string | undefined;
}

function Vote(props: VoteProps): VNode {
  const { language, contest, candidate, state, origin } = props;
  const { definition } = contest;
  const text = VOTE_TEXTS[language];
  const to = sitePaths(language, definition.id);
  return (
    <div class="width vote">
      <p class="back">
        <a href={to.candidate(candidate.id)}>
          <span aria-hidden="true">← </span>
          {text.back}
        </a>
      </p>
      <h1>{text.title}</h1>
      <div id="kept" class="inset" hidden />
      <Choice {...{ language, definition, candidate }} />
      {state === 'open' && <OneVote language={language} />}
      <div id="problem" class="alert" role="alert" tabIndex={-1} />
      <div id="progress" class="progress" role="status" tabIndex={-1} />
      {state === 'open' ? (
        <Ways {...{ language, contest, candidate, origin }} />
      ) : (
        <NotOpen {...{ language, definition, state }} />
      )}
      <WhatIsSigned {...props} />
    </div>
  );
}

function WhatIsSigned({ language, content }: VoteProps): VNode {
  const text = VOTE_TEXTS[language];
  return (
    <section>
      <details>
        <summary>{text.what}</summary>
        <p>{text.whatDetail}</p>
        <pre>{fromUtf8(content)}</pre>
      </details>
      <h2>{text.whoSees}</h2>
      <p>
        {text.whoSeesDetail} <a href={sitePaths(language).protection}>{text.protection}</a>
      </p>
    </section>
  );
}

/** What the program of the page works with. */
function dataOf({ language, contest, candidate, content }: VoteProps, { signing }: Pick<SitePorts, 'signing'>): object {
  const { id } = contest.definition;
  const to = sitePaths(language, id);
  const { name, number } = candidate;
  return {
    language,
    contest: id,
    candidate: candidate.id,
    choice: `№ ${number}, ${name.kk}${name.kk === name.ru ? '' : ` / ${name.ru}`}`,
    content: toBase64(content),
    ncalayer: signing.ncalayer,
    urls: { ballots: `/api/v1/contests/${id}/ballots`, receipt: to.receipt, help: to.help },
    signing: SIGNING_TEXTS[language],
    sending: SENDING_TEXTS[language],
  };
}
