import type { VerifiedReceipt } from '../log/receipt.ts';
import type { CheckData } from './check-data.ts';
import { onFile } from './file-choice.ts';
import { askLog, type LiveVerdict } from './live-log.ts';
import { localTime } from './local-time.ts';
import { checkReceipt } from './receipt-check.ts';
import { make, refill, type Child } from './verify/dom.ts';

const MAX_FILE_BYTES = 64 * 1024;

/** Verifies a receipt that is chosen, dropped or pasted, and asks the log for the same entry. */
export function followReceipt(data: CheckData): void {
  const way = document.querySelector<HTMLElement>('#receipt-way');
  const place = document.querySelector<HTMLElement>('#receipt-answer');
  const file = document.querySelector<HTMLInputElement>('#file');
  const form = document.querySelector<HTMLFormElement>('#paste-form');
  if (way === null || place === null || file === null || form === null) return;
  const check = async (receipt: string): Promise<void> => {
    refill(place, make('p', {}, data.text.working));
    refill(place, ...(await answerTo(receipt, data)));
    place.focus();
  };
  way.hidden = false;
  onFile(file, async (chosen) => {
    await check(chosen.size > MAX_FILE_BYTES ? '' : await chosen.text());
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void check(form.querySelector('textarea')?.value.trim() ?? '');
  });
}

async function answerTo(receipt: string, data: CheckData): Promise<readonly Child[]> {
  const { contest, text, urls } = data;
  const verdict = await checkReceipt({ receipt }, contest);
  if (verdict.kind === 'bad') return problem(verdict.fault, data);
  const live = await askLog(verdict.receipt, { vkey: contest.vkey, proofs: urls.proofs, log: urls.log });
  if (live.kind === 'differs') return [...problem('log-differs', data), ...factsOf(verdict.receipt, data)];
  const facts = [...factsOf(verdict.receipt, data), ...liveFacts(live, data)];
  return [make('div', { class: 'inset' }, make('h3', { class: 'good' }, text.receiptGood), ...facts)];
}

function factsOf({ index, acceptedAt }: VerifiedReceipt, { text, contest, language }: CheckData): readonly Child[] {
  const time = localTime(acceptedAt, contest.timezone, language);
  return [make('p', {}, text.receiptFacts.replace('{index}', String(index)).replace('{time}', time))];
}

function liveFacts(live: Exclude<LiveVerdict, { kind: 'differs' }>, { text }: CheckData): readonly Child[] {
  if (live.kind === 'unreachable') return [make('p', {}, text.unreachable)];
  return [make('p', {}, text.live.replace('{size}', String(live.size))), make('p', {}, text.consistent)];
}

function problem(fault: keyof CheckData['text']['problems'], { text, signing, urls }: CheckData): readonly Child[] {
  const [title, detail] = text.problems[fault];
  const help = make('a', { href: `${urls.help}#${fault}` }, signing.help);
  const named = make('p', { class: 'hint' }, `${signing.code}: `, make('code', {}, fault), ' · ', help);
  return [make('div', { class: 'alert' }, make('h3', {}, title), make('p', {}, detail), named)];
}
