import type { Candidate, ContestDefinition } from '../domain/contest.ts';
import type { Language } from '../domain/texts.ts';

const BAR_WIDTH = 30;
const MAX_NAME_WIDTH = 60;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The first candidates of each nomination with a bar each, scaled to the greatest count of the contest. */
export function countTable(
  contest: ContestDefinition,
  counts: ReadonlyMap<string, number>,
  language: Language,
  perNomination = 3,
): string[] {
  const greatest = Math.max(1, ...counts.values());
  const countOf = (id: string): number => counts.get(id) ?? 0;
  const nameOf = ({ name }: Candidate): string => name[language] ?? name.ru;
  const width = Math.min(MAX_NAME_WIDTH, Math.max(...contest.candidates.map((c) => nameOf(c).length)));
  return contest.nominations.flatMap((nomination) => {
    const candidates = contest.candidates.filter((c) => c.nomination === nomination.id);
    const total = candidates.reduce((sum, c) => sum + countOf(c.id), 0);
    const leaders = candidates
      .sort((a, b) => countOf(b.id) - countOf(a.id) || a.number - b.number)
      .slice(0, perNomination);
    return [
      '',
      `${nomination.title[language] ?? nomination.title.ru}: ${total}`,
      ...leaders.map((c) => {
        const name = nameOf(c).padEnd(width).slice(0, width);
        return `  ${name} ${bar(countOf(c.id) / greatest)} ${countOf(c.id)}`;
      }),
    ];
  });
}

function bar(share: number): string {
  const eighths = Math.round(share * BAR_WIDTH * 8);
  return ('█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')).padEnd(BAR_WIDTH);
}
