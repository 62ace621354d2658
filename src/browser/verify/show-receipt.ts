import { make, type Child } from './dom.ts';
import type { ReceiptFacts, ReceiptOutcome } from './messages.ts';
import type { Step } from './receipt-steps.ts';
import type { Spoken } from './spoken.ts';
import type { VerifyTexts } from './wording.ts';

/** The verdict on a receipt, with every step. */
export function showReceipt(outcome: ReceiptOutcome, { texts, language }: Spoken): HTMLElement {
  const { verdict, steps, inLog, facts } = outcome;
  const [title, detail] = texts.receiptVerdicts[verdict];
  return make(
    'article',
    { 'data-receipt': verdict },
    showVerdict(verdict === 'genuine' ? 'good' : verdict === 'refused' ? 'bad' : 'open', title, detail),
    inLog?.isAnnulled === true ? make('p', { class: 'alert' }, texts.annulled) : undefined,
    facts && showFacts(facts, steps, texts, language),
    make('h3', {}, texts.stepsTitle),
    make(
      'ol',
      { class: 'made' },
      steps.map((step) => showStep(step, outcome, texts)),
    ),
    verdict === 'genuine' ? showProofs(inLog?.state === 'passed', texts) : undefined,
  );
}

/** A verdict is told by words and a sign, not by colour alone. */
export function showVerdict(kind: 'good' | 'bad' | 'open', title: string, detail: string): HTMLElement {
  const sign = { good: '✓', bad: '✗', open: '!' }[kind];
  return make(
    'div',
    { class: `verdict verdict-${kind}` },
    make('h3', {}, make('span', { 'aria-hidden': 'true' }, `${sign} `), title),
    make('p', {}, detail),
  );
}

/** Days before months, and hours up to 24. */
const LOCALES = { kk: 'kk-KZ', ru: 'ru-KZ', en: 'en-GB' } as const;

function showFacts(facts: ReceiptFacts, steps: readonly Step[], texts: VerifyTexts, language: 'kk' | 'ru' | 'en') {
  const isProved = steps.some(({ step, state }) => step === 8 && state === 'passed');
  const unproved = isProved ? '' : ` (${texts.facts.unproved})`;
  const [title, name] = [facts.title, facts.name].map((text) => text && (text[language] ?? text.ru));
  const number = texts.facts.number(facts.number);
  const rows: readonly (readonly [string, Child])[] = [
    [texts.facts.contest, [title ?? '', title === undefined ? '' : ', ', make('code', {}, facts.contest), unproved]],
    [
      texts.facts.candidate,
      [number, name === undefined ? '' : `, ${name}`, ', ', make('code', {}, facts.candidate), unproved],
    ],
    [
      texts.facts.acceptedAt,
      [new Date(facts.acceptedAt).toLocaleString(LOCALES[language]), ' · ', make('code', {}, facts.acceptedAt)],
    ],
    [texts.facts.index, String(facts.index)],
    [texts.facts.size, facts.size === undefined ? undefined : String(facts.size)],
  ];
  return showRows(rows);
}

/** Names and values; a value that is not there is left out with its name. */
export function showRows(rows: readonly (readonly [name: string, value: Child])[]): HTMLElement {
  const shown = rows.filter(([, value]) => value !== undefined);
  return make(
    'dl',
    { class: 'times' },
    shown.map(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]),
  );
}

const SIGNS = { passed: '✓', failed: '✗', 'not-checked': '–' } as const;

function showStep({ step, state, code, detail }: Step, { hasCms }: ReceiptOutcome, texts: VerifyTexts): HTMLElement {
  const [holds, fails] = texts.steps[step];
  const missing = texts.missing as Readonly<Record<string, string>>;
  const extra = step === 6 && hasCms && state === 'passed' ? ` ${texts.withCms}` : '';
  const failed = step === 9 && detail === 'fork' ? texts.fork : fails;
  return make(
    'li',
    { class: `made-${state}`, 'data-step': String(step), 'data-state': state },
    make('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[state]),
    make('span', { class: 'visually-hidden' }, `${texts.states[state]}: `),
    state === 'failed' ? [make('b', {}, failed), ' ', make('code', {}, code ?? '')] : holds + extra,
    state === 'not-checked' ? make('span', { class: 'hint' }, ` ${missing[detail ?? ''] ?? ''}`) : undefined,
  );
}

function showProofs(isInLog: boolean, texts: VerifyTexts): Child {
  const [first, ...rest] = texts.provesNotReceipt;
  const proved = isInLog ? [...texts.provesReceipt, texts.provesInLog] : texts.provesReceipt;
  return showLimits(texts, proved, isInLog || first === undefined ? rest : [first, ...rest]);
}

/** What a result proves, and what it does not. */
export function showLimits(texts: VerifyTexts, proved: readonly string[], open: readonly string[]): Child {
  return [
    make('h3', {}, texts.proves),
    make(
      'ul',
      {},
      proved.map((text) => make('li', {}, text)),
    ),
    make('h3', {}, texts.provesNot),
    make(
      'ul',
      {},
      open.map((text) => make('li', {}, text)),
    ),
  ];
}
