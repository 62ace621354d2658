import type { VNode } from 'preact';
import type { Candidate } from '../../domain/contest.ts';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { DataBlock } from '../data-block.tsx';
import { sitePaths } from '../paths.ts';
import { MOBILE_SIGNING_TEXTS, type MobileSigningTexts } from './vote-mobile-texts.ts';

export interface MobileSigningProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  /** Whose ballot is to be signed; undefined for a question about oneself. */
  readonly candidate?: Candidate | undefined;
  /** Origin that is registered for eGov Mobile; undefined where none is. */
  readonly origin: string | undefined;
}

/** The program of a page with this part in it. */
export const MOBILE_SCRIPT = 'mobile.js';

/** Signing with eGov Mobile; nothing where no host is registered for it. */
export function MobileSigning(props: MobileSigningProps): VNode | null {
  const { language, origin } = props;
  if (origin === undefined) return null;
  const text = MOBILE_SIGNING_TEXTS[language];
  return (
    <div class="way" id="mobile">
      <h3>{text.title}</h3>
      <p>{text.detail}</p>
      <noscript>
        <p class="alert">{text.withoutScript}</p>
      </noscript>
      <p class="actions">
        <button type="button" id="mobile-start" class="button-large" hidden>
          {text.start}
        </button>
      </p>
      <div id="mobile-problem" class="alert" role="alert" />
      <div id="mobile-status" class="mobile-status" role="status" tabIndex={-1} />
      <Code text={text} host={new URL(origin).host} />
      <DataBlock id="mobile-data" value={dataOf(props, text)} />
    </div>
  );
}

function Code({ text, host }: { readonly text: MobileSigningTexts; readonly host: string }): VNode {
  return (
    <div id="mobile-code" class="mobile-code" hidden>
      <p class="actions mobile-here">
        <a id="mobile-link" class="button button-large" href="https://m.egov.kz/mobileSign/" rel="noreferrer">
          {text.open}
        </a>
      </p>
      <h4 class="mobile-here">{text.otherPhone}</h4>
      <div class="mobile-scan">
        <svg
          id="mobile-qr"
          class="qr"
          role="img"
          aria-label={text.codeLabel}
          focusable="false"
          shape-rendering="crispEdges"
        >
          <path />
        </svg>
        <ol>
          {text.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
      <p id="mobile-left" role="timer" />
      <p class="inset mobile-beware">{text.beware.replace('{host}', host)}</p>
    </div>
  );
}

function dataOf({ language, contest, candidate }: MobileSigningProps, { program }: MobileSigningTexts): object {
  const { id } = contest.definition;
  const to = sitePaths(language, id);
  return {
    language,
    contest: id,
    subject: candidate === undefined ? { purpose: 'statement' } : { candidate: candidate.id },
    url: `/api/v1/contests/${id}/mobile-signings`,
    receipt: to.receipt,
    help: to.help,
    texts: program,
  };
}
