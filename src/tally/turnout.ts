import type { ContestDefinition } from '../domain/contest.ts';

/** Length of the periods that ballots are counted by: every time zone in use is a whole number of them off UTC. */
export const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/** How many voted on which day: public at any time, under embargo too. The JSON of the API. */
export interface TurnoutByDay {
  readonly contest: string;
  readonly timezone: string;
  /** Accepted so far: the sum of the days. */
  readonly ballots: number;
  /** From the day of opening to the last day with a ballot. */
  readonly days: readonly DayTurnout[];
}

export interface DayTurnout {
  /** `YYYY-MM-DD` in the contest's time zone. */
  readonly day: string;
  readonly ballots: number;
}

/** Adds quarters of an hour up to days of the contest's time zone. */
export function turnoutByDay(
  { id, timezone, opensAt }: Pick<ContestDefinition, 'id' | 'timezone' | 'opensAt'>,
  quarters: ReadonlyMap<number, number>,
): TurnoutByDay {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const byDay = new Map<string, number>();
  for (const [quarter, ballots] of quarters) {
    const day = format.format(quarter * QUARTER_MS);
    byDay.set(day, (byDay.get(day) ?? 0) + ballots);
  }
  const last = [...byDay.keys()].sort().at(-1);
  const first = [format.format(Date.parse(opensAt)), ...byDay.keys()].sort()[0] ?? '';
  const days = last === undefined ? [] : daysBetween(first, last);
  return {
    contest: id,
    timezone,
    ballots: [...byDay.values()].reduce((sum, ballots) => sum + ballots, 0),
    days: days.map((day) => ({ day, ballots: byDay.get(day) ?? 0 })),
  };
}

function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
