import type { LocalizedText } from '../domain/contest.ts';
import { LANGUAGES, type Language } from '../domain/texts.ts';
import { REPORT_STYLE } from './report-style.ts';
import { REPORT_TEXTS } from './report-texts.ts';
import type { ReportTexts } from './report-wording.ts';
import type { AuditReport, CheckReport, ResultReport, ShownFinding } from './report.ts';

/** `report.html`: whole, in all three languages, out of the report alone; no script, nothing from elsewhere. */
export function renderReport(report: AuditReport): string {
  const choices = LANGUAGES.map((language, i) => {
    const { language: name } = REPORT_TEXTS[language];
    const checked = i === 0 ? ' checked' : '';
    return `<input type="radio" name="language" id="${language}"${checked}><label for="${language}" lang="${language}">${name}</label>`;
  });
  return `<!doctype html>
<html lang="kk">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${REPORT_TEXTS.kk.title} · ${REPORT_TEXTS.ru.title} · ${REPORT_TEXTS.en.title}</title>
<style>${REPORT_STYLE}</style>
</head>
<body class="${report.verdict}">
${choices.join('\n')}
${LANGUAGES.map((language) => article(report, language)).join('\n')}
</body>
</html>
`;
}

function article(report: AuditReport, language: Language): string {
  const text = REPORT_TEXTS[language];
  const sections = [
    factsSection(report, text, language),
    recordsSection(report, text),
    checksSection(report, text),
    findingsSection(report, text),
    resultSection(report, text, language),
  ];
  return `<article lang="${language}">
<h1>${text.title}</h1>
<p class="verdict" role="status"><strong>${text.verdicts[report.verdict]}</strong> ${text.verdictDetails[report.verdict]}</p>
${sections.filter((section) => section !== '').join('\n')}
<footer>${text.footer}</footer>
</article>`;
}

function factsSection(report: AuditReport, text: ReportTexts, language: Language): string {
  const { log, since, unknownTrust } = report;
  const { facts } = text;
  const rows: [string, string][] = [];
  if (log !== null) {
    rows.push(
      [facts.contest, `${escape(inLanguage(log.title, language))} <code>${escape(log.contest)}</code>`],
      [facts.origin, code(log.origin)],
      [facts.vkey, `${code(log.vkey)}<br><small>${text.compareKey}</small>`],
      [facts.size, String(log.size)],
      [facts.root, code(log.root)],
      [facts.ballots, String(log.ballots)],
      [facts.anchors, log.anchors === 0 ? '0' : facts.anchored(log.anchors, log.anchoredSize)],
      [facts.closed, log.isClosed ? facts.yes : facts.no],
    );
  }
  rows.push([facts.manifest, code(report.manifest)], [facts.level, text.levels[report.level]]);
  const notes = [
    since === null ? '' : `<p>${text.since(since.size)}</p>`,
    unknownTrust.length === 0 ? '' : `<p><strong>${text.unknownTrust}</strong></p><ul>${list(unknownTrust)}</ul>`,
  ];
  return `<section><h2>${facts.title}</h2>${factList(rows)}${notes.join('')}</section>`;
}

function recordsSection({ records }: AuditReport, { records: text }: ReportTexts): string {
  if (records === null) return '';
  const names = ['rsa', 'gost', 'ocsp', 'crl', 'off', 'stamped', 'second', 'secondUnable', 'unjudged'] as const;
  const rows = names
    .filter((name) => records[name] > 0)
    .map((name): [string, string] => [text[name], String(records[name])]);
  return `<section><h2>${text.title}</h2><p>${text.engines[records.engine]}</p>${factList(rows)}</section>`;
}

function checksSection({ checks }: AuditReport, text: ReportTexts): string {
  const row = ({ check, state, findings }: CheckReport): string =>
    `<tr class="${state}"><th scope="row">${check}</th><td>${text.checks[check]}</td><td class="state">${text.states[state]}</td><td class="number">${findings}</td></tr>`;
  const head = headRow([text.check, text.meaning, text.state, text.found]);
  return `<section><h2>${text.checksTitle}</h2><table>${head}<tbody>${checks.map(row).join('\n')}</tbody></table></section>`;
}

function findingsSection({ findings }: AuditReport, text: ReportTexts): string {
  if (findings.total === 0) return `<section><h2>${text.findingsTitle}</h2><p>${text.noFindings}</p></section>`;
  const row = ({ check, code: word, index, detail, file }: ShownFinding): string => {
    const where = [file, detail].filter((part) => part !== undefined).map(code);
    return `<tr><th scope="row">${check}</th><td>${code(word)}</td><td class="number">${index ?? ''}</td><td>${where.join(' ')}</td></tr>`;
  };
  const { first, total } = findings;
  const shown = first.length < total ? `<p>${text.shown(first.length, total)}</p>` : '';
  const head = headRow([text.check, '', text.entry, text.detail]);
  return `<section><h2>${text.findingsTitle}</h2>${shown}<table>${head}<tbody>${first.map(row).join('\n')}</tbody></table></section>`;
}

function resultSection({ result, log }: AuditReport, text: ReportTexts, language: Language): string {
  if (result === null || log === null) return '';
  const rows: [string, string][] = [[text.counted, String(result.counted)]];
  if (result.protocol !== null) rows.unshift([text.protocol, code(result.protocol)]);
  if (log.annulled.length > 0) rows.push([text.annulled, log.annulled.join(', ')]);
  if (log.erased.length > 0)
    rows.push([text.erased, `${log.erased.join(', ')}<br><small>${text.erasedMeaning}</small>`]);
  return `<section><h2>${text.resultTitle}</h2>${factList(rows)}${nominationTables(result, text, language)}</section>`;
}

function nominationTables({ nominations }: ResultReport, text: ReportTexts, language: Language): string {
  return nominations
    .map(({ title, ballots, candidates }) => {
      const body = candidates
        .map(({ number, name, ballots: votes }) => {
          const label = escape(inLanguage(name, language));
          return `<tr><td class="number">${number}</td><td>${label}</td><td class="number">${votes}</td></tr>`;
        })
        .join('\n');
      const caption = `<caption>${text.nomination}: ${escape(inLanguage(title, language))}</caption>`;
      const foot = `<tfoot><tr><th></th><th scope="row">${text.total}</th><td class="number">${ballots}</td></tr></tfoot>`;
      return `<table>${caption}${headRow(['№', text.candidate, text.votes])}<tbody>${body}</tbody>${foot}</table>`;
    })
    .join('\n');
}

function factList(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('\n')}</dl>`;
}

function headRow(cells: readonly string[]): string {
  return `<thead><tr>${cells.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `<li>${code(item)}</li>`).join('');
}

function code(text: string): string {
  return `<code>${escape(text)}</code>`;
}

function inLanguage(text: LocalizedText, language: Language): string {
  return (language === 'en' ? text.en : undefined) ?? (language === 'kk' ? text.kk : text.ru);
}

/** Everything in a report can be of an attacker's choice. */
function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
