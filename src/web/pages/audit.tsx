import type { ComponentChildren, VNode } from 'preact';
import type { ContestState } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { createProtocolWatch } from '../published.ts';
import { Chapters, Contents, type Chapter } from '../reading.tsx';
import { dateTime, number } from '../wording.ts';
import { auditSteps } from './audit-steps.ts';
import { AUDIT_TEXTS } from './audit-texts.ts';
import { cosignersOf, createAnchorCounter, sizeOf, type AnchorList } from './audit-view.ts';

/** All that an auditor needs: the newest state of the log, who vouches for it, what to download and how to check it. */
export function auditPage(ports: SitePorts): PageRoute {
  const isPublished = createProtocolWatch(ports);
  const countAnchors = createAnchorCounter(ports.log);
  return {
    template: '/{language}/contests/{contest}/audit',
    async open({ language, path, params }) {
      const contest = contestOf(ports, params);
      const { id } = contest.definition;
      const shown: Shown = {
        language,
        contest,
        state: ports.contests.state(id),
        checkpoint: await ports.log.checkpoint(id),
        witnessed: await ports.log.witnessed(id),
        anchors: await countAnchors(id),
        exported: ports.exports.find(id, 'public')?.size,
        hasProtocol: await isPublished(id),
        witnesses: ports.operator.witnesses,
      };
      const { state, checkpoint, witnessed, anchors, exported, hasProtocol } = shown;
      const text = AUDIT_TEXTS[language];
      return {
        version: [state, checkpoint, witnessed, anchors.count, exported, hasProtocol].join(' '),
        render: () => (
          <Layout {...{ language, path, contest }} title={text.title} description={text.description}>
            <div class="width">
              <h1>{text.title}</h1>
              <p class="lead">{text.lead}</p>
              <Audit {...shown} />
            </div>
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
  readonly checkpoint: string | undefined;
  readonly witnessed: string | undefined;
  readonly anchors: AnchorList;
  /** Size of the newest public export. */
  readonly exported: number | undefined;
  readonly hasProtocol: boolean;
  /** Keys of the witnesses that are asked. */
  readonly witnesses: readonly string[];
}

function Audit(shown: Shown): VNode {
  const { language, contest } = shown;
  const text = AUDIT_TEXTS[language];
  const steps: readonly Chapter[] = auditSteps(language, { contest: contest.definition.id, vkey: contest.vkey });
  const parts = [
    { id: 'log', title: text.log },
    { id: 'witnesses', title: text.witnesses },
    { id: 'anchors', title: text.anchors },
    { id: 'downloads', title: text.downloads },
  ];
  return (
    <>
      <Contents title={text.contents} entries={[...parts, ...steps]} />
      <Part id="log" title={text.log}>
        <Log {...shown} />
      </Part>
      <Part id="witnesses" title={text.witnesses}>
        <Witnesses {...shown} />
      </Part>
      <Part id="anchors" title={text.anchors}>
        <Anchors {...shown} />
      </Part>
      <Part id="downloads" title={text.downloads}>
        <Downloads {...shown} />
      </Part>
      <Chapters chapters={steps} />
    </>
  );
}

interface PartProps {
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

function Part({ id, title, children }: PartProps): VNode {
  return (
    <section id={id} class="chapter">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Log({ language, contest, checkpoint }: Shown): VNode {
  const text = AUDIT_TEXTS[language];
  return (
    <>
      <p>{text.logDetail}</p>
      {checkpoint === undefined ? (
        <p>{text.noCheckpoint}</p>
      ) : (
        <>
          <p>
            {text.size}: <strong>{number(language, sizeOf(checkpoint))}</strong>
          </p>
          <h3>{text.checkpoint}</h3>
          <p>{text.checkpointDetail}</p>
          <pre>
            <code>{checkpoint}</code>
          </pre>
        </>
      )}
      <h3>{text.key}</h3>
      <p>{text.keyDetail}</p>
      <pre>
        <code>{contest.vkey}</code>
      </pre>
    </>
  );
}

function Witnesses({ language, contest, witnessed, witnesses }: Shown): VNode {
  const text = AUDIT_TEXTS[language];
  const { timezone } = contest.definition;
  const cosigners = witnessed === undefined ? [] : cosignersOf(witnessed);
  const waiting = witnesses.filter((vkey) => !cosigners.some(({ name }) => vkey.startsWith(`${name}+`)));
  if (witnesses.length + cosigners.length === 0) return <p>{text.noWitnesses}</p>;
  return (
    <>
      <p>{text.witnessesDetail}</p>
      <div class="wide" tabIndex={0} role="region" aria-label={text.witnesses}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.witness}</th>
              <th scope="col">{text.cosigned}</th>
              <th scope="col" class="number">
                {text.covers}
              </th>
            </tr>
          </thead>
          <tbody>
            {cosigners.map(({ name, at }) => (
              <tr key={name}>
                <th scope="row">
                  <WitnessKey name={name} witnesses={witnesses} />
                </th>
                <td>
                  <time dateTime={at.toISOString()}>{dateTime(language, at, timezone)}</time>
                </td>
                <td class="number">{number(language, sizeOf(witnessed ?? ''))}</td>
              </tr>
            ))}
            {waiting.map((vkey) => (
              <tr key={vkey}>
                <th scope="row">
                  <code>{vkey}</code>
                </th>
                <td>{text.notCosigned}</td>
                <td />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The whole key where it is known: with it the cosignature can be checked. */
function WitnessKey({ name, witnesses }: Pick<Shown, 'witnesses'> & { readonly name: string }): VNode {
  return <code>{witnesses.find((vkey) => vkey.startsWith(`${name}+`)) ?? name}</code>;
}

function Anchors({ language, anchors: { count, newest } }: Shown): VNode {
  const text = AUDIT_TEXTS[language];
  if (newest === undefined) return <p>{text.noAnchors}</p>;
  return (
    <>
      <p>{text.anchorsDetail}</p>
      <dl class="figures">
        <div>
          <dt>{text.anchorCount}</dt>
          <dd>{number(language, count)}</dd>
        </div>
        <div>
          <dt>{text.anchored}</dt>
          <dd>{number(language, newest.size)}</dd>
        </div>
      </dl>
    </>
  );
}

function Downloads(shown: Shown): VNode {
  const { language, contest, state, checkpoint, witnessed, exported, hasProtocol } = shown;
  const text = AUDIT_TEXTS[language];
  const { id } = contest.definition;
  const [api, log] = [`/api/v1/contests/${id}`, `/log/${id}`];
  const links: readonly (readonly [boolean, string, string])[] = [
    [checkpoint !== undefined, `${log}/checkpoint`, text.items.checkpoint],
    [witnessed !== undefined, `${log}/witnessed`, text.items.witnessed],
    [true, `${log}/key`, text.items.key],
    [true, api, text.items.definition],
    [true, `${api}/time-anchors`, text.items.anchors],
    [true, `${api}/turnout`, text.items.turnout],
    [exported !== undefined, `${api}/export?part=public`, text.export],
    [hasProtocol, `${api}/protocol?format=json`, text.protocol],
    [hasProtocol, `${api}/protocol?format=csv`, text.csv],
  ];
  const openings = openingsOf(sizeOf(checkpoint ?? ''));
  return (
    <>
      <ul>
        {links.map(([isThere, href, label]) => {
          return (
            isThere && (
              <li key={href}>
                <a href={href}>{label}</a>
              </li>
            )
          );
        })}
        {state === 'closed' && openings !== undefined && (
          <li>
            <a href={`${log}/openings/${openings}`}>{text.openings}</a>. {text.openingsDetail}
          </li>
        )}
      </ul>
      <p>
        {exported === undefined ? text.noExport : `${text.exportDetail}: ${number(language, exported)}.`}
        {state !== 'closed' && ` ${text.later}`}
      </p>
    </>
  );
}

/** The first bundle of openings, whole or as far as the log goes; the others stand beside it. */
function openingsOf(size: number): string | undefined {
  if (size === 0) return undefined;
  return size >= 256 ? '000' : `000.p/${size}`;
}
