import type { ComponentChild, VNode } from 'preact';
import type { Language } from '../domain/texts.ts';
import { Layout } from './layout.tsx';
import type { ServiceStatus } from './service-status.ts';
import { STATUS_TEXTS, type StatusTexts } from './status-texts.ts';
import { number } from './wording.ts';

interface StatusProps {
  readonly language: Language;
  readonly status: ServiceStatus;
}

/** How the service stands, for people; its language is in the query, its path is the same for all. */
export function statusPage({ language, status }: StatusProps): VNode {
  const text = STATUS_TEXTS[language];
  return (
    <Layout language={language} path="/status" title={text.title} description={text.description}>
      <div class="width">
        <h1>{text.title}</h1>
        {status.revocation.mode === 'off' && (
          <p role="alert" class="alert">
            <strong>{text.off}</strong>
          </p>
        )}
        <h2>{text.contests}</h2>
        <Contests {...{ language, status, text }} />
        <h2>{text.revocation}</h2>
        <p>{text.modes[status.revocation.mode]}</p>
        <Responder {...{ language, status, text }} />
        <Lists {...{ language, status, text }} />
        <h2>{text.clock}</h2>
        {status.isClockTrusted ? <p>{text.clockGood}</p> : <Failing words={text.clockBad} />}
      </div>
    </Layout>
  );
}

type PartProps = StatusProps & { readonly text: StatusTexts };

function Contests({ language, status, text }: PartProps): VNode {
  const rows = status.contests.map(({ id, state, size, timeAnchor }) => {
    const anchor = timeAnchor === undefined ? text.noAnchor : text.anchored(number(language, timeAnchor.size));
    return [id, text.states[state], number(language, size), timeAnchor?.isLate === true ? text.anchorLate : anchor];
  });
  return <Table caption={text.contests} headings={[text.contest, text.state, text.entries, text.anchor]} rows={rows} />;
}

function Responder({ status: { revocation }, text }: PartProps): VNode | null {
  if (revocation.ocsp === undefined) return null;
  return revocation.ocsp === 'answering' ? <p>{text.ocspGood}</p> : <Failing words={text.ocspBad} />;
}

function Lists({ language, status, text }: PartProps): VNode | null {
  const { lists } = status.revocation;
  if (lists.length === 0) return null;
  const rows = lists.map(({ kind, entries, thisUpdate, nextUpdate, isCurrent }) => [
    text.kinds[kind],
    number(language, entries),
    <Time iso={thisUpdate} />,
    <>
      <Time iso={nextUpdate} />
      {!isCurrent && ` – ${text.expired}`}
    </>,
  ]);
  const headings = [text.list, text.entries, text.thisUpdate, text.nextUpdate];
  return <Table caption={text.revocation} headings={headings} rows={rows} />;
}

function Failing({ words }: { readonly words: string }): VNode {
  return (
    <p class="alert">
      <strong>{words}</strong>
    </p>
  );
}

interface TableProps {
  readonly caption: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly ComponentChild[])[];
}

/** Scrolls by itself where the window is narrow, also by keyboard. */
function Table({ caption, headings, rows }: TableProps): VNode {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, i) => (
                <td key={headings[i]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Time({ iso }: { readonly iso: string | undefined }): VNode {
  return iso === undefined ? <>–</> : <time dateTime={iso}>{iso.slice(0, 16).replace('T', ' ')} UTC</time>;
}
