import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import { toHex, toUtf8 } from '../../encoding/bytes.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { contestOf, type SitePorts } from '../contest-view.ts';
import { DataBlock } from '../data-block.tsx';
import { Layout } from '../layout.tsx';
import type { PageRoute } from '../page.ts';
import { sitePaths } from '../paths.ts';
import { RECEIPT_TEXTS } from './receipt-texts.ts';
import { fileLink, ReceiptView, type FilledReceipt } from './receipt-view.tsx';

interface ReceiptPageProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly filled?: FilledReceipt | undefined;
}

/** The receipt that the browser holds, or that somebody opens there: the service is told nothing of it. */
export function receiptPage(ports: Pick<SitePorts, 'contests'>): PageRoute {
  return {
    template: '/{language}/contests/{contest}/receipt',
    open({ language, params }) {
      const contest = contestOf(ports, params);
      return { version: '', render: () => <ReceiptPage {...{ language, contest }} /> };
    },
  };
}

/** The page, filled in where the service knows what with: right after it took a ballot from a form. */
export function ReceiptPage({ language, contest, filled }: ReceiptPageProps): VNode {
  const text = RECEIPT_TEXTS[language];
  const { id } = contest.definition;
  const to = sitePaths(language, id);
  const title = filled === undefined ? text.title : text.done;
  return (
    <Layout {...{ language, path: to.receipt, contest, title }} scripts={['receipt.js']} isPrivate>
      <div class="width">
        <h1 id="title" tabIndex={-1}>
          {title}
        </h1>
        <div id="problem" class="alert" role="alert" tabIndex={-1} />
        <p id="told" role="status" />
        <section id="shown" hidden={filled === undefined}>
          <ReceiptView {...{ language, contest, filled }} />
          <Verdict language={language} />
          <Keeping {...{ language, contest, filled }} />
          <ByHand {...{ language, contest, filled }} />
        </section>
        <Opening {...{ language, contest }} isAlone={filled === undefined} />
      </div>
      <DataBlock id="receipt-data" value={dataOf({ language, contest, filled })} />
    </Layout>
  );
}

/** What the browser finds when it verifies; without a program the command further down does the same. */
function Verdict({ language }: Pick<ReceiptPageProps, 'language'>): VNode {
  const text = RECEIPT_TEXTS[language];
  return (
    <div class="verdict">
      <div id="verdict" role="status" />
      <noscript>
        <p>{text.withoutScript}</p>
      </noscript>
    </div>
  );
}

function Keeping({ language, contest, filled }: ReceiptPageProps): VNode {
  const text = RECEIPT_TEXTS[language];
  const { id } = contest.definition;
  const name = `${id}-${filled?.receipt.index ?? ''}`;
  return (
    <section class="no-print">
      <h2>{text.actions}</h2>
      <p class="actions">
        <a
          id="download"
          class="button"
          {...(filled && fileLink('application/json', `receipt-${name}.json`, toUtf8(filled.text)))}
        >
          {text.download}
        </a>{' '}
        <button type="button" id="print" class="button-secondary" hidden>
          {text.print}
        </button>{' '}
        <a
          id="download-cms"
          class="button button-secondary"
          {...(filled && fileLink('application/cms', `ballot-${name}.cms`, filled.cms))}
        >
          {text.downloadCms}
        </a>
      </p>
      <p>{text.secret}</p>
      <div id="storing" hidden>
        <p class="choose">
          <input type="checkbox" id="store" aria-describedby="store-hint" /> <label for="store">{text.store}</label>
        </p>
        <p class="hint" id="store-hint">
          {text.storeDetail}
        </p>
        <p class="actions">
          <button type="button" id="forget" class="button-secondary">
            {text.forget}
          </button>
        </p>
      </div>
    </section>
  );
}

function ByHand({ language, contest, filled }: ReceiptPageProps): VNode {
  const text = RECEIPT_TEXTS[language];
  const file = filled === undefined ? 'receipt.json' : `receipt-${contest.definition.id}-${filled.receipt.index}.json`;
  return (
    <details class="no-print">
      <summary>{text.byHand}</summary>
      <p>{text.byHandDetail}</p>
      <pre>
        dauys verify receipt <span id="file-name">{file}</span> --log-key &quot;{contest.vkey}&quot;
      </pre>
    </details>
  );
}

/** For a receipt that is not at hand, or another one. */
function Opening({ language, contest, isAlone }: ReceiptPageProps & { readonly isAlone: boolean }): VNode {
  const text = RECEIPT_TEXTS[language];
  const to = sitePaths(language, contest.definition.id);
  return (
    <section id="opening" class="no-print">
      <div id="none" hidden={!isAlone}>
        <h2>{text.none}</h2>
        <p>{text.noneDetail}</p>
        <p class="actions">
          <a href={to.candidates}>{text.candidates}</a> <a href={to.check}>{text.check}</a>
        </p>
      </div>
      <h2>{text.open}</h2>
      <p class="field">
        <label for="file">{text.openLabel}</label>
        <input type="file" id="file" accept=".json,application/json" />
      </p>
    </section>
  );
}

/** What the program of the page works with. */
function dataOf({ language, contest, filled }: ReceiptPageProps): object {
  const { definition, vkey, tag } = contest;
  const { id, origin, timezone } = definition;
  const to = sitePaths(language, id);
  return {
    language,
    contest: { id, origin, timezone, vkey, tag: toHex(tag) },
    urls: { check: to.check, help: to.help, candidates: `/api/v1/contests/${id}/candidates` },
    text: RECEIPT_TEXTS[language],
    ...(filled && { receipt: filled.text }),
  };
}
