import type { VNode } from 'preact';
import type { Language } from '../../domain/texts.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { CHECK_TEXTS } from './check-texts.ts';
import { MobileSigning } from './vote-mobile.tsx';

interface WayProps {
  readonly language: Language;
  readonly contest: LoadedContest;
}

/** A receipt never leaves the browser: nothing here is sent. */
export function ByReceipt({ language }: Pick<WayProps, 'language'>): VNode {
  const text = CHECK_TEXTS[language];
  return (
    <section class="way" id="by-receipt">
      <h2>{text.byReceipt}</h2>
      <p>{text.byReceiptDetail}</p>
      <noscript>
        <p class="alert">{text.withoutScript}</p>
      </noscript>
      <div id="receipt-way" hidden>
        <p class="field">
          <label for="file">{text.file}</label>
          <input type="file" id="file" accept=".json,application/json" />
        </p>
        <form id="paste-form">
          <p class="field">
            <label for="paste">{text.paste}</label>
            <textarea id="paste" rows={3} spellcheck={false} autoComplete="off" />
          </p>
          <p class="actions">
            <button>{text.check}</button>
          </p>
        </form>
      </div>
      <div id="receipt-answer" role="status" tabIndex={-1} />
    </section>
  );
}

/** Who signs the request is told about their own ballot, and nobody else is. */
export function BySignature({
  language,
  contest,
  mobileOrigin,
}: WayProps & { readonly mobileOrigin: string | undefined }): VNode {
  const text = CHECK_TEXTS[language];
  return (
    <section class="way" id="by-signature">
      <h2>{text.bySignature}</h2>
      <p>{text.bySignatureDetail}</p>
      <noscript>
        <p class="alert">{text.withoutScript}</p>
      </noscript>
      <div id="problem" class="alert" role="alert" tabIndex={-1} />
      <div id="progress" class="progress" role="status" tabIndex={-1} />
      <div id="ways" hidden>
        <p class="actions">
          <button type="button" id="ncalayer">
            {text.ncalayerButton}
          </button>
        </p>
        <MobileSigning {...{ language, contest }} origin={mobileOrigin} />
        <details>
          <summary>{text.requestFile}</summary>
          <p>{text.requestDetail}</p>
          <p class="actions">
            <button type="button" id="request" class="button-secondary">
              {text.requestDownload}
            </button>
          </p>
          <form id="request-form">
            <p class="field">
              <label for="request-file">{text.requestSigned}</label>
              <input type="file" id="request-file" required />
            </p>
            <p class="actions">
              <button>{text.requestSend}</button>
            </p>
          </form>
        </details>
      </div>
      <div id="statement" role="status" tabIndex={-1} />
    </section>
  );
}

/** The same for who trusts no page. */
export function ByCommand({ language, contest, statementsVkey }: WayProps & { statementsVkey: string }): VNode {
  const text = CHECK_TEXTS[language];
  const { definition, vkey } = contest;
  const api = `https://…/api/v1/contests/${definition.id}`;
  return (
    <section class="way">
      <details>
        <summary>{text.commands}</summary>
        <p>{text.commandsReceipt}</p>
        <pre>dauys verify receipt receipt.json --log-key &quot;{vkey}&quot;</pre>
        <p>{text.commandsSignature}</p>
        <pre>
          {`curl -s '${api}/challenges?purpose=statement' -o challenge.json\n`}
          {`curl -s --data-binary @challenge.cms -H 'content-type: application/cms' ${api}/statements -o statement.json\n`}
          {`dauys verify statement statement.json --cms challenge.cms --key "${statementsVkey}" --log-key "${vkey}"`}
        </pre>
      </details>
    </section>
  );
}
