import type { VNode } from 'preact';
import type { ContestState } from '../../domain/contest.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { SitePorts } from '../contest-view.ts';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { checkProtocol } from '../protocol-check.ts';
import { dateTime, number } from '../wording.ts';
import { Annulments, type ShownAnnulment } from './commission-annulments.tsx';
import { FinalProtocol, type CheckedProtocol } from './commission-protocol.tsx';
import { COMMISSION_TEXTS } from './commission-texts.ts';
import { rolePage, type ShownContest } from './role-page.tsx';

/** The final protocol; before it why there is none, and for members how far the vote is. */
export function commissionPage(ports: SitePorts): PageRoute {
  return rolePage(ports, {
    template: '/{language}/contests/{contest}/commission',
    role: 'commission',
    texts: COMMISSION_TEXTS,
    read: readVote,
    show: (shown) => <Vote {...shown} />,
  });
}

interface VoteState {
  readonly state: ContestState;
  readonly protocol: CheckedProtocol | undefined;
  readonly annulments: readonly ShownAnnulment[];
  /** For members alone. */
  readonly progress: { readonly ballots: number; readonly entries: number } | undefined;
}

/** Nothing of counts: what may be known of them stands in the protocol, and that is there only once it is published. */
async function readVote(contest: LoadedContest, isMember: boolean, ports: SitePorts): Promise<VoteState> {
  const { vkey, definition } = contest;
  const { id } = definition;
  const published = await ports.protocol(id);
  const entries = ports.status().contests.find((one) => one.id === id)?.size ?? 0;
  return {
    state: ports.contests.state(id),
    protocol: published && {
      protocol: JSON.parse(published.protocol) as CheckedProtocol['protocol'],
      sha256: published.sha256,
      check: checkProtocol({ ...published, vkey }, ports),
    },
    annulments: await ports.annulments.list(id),
    progress: isMember ? { ballots: (await ports.tallies.turnout(id)).ballots, entries } : undefined,
  };
}

type Shown = ShownContest & VoteState;

function Vote({ protocol, ...shown }: Shown): VNode {
  const { state, annulments } = shown;
  return (
    <>
      {protocol === undefined ? <Nothing {...shown} /> : <FinalProtocol {...shown} shown={protocol} />}
      {(state === 'closed' || annulments.length > 0) && <Annulments {...shown} />}
    </>
  );
}

/** Why there is no protocol, and when there will be. */
function Nothing({ language, contest, state, progress }: Omit<Shown, 'protocol'>): VNode {
  const text = COMMISSION_TEXTS[language];
  const { id, closesAt, timezone, publication } = contest.definition;
  return (
    <>
      <div class="inset">
        <h2>{text.nothing}</h2>
        <p>{text.reasons[state](dateTime(language, new Date(closesAt), timezone))}</p>
        {publication.mode === 'afterClose' ? (
          <p>{text.embargo}</p>
        ) : (
          <p>
            {text.live} <a href={sitePaths(language, id).results}>{text.liveLink}</a>.
          </p>
        )}
        {state === 'closed' && <p>{text.annulling}</p>}
      </div>
      {progress !== undefined && (
        <section class="chapter">
          <h2>{text.progress}</h2>
          <p>{text.progressRule}</p>
          <dl class="figures">
            <div>
              <dt>{text.accepted}</dt>
              <dd class="figure">{number(language, progress.ballots)}</dd>
            </div>
            <div>
              <dt>{text.entries}</dt>
              <dd>{number(language, progress.entries)}</dd>
            </div>
          </dl>
        </section>
      )}
    </>
  );
}
