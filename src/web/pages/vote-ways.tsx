import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import type { Candidate } from '../../domain/contest.ts';
import { sitePaths } from '../paths.ts';
import { MobileSigning } from './vote-mobile.tsx';
import { VOTE_TEXTS } from './vote-texts.ts';

interface WaysProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly candidate: Candidate;
  /** Registered for eGov Mobile. */
  readonly origin: string | undefined;
}

const NCALAYER_SITE = 'https://ncl.pki.gov.kz/';

/** Every way to sign; that with a file needs no program in the browser. */
export function Ways(props: WaysProps): VNode {
  return (
    <section id="ways" aria-labelledby="sign">
      <h2 id="sign">{VOTE_TEXTS[props.language].sign}</h2>
      <WithNcalayer language={props.language} />
      <MobileSigning {...props} />
      <WithFile {...props} />
    </section>
  );
}

function WithNcalayer({ language }: Pick<WaysProps, 'language'>): VNode {
  const text = VOTE_TEXTS[language];
  return (
    <div class="way">
      <h3>{text.ncalayer}</h3>
      <p>{text.ncalayerDetail}</p>
      <noscript>
        <p class="alert">{text.withoutScript}</p>
      </noscript>
      <p class="actions">
        <button type="button" id="ncalayer" class="button-large" hidden>
          {text.ncalayerButton}
        </button>
      </p>
      <p class="hint">
        <a href={NCALAYER_SITE} rel="noreferrer">
          {text.ncalayerGet}
        </a>
      </p>
    </div>
  );
}

function WithFile({ language, contest, candidate }: WaysProps): VNode {
  const text = VOTE_TEXTS[language];
  const { id } = contest.definition;
  const name = `ballot-${id}-${candidate.number}.json`;
  return (
    <div class="way">
      <h3>{text.file}</h3>
      <p>{text.fileDetail}</p>
      <ol>
        <li>
          {text.fileDownload}{' '}
          <a href={`/api/v1/contests/${id}/candidates/${candidate.id}/ballot`} download={name}>
            {name}
          </a>
        </li>
        <li>{text.fileSign}</li>
        <li>{text.fileSend}</li>
      </ol>
      <form id="file-form" method="post" encType="multipart/form-data" action={sitePaths(language, id).voteFile}>
        <p class="field">
          <label for="file">{text.fileLabel}</label>
          <input type="file" id="file" name="file" required />
        </p>
        <p class="actions">
          <button>{text.fileButton}</button>
        </p>
      </form>
    </div>
  );
}
