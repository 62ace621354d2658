import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { Totals } from '../../tally/protocol-totals.ts';
import type { Protocol, ProtocolNomination } from '../../tally/protocol.ts';
import { share } from '../figures.tsx';
import { sitePaths } from '../paths.ts';
import type { ProtocolCheck } from '../protocol-check.ts';
import { PROTOCOL_TEXTS } from '../protocol-texts.ts';
import { inWords, ranked, regionNames, type ShownProtocol } from '../protocol-view.ts';
import { Contents } from '../reading.tsx';
import { dateTime, number } from '../wording.ts';
import { COMMISSION_TEXTS } from './commission-texts.ts';

export interface CheckedProtocol extends ShownProtocol {
  readonly check: ProtocolCheck;
}

interface ProtocolProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly shown: CheckedProtocol;
}

/** The final protocol: what it is, its balance, every nomination, and whether it holds. */
export function FinalProtocol(props: ProtocolProps): VNode {
  const { language, shown } = props;
  const [text, own] = [PROTOCOL_TEXTS[language], COMMISSION_TEXTS[language]];
  const { nominations } = shown.protocol;
  const entries = [
    { id: 'downloads', title: own.downloads },
    { id: 'balance', title: text.reconciliation },
    ...nominations.map(({ id, title }) => ({ id, title: inWords(title, language) })),
    { id: 'checks', title: own.checks },
    { id: 'verify', title: text.verify },
    { id: 'annulments', title: own.annulments },
  ];
  return (
    <>
      <h2>{text.title}</h2>
      <Facts {...props} />
      <Contents title={own.contents} entries={entries} />
      <Downloads {...props} />
      <Balance {...props} />
      {nominations.map((nomination) => (
        <Nomination key={nomination.id} {...props} nomination={nomination} />
      ))}
      <p class="hint">{text.shareRule}</p>
      <Checks {...props} />
      <Verify {...props} />
    </>
  );
}

function Facts({ language, shown: { protocol } }: ProtocolProps): VNode {
  const text = PROTOCOL_TEXTS[language];
  const { contest, closedAt, note } = protocol;
  const moment = (at: string): VNode => <time dateTime={at}>{dateTime(language, new Date(at), contest.timezone)}</time>;
  return (
    <>
      <dl class="protocol-facts">
        <dt>{text.contest}</dt>
        <dd>{inWords(contest.title, language)}</dd>
        <dt>{text.window}</dt>
        <dd>
          {moment(contest.opensAt)} – {moment(contest.closesAt)}
        </dd>
        <dt>{text.closed}</dt>
        <dd>{moment(closedAt)}</dd>
      </dl>
      <p>{inWords(note, language)}</p>
    </>
  );
}

