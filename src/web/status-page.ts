import { LANGUAGES, type Language } from '../domain/texts.ts';
import type { ServiceStatus } from './service-status.ts';
import { STATUS_TEXTS, type StatusTexts } from './status-texts.ts';

/** The status page, whole and readable without style or script. */
export function renderStatusPage(status: ServiceStatus, language: Language): string {
  const text = STATUS_TEXTS[language];
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text.title} – Dauys</title></head>
<body>
<nav>${LANGUAGES.map((other) => languageLink(other, language)).join(' ')}</nav>
<main>
<h1>${text.title}</h1>
${status.revocation.mode === 'off' ? `<p role="alert"><strong>${text.off}</strong></p>\n` : ''}<h2>${text.contests}</h2>
${table(
  [text.contest, text.state, text.entries, text.anchor],
  status.contests.map((row) => contestRow(row, text)),
)}
<h2>${text.revocation}</h2>
<p>${text.modes[status.revocation.mode]}</p>
${ocspLine(status, text)}${listTable(status, text)}<p>${status.isClockTrusted ? text.clockGood : `<strong>${text.clockBad}</strong>`}</p>
</main>
</body>
</html>
`;
}

function languageLink(language: Language, current: Language): string {
  const name = STATUS_TEXTS[language].language;
  return language === current
    ? `<span lang="${language}" aria-current="true">${name}</span>`
    : `<a href="?lang=${language}" hreflang="${language}" lang="${language}">${name}</a>`;
}

function contestRow({ id, state, size, timeAnchor }: ServiceStatus['contests'][number], text: StatusTexts): string[] {
  const anchor = timeAnchor === undefined ? text.noAnchor : text.anchored(timeAnchor.size);
  return [escape(id), text.states[state], String(size), timeAnchor?.isLate === true ? text.anchorLate : anchor];
}

function ocspLine({ revocation }: ServiceStatus, text: StatusTexts): string {
  if (revocation.ocsp === undefined) return '';
  return revocation.ocsp === 'answering' ? `<p>${text.ocspGood}</p>\n` : `<p><strong>${text.ocspBad}</strong></p>\n`;
}

function listTable({ revocation: { lists } }: ServiceStatus, text: StatusTexts): string {
  if (lists.length === 0) return '';
  const rows = lists.map(({ kind, entries, thisUpdate, nextUpdate, isCurrent }) => [
    text.kinds[kind],
    String(entries),
    time(thisUpdate),
    `${time(nextUpdate)}${isCurrent ? '' : ` – ${text.expired}`}`,
  ]);
  return `${table([text.list, text.entries, text.thisUpdate, text.nextUpdate], rows)}\n`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag.split(' ')[0] ?? ''}>`).join('')}</tr>`;
  const body = rows.map((cells) => row(cells, 'td')).join('\n');
  return `<table>\n<thead>${row(headings, 'th scope="col"')}</thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function time(iso: string | undefined): string {
  return iso === undefined ? '–' : `<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
