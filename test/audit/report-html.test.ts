import { describe, expect, it } from '@jest/globals';
import { CHECK_IDS, CHECKS } from '../../src/audit/checks.ts';
import { renderReport } from '../../src/audit/report-html.ts';
import { REPORT_TEXTS } from '../../src/audit/report-texts.ts';
import type { AuditReport } from '../../src/audit/report.ts';
import { LANGUAGES } from '../../src/domain/texts.ts';

const EVIL = `<img src=x onerror="alert(1)">'&`;

const report: AuditReport = {
  dauys: 'audit/1',
  level: 'full',
  manifest: 'ab'.repeat(32),
  verdict: 'findings',
  checks: CHECK_IDS.map((check, i) => ({
    check,
    code: CHECKS[check],
    state: (['passed', 'failed', 'not-run'] as const)[i % 3]!,
    findings: i % 3 === 1 ? i : 0,
  })),
  findings: {
    total: 12_345,
    first: [{ check: 'A05', code: CHECKS.A05, index: 256, detail: 'level-0', file: `public/${EVIL}` }],
  },
  log: {
    contest: 'qamqor-demo',
    title: { kk: `Қамқор ${EVIL}`, ru: `Камкор ${EVIL}`, en: `Qamqor ${EVIL}` },
    origin: EVIL,
    vkey: EVIL,
    size: 400,
    root: 'cd'.repeat(32),
    ballots: 390,
    annulled: [17, 18],
    erased: [21],
    anchors: 3,
    anchoredSize: 399,
    isClosed: true,
  },
  result: {
    protocol: 'ef'.repeat(32),
    counted: 387,
    erased: 1,
    annulled: 2,
    nominations: [
      {
        id: 'doctor',
        title: { kk: 'Дәрігер', ru: 'Врач' },
        ballots: 387,
        candidates: [{ id: 'n-1', number: 1, name: { kk: `Әсел ${EVIL}`, ru: 'Асель' }, ballots: 387 }],
      },
    ],
  },
  since: { size: 100, root: '01'.repeat(32), proof: [] },
  records: {
    engine: 'sample',
    rsa: 380,
    gost: 10,
    ocsp: 200,
    crl: 190,
    off: 0,
    stamped: 5,
    second: 4,
    secondUnable: 1,
    unjudged: 0,
  },
  unknownTrust: [EVIL],
};

describe('the HTML report', () => {
  const html = renderReport(report);
  const articles = new Map(
    LANGUAGES.map((language) => [language, html.split(`<article lang="${language}">`)[1]!.split('</article>')[0]!]),
  );

  it.each(LANGUAGES)('says everything in %s', (language) => {
    const text = REPORT_TEXTS[language];
    const article = articles.get(language)!;
    for (const check of CHECK_IDS) expect(article).toContain(text.checks[check]);
    for (const words of [
      text.verdicts.findings,
      text.levels.full,
      text.records.engines.sample,
      text.since(100),
      text.shown(1, 12_345),
      text.erasedMeaning,
      '17, 18',
      '390',
      '387',
    ]) {
      expect(article).toContain(words);
    }
  });

  it('lets nothing of an export become markup', () => {
    expect(html).not.toContain('<img');
    expect(html).not.toContain('onerror="');
  });

  it('runs no script, loads nothing, and has every tag closed', () => {
    expect(html).not.toMatch(/<script|javascript:|https?:\/\//);
    expect(html).toContain("default-src 'none'");
    const open: string[] = [];
    for (const [, slash, tag] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (['meta', 'input', 'br'].includes(tag!)) continue;
      if (slash === '/') expect(open.pop()).toBe(tag);
      else open.push(tag!);
    }
    expect(open).toEqual([]);
  });

  it('has no empty or repeated sentence', () => {
    for (const language of LANGUAGES) {
      const sentences = Object.values(REPORT_TEXTS[language].checks);
      expect(new Set(sentences).size).toBe(CHECK_IDS.length);
      expect(sentences.every((sentence) => sentence.endsWith('.') && sentence.length > 15)).toBe(true);
    }
  });

  it('says something of a report that has hardly anything in it', () => {
    const bare = { ...report, log: null, result: null, since: null, records: null, unknownTrust: [] };
    const clean = renderReport({ ...bare, verdict: 'clean', findings: { total: 0, first: [] } });
    expect(clean).toContain(REPORT_TEXTS.kk.verdicts.clean);
    expect(clean).toContain(REPORT_TEXTS.en.noFindings);
  });
});
