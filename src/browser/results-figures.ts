import type { Tally } from './results-stream.ts';

interface Turnout {
  readonly ballots: number;
  readonly days: readonly { readonly day: string; readonly ballots: number }[];
}

/** Puts new numbers where the old ones stand; rows keep their places under the reader's eyes. */
export function showTally(root: HTMLElement, { size, ballots, publishedAt, nominations = [] }: Tally): void {
  put(root, '[data-total]', number(root, ballots));
  put(root, '[data-size]', number(root, size));
  const time = root.querySelector<HTMLTimeElement>('[data-as-of]');
  if (time !== null && typeof publishedAt === 'string') {
    time.dateTime = publishedAt;
    time.textContent = moment(publishedAt, time.dataset);
  }
  for (const nomination of nominations) {
    const section = root.querySelector(`[data-nomination="${nomination.id}"]`);
    if (section === null) continue;
    put(section, '[data-nomination-ballots]', number(root, nomination.ballots));
    const max = Math.max(0, ...nomination.candidates.map((candidate) => candidate.ballots));
    for (const candidate of nomination.candidates) {
      const row = section.querySelector(`[data-candidate="${candidate.id}"]`);
      if (row === null) continue;
      put(row, '[data-ballots]', number(root, candidate.ballots));
      put(row, '[data-share]', share(root, candidate.ballots, nomination.ballots));
      draw(row, candidate.ballots, max);
    }
  }
}

/** Days that the page has no row for wait until it is opened again. */
export function showTurnout(root: HTMLElement, { ballots, days }: Turnout): void {
  const section = root.querySelector<HTMLElement>('#turnout');
  if (section === null) return;
  section.dataset['turnoutBallots'] = String(ballots);
  if (ballots > 0) section.querySelector('[data-no-turnout]')?.remove();
  const max = Math.max(0, ...days.map((one) => one.ballots));
  for (const one of days) {
    const row = section.querySelector(`[data-day="${one.day}"]`);
    if (row === null) continue;
    put(row, '[data-ballots]', number(root, one.ballots));
    draw(row, one.ballots, max);
  }
}

/** Written with the marks of the page's language: not every browser knows Kazakh. */
export function number({ dataset }: Pick<HTMLElement, 'dataset'>, n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/g, dataset['group'] ?? ' ');
}

export function share({ dataset }: Pick<HTMLElement, 'dataset'>, value: number, whole: number): string {
  const percent = whole === 0 ? 0 : (value / whole) * 100;
  return percent.toFixed(1).replace('.', dataset['decimal'] ?? ',') + (dataset['percent'] ?? ' %');
}

/** In the form that the server gave along, or as the browser writes a language that all know. */
function moment(iso: string, { zone = 'UTC', form, months = '' }: DOMStringMap): string {
  const date = new Date(iso);
  if (form === undefined) {
    const { lang } = document.documentElement;
    return new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(date);
  }
  const digits = { year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('en-GB', { ...digits, hourCycle: 'h23', timeZone: zone });
  const parts = new Map<string, string>(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const month = months.split(' ')[Number(parts.get('month')) - 1] ?? '';
  parts.set('month', month).set('day', String(Number(parts.get('day'))));
  return form.replace(/\{(\w+)\}/g, (_, name: string) => parts.get(name) ?? '');
}

/** Unchanged text is left alone: whoever has selected it keeps their selection. */
function put(root: ParentNode, selector: string, text: string): void {
  const element = root.querySelector(selector);
  if (element !== null && element.textContent !== text) element.textContent = text;
}

function draw(row: ParentNode, value: number, max: number): void {
  const width = max === 0 ? 0 : Math.round((value / max) * 1000) / 10;
  row.querySelector('.bar rect')?.setAttribute('width', `${width}%`);
}
