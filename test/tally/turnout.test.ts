import { describe, expect, it } from '@jest/globals';
import { QUARTER_MS, turnoutByDay } from '../../src/tally/turnout.ts';

const at = (iso: string): number => Math.floor(Date.parse(iso) / QUARTER_MS);
const contest = (timezone: string) => ({ id: 'demo', timezone, opensAt: '2025-10-01T00:00:00+05:00' });

describe('turnout by day', () => {
  it('counts days of the contest, from its opening and without gaps', () => {
    const quarters = new Map([
      [at('2025-10-02T18:45:00Z'), 3], // the last quarter of 2 October in Almaty
      [at('2025-10-02T19:00:00Z'), 2], // the first of 3 October
      [at('2025-10-04T10:00:00Z'), 4],
    ]);
    expect(turnoutByDay(contest('Asia/Almaty'), quarters)).toEqual({
      contest: 'demo',
      timezone: 'Asia/Almaty',
      ballots: 9,
      days: [
        { day: '2025-10-01', ballots: 0 },
        { day: '2025-10-02', ballots: 3 },
        { day: '2025-10-03', ballots: 2 },
        { day: '2025-10-04', ballots: 4 },
      ],
    });
  });

  it('keeps to zones that are quarters of an hour off', () => {
    const quarters = new Map([[at('2025-10-01T18:15:00Z'), 1]]);
    expect(turnoutByDay(contest('Asia/Kathmandu'), quarters).days.at(-1)).toEqual({ day: '2025-10-02', ballots: 1 });
  });

  it('has no days before the first ballot', () => {
    expect(turnoutByDay(contest('Asia/Almaty'), new Map())).toMatchObject({ ballots: 0, days: [] });
  });
});
