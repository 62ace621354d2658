import type { ComponentChildren, VNode } from 'preact';
import type { PublishedExport } from '../../audit/published-export.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { SitePorts } from '../contest-view.ts';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { Contents } from '../reading.tsx';
import { number } from '../wording.ts';
import { Export } from './auditors-export.tsx';
import { AUDITORS_TEXTS } from './auditors-texts.ts';
import { rolePage, type ShownContest } from './role-page.tsx';

/** What auditors take home: exports, keys, the state of the log; who signed in finds the restricted part, too. */
export function auditorsPage(ports: SitePorts): PageRoute {
  return rolePage(ports, {
    template: '/{language}/contests/{contest}/auditors',
    role: 'auditor',
    texts: AUDITORS_TEXTS,
    read: readLog,
    show: (shown) => <Parts {...shown} />,
  });
}

interface LogState {
  readonly published: PublishedExport | undefined;
  /** For auditors alone: the export with its restricted part, where there is one. */
  readonly whole: { readonly published: PublishedExport | undefined } | undefined;
  readonly statementsKey: string;
  readonly witnesses: readonly string[];
  readonly entries: number;
  readonly witnessed: number;
  readonly anchor: { readonly size: number; readonly isLate: boolean } | undefined;
}

async function readLog({ definition: { id } }: LoadedContest, isAuditor: boolean, ports: SitePorts): Promise<LogState> {
  const status = ports.status().contests.find((one) => one.id === id);
  return {
    published: ports.exports.find(id, 'public'),
    whole: isAuditor ? { published: ports.exports.find(id, 'all') } : undefined,
    statementsKey: ports.statements.vkey(id),
    witnesses: ports.operator.witnesses,
    entries: status?.size ?? 0,
    witnessed: Number((await ports.log.witnessed(id))?.split('\n', 2)[1] ?? 0),
    anchor: status?.timeAnchor,
  };
}

type Shown = ShownContest & LogState;

function Parts(shown: Shown): VNode {
  const { language } = shown;
  const text = AUDITORS_TEXTS[language];
  const parts = ['exported', 'keys', 'state', 'commands'] as const;
  return (
    <>
      <Contents title={text.contents} entries={parts.map((id) => ({ id, title: text[id] }))} />
      <Part id="exported" title={text.exported}>
        <Exports {...shown} />
      </Part>
      <Part id="keys" title={text.keys}>
        <Keys {...shown} />
      </Part>
      <Part id="state" title={text.state}>
        <State {...shown} />
      </Part>
      <Part id="commands" title={text.commands}>
        <Commands {...shown} />
      </Part>
    </>
  );
}

function Part({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <section id={id} class="chapter">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Exports({ language, contest, published, whole }: Shown): VNode {
  const text = AUDITORS_TEXTS[language];
  const { id } = contest.definition;
  return (
    <>
      {whole !== undefined && (
        <>
          <h3>{text.wholeExport}</h3>
          <p>{text.restrictedRule}</p>
          {whole.published === undefined ? (
            <p>{text.noRestricted}</p>
          ) : (
            <Export {...{ language, id }} part="all" shown={whole.published} />
          )}
          <h3>{text.publicPart}</h3>
        </>
      )}
      {published === undefined ? (
        <p>{text.noExport}</p>
      ) : (
        <Export {...{ language, id }} part="public" shown={published} />
      )}
    </>
  );
}

function Keys({ language, contest, statementsKey, witnesses }: Shown): VNode {
  const text = AUDITORS_TEXTS[language];
  return (
    <>
      <p>{text.keysRule}</p>
      <h3>{text.logKey}</h3>
      <Lines lines={[contest.vkey]} />
      <h3>{text.statementsKey}</h3>
      <Lines lines={[statementsKey]} />
      <h3>{text.witnessKeys}</h3>
      {witnesses.length === 0 ? <p>{text.noWitnesses}</p> : <Lines lines={witnesses} />}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }): VNode {
  return (
    <pre>
      <code>{lines.join('\n')}</code>
    </pre>
  );
}

function State({ language, contest, entries, witnessed, anchor }: Shown): VNode {
  const text = AUDITORS_TEXTS[language];
  const anchored = anchor === undefined || anchor.size === 0 ? text.notAnchored : number(language, anchor.size);
  return (
    <>
      <dl class="figures">
        <div>
          <dt>{text.logSize}</dt>
          <dd>{number(language, entries)}</dd>
        </div>
        <div>
          <dt>{text.witnessed}</dt>
          <dd>{witnessed === 0 ? text.notWitnessed : number(language, witnessed)}</dd>
        </div>
        <div>
          <dt>{text.anchored}</dt>
          <dd>{anchor?.isLate === true ? `${anchored} – ${text.late}` : anchored}</dd>
        </div>
      </dl>
      <p>
        <a href={sitePaths(language, contest.definition.id).audit}>{text.details}</a>
      </p>
    </>
  );
}

/** From the request to the verdict, on a command line. */
function Commands({ language, contest }: Shown): VNode {
  const text = AUDITORS_TEXTS[language];
  const api = `$SITE/api/v1/contests/${contest.definition.id}`;
  const session = '-b ../session.txt';
  const lines = [
    `SITE=${text.site}`,
    `VKEY='${contest.vkey}'`,
    `curl -sf "${api}/challenges?purpose=sign-in" -o signin.json`,
    text.signHere,
    'mkdir export && cd export',
    `curl -sf -c ../session.txt -H 'Content-Type: application/cms' --data-binary @../signin.p7s "${api}/sessions"`,
    `curl -sf ${session} "${api}/export" -o manifest.json`,
    `jq -r '.files[].path' manifest.json | while read -r path; do`,
    `  curl -sf ${session} --create-dirs "${api}/export/files/$path" -o "$path"`,
    'done',
    'dauys audit . --identity ../age-key.txt --log-key "$VKEY"',
  ];
  return (
    <>
      <p>{text.commandsRule}</p>
      <Lines lines={lines} />
      <p>{text.commandsToken}</p>
    </>
  );
}
