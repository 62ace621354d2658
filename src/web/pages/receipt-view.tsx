import type { ComponentChildren, VNode } from 'preact';
import type { LocalizedText } from '../../domain/contest.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { LANGUAGES, type Language } from '../../domain/texts.ts';
import { toBase64 } from '../../encoding/bytes.ts';
import type { LoadedContest } from '../../intake/contests.ts';
import { Localized } from '../localized-text.tsx';
import { drawQrCode } from '../qr-code.ts';
import { dateTime } from '../wording.ts';
import { RECEIPT_LABELS, RECEIPT_TEXTS } from './receipt-texts.ts';

/** A receipt that the service itself fills in, for browsers without programs. */
export interface FilledReceipt {
  /** As it was stored. */
  readonly text: string;
  readonly receipt: Receipt;
  /** As it was received, armour off. */
  readonly cms: Uint8Array;
  /** Read out of the signed document. */
  readonly name: LocalizedText;
  /** Of the page that shows the entry. */
  readonly checkUrl: string;
}

interface ReceiptProps {
  readonly language: Language;
  readonly contest: LoadedContest;
  readonly filled: FilledReceipt | undefined;
}

/** The receipt, as a screen shows it and as one sheet of paper holds it. What is empty is filled in by the program. */
export function ReceiptView({ language, contest, filled }: ReceiptProps): VNode {
  const text = RECEIPT_TEXTS[language];
  const { definition, vkey } = contest;
  const receipt = filled?.receipt;
  const accepted = receipt && dateTime(language, new Date(receipt.acceptedAt), definition.timezone);
  return (
    <article class="receipt" aria-labelledby="title">
      <p class="receipt-done">
        <svg viewBox="0 0 32 32" width="64" height="64" aria-hidden="true" focusable="false">
          <circle cx="16" cy="16" r="15" />
          <path d="M9 16.5l4.6 4.6L23.5 11" />
        </svg>
        <span class="no-print">{text.doneDetail}</span>
        <OnPaper language={language} />
      </p>
      <div class="receipt-sheet">
        <dl>
          <Row label="contest" language={language}>
            <Localized text={definition.title} language={language} />
          </Row>
          <Row label="choice" language={language} isLarge>
            <span id="choice-number" class="choice-number">
              {receipt && `№ ${receipt.number}`}
            </span>
            <span id="choice-kk" class="choice-name" lang="kk">
              {filled?.name.kk}
            </span>
            <span id="choice-ru" class="choice-name" lang="ru">
              {filled?.name.ru}
            </span>
          </Row>
          <Row label="index" language={language}>
            <span id="index" class="receipt-index">
              {receipt?.index}
            </span>
          </Row>
          <Row label="acceptedAt" language={language}>
            <span id="accepted-at">{accepted}</span>
          </Row>
          <Row label="key" language={language}>
            <code>{vkey}</code>
          </Row>
          <Row label="address" language={language}>
            <a id="check-url" {...linkTo(filled?.checkUrl)}>
              {filled?.checkUrl}
            </a>
          </Row>
        </dl>
        <Qr url={filled?.checkUrl} />
      </div>
    </article>
  );
}

/** What the heading says, in both state languages. */
function OnPaper({ language }: Pick<ReceiptProps, 'language'>): VNode {
  const others = LANGUAGES.filter((other) => other !== language && other !== 'en');
  return (
    <>
      {others.map((other) => (
        <span class="print-only" lang={other} key={other}>
          {RECEIPT_TEXTS[other].done}
        </span>
      ))}
    </>
  );
}

function Row({
  label,
  language,
  isLarge = false,
  children,
}: {
  readonly label: keyof typeof RECEIPT_LABELS;
  readonly language: Language;
  readonly isLarge?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  const names = RECEIPT_LABELS[label];
  // Paper is read by others: both state languages, whatever the page's own.
  const others = LANGUAGES.filter((other) => other !== language && other !== 'en');
  return (
    <div class={isLarge ? 'receipt-row receipt-row-large' : 'receipt-row'}>
      <dt>
        {names[language]}
        {others.map((other) => (
          <span class="print-only" lang={other} key={other}>
            {` / ${names[other]}`}
          </span>
        ))}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Qr({ url }: { readonly url: string | undefined }): VNode {
  const code = url === undefined ? undefined : drawQrCode(url);
  const side = code?.size ?? 0;
  return (
    <svg
      id="qr"
      class="receipt-qr"
      viewBox={`0 0 ${side} ${side}`}
      width="168"
      height="168"
      aria-hidden="true"
      focusable="false"
    >
      <path d={code?.path ?? ''} />
    </svg>
  );
}

/** Nothing while there is nowhere to go. */
function linkTo(href: string | undefined): { href?: string } {
  return href === undefined ? {} : { href };
}

/** A file in a link: the way that needs neither a program nor the service a second time. */
export function fileLink(type: string, name: string, bytes: Uint8Array): { download: string; href: string } {
  return { download: name, href: `data:${type};base64,${toBase64(bytes)}` };
}
