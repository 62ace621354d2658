import { describe, expect, it } from '@jest/globals';
import { countTable } from '../../src/demo/count-table.ts';
import { DEMO_TEXTS } from '../../src/demo/texts.ts';
import { LANGUAGES } from '../../src/domain/texts.ts';
import { testContest } from '../support/ballots.ts';

const contest = testContest('qamqor-demo');
const table = (counts: Record<string, number>, language: 'kk' | 'ru' | 'en' = 'ru', perNomination = 3): string[] =>
  countTable(contest, new Map(Object.entries(counts)), language, perNomination);

describe('countTable', () => {
  it('shows every nomination with its sum, and of each the first three by count, then by number', () => {
    const lines = table({ n003: 5, n002: 7, n001: 5, n005: 1 });
    expect(lines.filter((line) => line === '')).toHaveLength(contest.nominations.length);
    expect(lines[1]).toBe(`${contest.nominations[0]!.title.ru}: 18`);
    expect(lines.slice(2, 5).map((line) => /№ (\d+),.* (\d+)$/.exec(line)?.slice(1))).toEqual([
      ['2', '7'],
      ['1', '5'],
      ['3', '5'],
    ]);
  });

  it('scales bars to the greatest count, and has none for nothing', () => {
    const [, , full = '', half = '', none = ''] = table({ n001: 8, n002: 4 });
    const bar = (line: string): number => line.replaceAll(/[^█]/g, '').length;
    expect([bar(full), bar(half), bar(none)]).toEqual([30, 15, 0]);
    expect(new Set([full, half, none].map((line) => line.length)).size).toBe(1);
  });

  it('cuts no name short', () => {
    const text = table({}, 'ru', 200).join('\n');
    for (const { name } of contest.candidates) expect(text).toContain(name.ru);
  });

  it.each(LANGUAGES)('speaks %s', (language) => {
    const { title } = contest.nominations[0]!;
    expect(table({}, language)[1]).toBe(`${title[language]!}: 0`);
  });
});

describe('the texts of the demonstration', () => {
  it.each(LANGUAGES)('say in %s what they are told', (language) => {
    const text = DEMO_TEXTS[language];
    const said = [
      text.cast(123, '4.5'),
      text.counts(123),
      text.closed(123),
      text.verified(123),
      text.otherCandidate('already-voted'),
      text.revoked('certificate-revoked'),
      text.anchored(123),
      text.redecided(123, 1000),
      text.browse('http://127.0.0.1:1'),
    ];
    for (const line of said) expect(line).toMatch(/123|already-voted|certificate-revoked|http:\/\/127\.0\.0\.1:1/);
    expect(text.cast(1, '4.5')).toContain(language === 'en' ? '4.5 s' : '4,5 с');
  });
});