function Downloads({ language, contest }: ProtocolProps): VNode {
  const text = COMMISSION_TEXTS[language];
  const root = `${sitePaths(language, contest.definition.id).commission}/protocol`;
  return (
    <section id="downloads" class="chapter no-print">
      <h2>{text.downloads}</h2>
      <ul>
        {(['pdf', 'xlsx', 'csv', 'json'] as const).map((form) => (
          <li key={form}>
            <a href={`${root}.${form}`}>{text[form]}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Balance({ language, shown: { protocol } }: ProtocolProps): VNode {
  const text = PROTOCOL_TEXTS[language];
  const { turnout, counted, annulled, nominations, regions } = protocol;
  const inAll = { accepted: turnout, ballots: counted, annulled };
  const lines = (of: readonly (Totals & { id: string })[], name: (id: string) => string) =>
    of.map((totals) => <TotalsRow key={totals.id} language={language} name={name(totals.id)} totals={totals} />);
  const names = new Map(nominations.map(({ id, title }) => [id, inWords(title, language)]));
  const places = regionNames(protocol, language);
  return (
    <section id="balance" class="chapter">
      <h2>{text.reconciliation}</h2>
      <p>{text.reconciliationRule}</p>
      <TotalsTable language={language} of={text.nomination}>
        {lines(nominations, (id) => names.get(id) ?? id)}
        <TotalsRow language={language} name={text.inAll} totals={inAll} />
      </TotalsTable>
      <details>
        <summary>{text.regions}</summary>
        <TotalsTable language={language} of={text.region}>
          {lines(regions, (id) => places.get(id) ?? id)}
          <TotalsRow language={language} name={text.inAll} totals={inAll} />
        </TotalsTable>
      </details>
    </section>
  );
}

function TotalsTable({
  language,
  of,
  children,
}: {
  readonly language: Language;
  readonly of: string;
  readonly children: VNode | readonly (VNode | VNode[])[];
}): VNode {
  const text = PROTOCOL_TEXTS[language];
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={of}>
      <table>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {[text.accepted, text.counted, text.annulled].map((title) => (
              <th key={title} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function TotalsRow({
  language,
  name,
  totals: { accepted, ballots, annulled },
}: {
  readonly language: Language;
  readonly name: string;
  readonly totals: Totals;
}): VNode {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{number(language, accepted)}</td>
      <td class="number">{number(language, ballots)}</td>
      <td class="number">{number(language, annulled)}</td>
    </tr>
  );
}

function Nomination({
  language,
  contest,
  shown: { protocol },
  nomination,
}: ProtocolProps & { readonly nomination: ProtocolNomination }): VNode {
  const text = PROTOCOL_TEXTS[language];
  const regions = regionNames(protocol, language);
  const to = sitePaths(language, contest.definition.id);
  return (
    <section id={nomination.id} class="chapter">
      <h2>{inWords(nomination.title, language)}</h2>
      <table class="protocol">
        <thead>
          <tr>
            <th scope="col" class="number">
              {text.number}
            </th>
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
          {ranked(nomination).map((candidate) => (
            <tr key={candidate.id}>
              <td class="number">{candidate.number}</td>
              <th scope="row">
                <a href={to.candidate(candidate.id)}>{inWords(candidate.name, language)}</a>
                <span class="hint"> {regions.get(candidate.region)}</span>
              </th>
              <td class="number">{number(language, candidate.ballots)}</td>
              <td class="number">{share(language, candidate.ballots, nomination.ballots)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <th scope="row">{text.inAll}</th>
            <td class="number">{number(language, nomination.ballots)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Checks({ language, shown: { check } }: ProtocolProps): VNode {
  const text = COMMISSION_TEXTS[language];
  const names = ['isCommitted', 'isInLog', 'isSigned', 'addsUp'] as const;
  return (
    <section id="checks" class="chapter">
      <h2>{text.checks}</h2>
      <p>{text.checksRule}</p>
      <ul class={names.every((name) => check[name]) ? 'checks' : 'checks alert'}>
        {names.map((name) => (
          <li key={name}>
            <strong class={check[name] ? 'good' : 'bad'}>{check[name] ? text.good : text.bad}</strong>.{' '}
            {text.check[name]}
          </li>
        ))}
      </ul>
      <p>{text.byHand}</p>
    </section>
  );
}

function Verify({ language, contest, shown: { protocol, sha256 } }: ProtocolProps): VNode {
  const text = PROTOCOL_TEXTS[language];
  const { log, contest: described, size } = protocol satisfies Protocol;
  const values = [
    [text.sha256, sha256],
    [text.definition, described.definition],
    [text.logKey, log.vkey],
    [text.checkpoint, log.checkpoint],
  ] as const;
  return (
    <section id="verify" class="chapter">
      <h2>{text.verify}</h2>
      <ol>
        {text.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p>
        <a href={sitePaths(language, contest.definition.id).audit}>{PROTOCOL_TEXTS[language].log}</a>: {text.entries} –{' '}
        {number(language, size)}
      </p>
      {values.map(([label, value]) => (
        <div key={label}>
          <h3>{label}</h3>
          <pre>
            <code>{value}</code>
          </pre>
        </div>
      ))}
    </section>
  );
}
