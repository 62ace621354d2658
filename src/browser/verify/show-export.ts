import { isRestrictedCheck } from '../../audit/checks.ts';
import type { AuditReport, LogReport, ResultReport } from '../../audit/report.ts';
import type { ReportTexts } from '../../audit/report-wording.ts';
import { REPORT_TEXTS } from '../../audit/report-texts.ts';
import { make, type Child } from './dom.ts';
import { showLimits, showRows, showVerdict } from './show-receipt.ts';
import type { Spoken } from './spoken.ts';

/** The verdict on an export, with every check, the findings and the count. */
export function showExport(report: AuditReport, { texts, language }: Spoken): HTMLElement {
  const words = REPORT_TEXTS[language];
  const isClean = report.verdict === 'clean';
  const { log, result, findings } = report;
  const clean = result === null ? 'cleanSoFar' : 'clean';
  const [title, detail] = texts.exportVerdicts[isClean ? clean : 'findings'];
  return make(
    'article',
    { 'data-export': report.verdict },
    showVerdict(isClean ? 'good' : 'bad', title, detail),
    log === null ? undefined : showLog(log, report.manifest, words, language),
    make('h3', {}, words.checksTitle),
    showChecks(report, words),
    findings.total === 0 ? undefined : showFindings(report, words, texts.shown(findings.first.length, findings.total)),
    isClean ? showLimits(texts, texts.provesExport, texts.provesNotExport) : undefined,
    result === null ? undefined : showResult(result, words, language),
  );
}

type Language = Spoken['language'];

function showLog(log: LogReport, manifest: string, { facts, annulled, erased }: ReportTexts, language: Language) {
  const list = (entries: readonly number[]): string | undefined =>
    entries.length === 0 ? undefined : entries.join(', ');
  return showRows([
    [facts.contest, [log.title[language] ?? log.title.ru, ', ', make('code', {}, log.contest)]],
    [facts.origin, make('code', {}, log.origin)],
    [facts.vkey, make('code', {}, log.vkey)],
    [facts.size, String(log.size)],
    [facts.ballots, String(log.ballots)],
    [facts.closed, log.isClosed ? facts.yes : facts.no],
    [annulled, list(log.annulled)],
    [erased, list(log.erased)],
    [facts.root, make('code', {}, log.root)],
    [facts.manifest, make('code', {}, manifest)],
  ]);
}

const SIGNS = { passed: '✓', failed: '✗', 'not-run': '–' } as const;

function showChecks({ checks }: AuditReport, words: ReportTexts): HTMLElement {
  const rows = checks
    .filter(({ check }) => !isRestrictedCheck(check))
    .map(({ check, code, state, findings }) => {
      const told = words.states[state];
      const sign = make('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[state]);
      return make(
        'tr',
        { class: `made-${state}`, 'data-check': check, 'data-state': state },
        make('th', { scope: 'row' }, sign, ` ${check}`),
        make(
          'td',
          {},
          words.checks[check],
          state === 'passed' ? make('span', { class: 'visually-hidden' }, ` ${told}`) : undefined,
          state === 'failed' ? [' ', make('b', {}, `${told} (${findings})`), ' ', make('code', {}, code)] : undefined,
          state === 'not-run' ? make('span', { class: 'hint' }, ` (${told})`) : undefined,
        ),
      );
    });
  return table([words.check, words.meaning], rows);
}

function showFindings({ findings }: AuditReport, words: ReportTexts, shown: string): Child {
  const rows = findings.first.map(({ check, code, index, detail, file }) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, check),
      make('td', {}, make('code', {}, code)),
      make('td', { class: 'number' }, index === undefined ? '' : String(index)),
      make('td', {}, make('code', {}, [file, detail].filter((part) => part !== undefined).join(' · '))),
    ),
  );
  return [
    make('h3', {}, words.findingsTitle),
    make('p', {}, shown),
    make(
      'div',
      { class: 'wide', role: 'region', 'aria-label': words.findingsTitle, tabindex: '0' },
      table([words.check, words.found, words.entry, words.detail], rows),
    ),
  ];
}

function showResult(
  { nominations, counted, erased, annulled, protocol }: ResultReport,
  words: ReportTexts,
  language: Language,
): Child {
  const tables = nominations.map(({ title, ballots, candidates }) => [
    make('h4', {}, `${title[language] ?? title.ru} (${ballots})`),
    table(
      ['№', words.candidate, words.votes],
      candidates.map(({ number, name, ballots: votes }) =>
        make(
          'tr',
          {},
          make('td', {}, String(number)),
          make('th', { scope: 'row' }, name[language] ?? name.ru),
          make('td', { class: 'number' }, String(votes)),
        ),
      ),
    ),
  ]);
  return [
    make('h3', {}, words.resultTitle),
    showRows([
      [words.counted, String(counted)],
      [words.annulled, annulled === 0 ? undefined : String(annulled)],
      [words.erased, erased === 0 ? undefined : String(erased)],
      [words.protocol, protocol === null ? undefined : make('code', {}, protocol)],
    ]),
    tables,
  ];
}

function table(headings: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const head = make(
    'tr',
    {},
    headings.map((heading) => make('th', { scope: 'col' }, heading)),
  );
  return make('table', {}, make('thead', {}, head), make('tbody', {}, rows));
}
