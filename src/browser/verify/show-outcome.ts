import type { Code } from '../../domain/errors.ts';
import { make } from './dom.ts';
import type { Outcome } from './messages.ts';
import { showExport } from './show-export.ts';
import { showReceipt } from './show-receipt.ts';
import type { Spoken } from './spoken.ts';
import type { VerifyTexts } from './wording.ts';

/** The verdicts in a sentence each, for whoever hears the page. */
export function verdictOf({ receipt, report }: Outcome, texts: VerifyTexts): string {
  const verdicts = [
    receipt && texts.receiptVerdicts[receipt.verdict][0],
    report && texts.exportVerdicts[report.verdict === 'clean' ? 'clean' : 'findings'][0],
  ];
  return verdicts.filter((verdict) => verdict !== undefined).join('. ');
}

/** Everything that was found, for reading and printing. */
export function showOutcome(outcome: Outcome, spoken: Spoken): HTMLElement {
  const { texts } = spoken;
  const { receipt, report, keyFrom } = outcome;
  const print = make('button', { type: 'button', class: 'button-secondary no-print' }, texts.print);
  print.addEventListener('click', () => {
    window.print();
  });
  const facts = receipt?.facts;
  const isNamed = facts?.keyName !== undefined && facts.keyId !== undefined;
  const named = isNamed ? ` ${texts.named(facts.keyName, facts.keyId)}` : '';
  return make(
    'div',
    {},
    keyFrom === 'reader'
      ? undefined
      : make('p', { class: 'inset' }, texts.keyFrom[keyFrom], keyFrom === 'nowhere' ? named : ''),
    receipt && showReceipt(receipt, spoken),
    report && showExport(report, spoken),
    make('p', { class: 'hint' }, texts.engines[outcome.ed25519]),
    print,
  );
}

/** What went wrong before anything could be found. */
export function showError(code: Code | undefined, { errors }: VerifyTexts): HTMLElement {
  const [title, detail] = errors[kindOf(code)];
  return make(
    'div',
    { class: 'alert', 'data-code': code ?? 'internal' },
    make('h3', {}, title),
    make('p', {}, detail),
    code && make('p', {}, make('code', {}, code)),
  );
}

function kindOf(code: Code | undefined): keyof VerifyTexts['errors'] {
  if (code === 'config-invalid') return 'key';
  if (code === 'export-invalid') return 'export';
  return code === 'receipt-malformed' ? 'receipt' : 'other';
}
