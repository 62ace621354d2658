import { describe, expect, it } from '@jest/globals';
import { tallyView } from '../../src/tally/view.ts';
import { testContest } from './contest.ts';

const turnout = { size: 12, ballots: 11 };
const publication = {
  size: 10,
  ballots: 9,
  byCandidate: new Map([
    [57001, 4],
    [57002, 5],
  ]),
  annulled: 0,
  publishedAtMs: Date.UTC(2026, 0, 1, 10),
  final: false,
};

describe('the view of a tally', () => {
  it('takes every live number from the publication, never from what is counted since', () => {
    expect(tallyView(testContest(), { publication, turnout })).toEqual({
      contest: 'qamqor-test',
      state: 'live',
      size: 10,
      ballots: 9,
      annulled: 0,
      publishedAt: '2026-01-01T10:00:00.000Z',
      nominations: [
        {
          id: 'doctor',
          ballots: 4,
          candidates: [
            { id: 'nominee-57001', number: 57001, ballots: 4 },
            { id: 'nominee-57003', number: 57003, ballots: 0 },
          ],
        },
        { id: 'teacher', ballots: 5, candidates: [{ id: 'nominee-57002', number: 57002, ballots: 5 }] },
      ],
    });
  });

  it('shows zeros before the first publication', () => {
    const view = tallyView(testContest(), { publication: undefined, turnout });
    expect(view).toMatchObject({ state: 'live', size: 0, ballots: 0, publishedAt: null });
  });

  it('is final once the publication is', () => {
    expect(tallyView(testContest(), { publication: { ...publication, final: true }, turnout })).toMatchObject({
      state: 'final',
      size: 10,
    });
  });

  it('embargo: gives the turnout and nothing else, even if a publication stood there', () => {
    const contest = testContest({ mode: 'afterClose' });
    for (const given of [undefined, publication]) {
      expect(tallyView(contest, { publication: given, turnout })).toEqual({
        contest: 'qamqor-test',
        state: 'embargoed',
        size: 12,
        ballots: 11,
      });
    }
    expect(tallyView(contest, { publication: { ...publication, final: true }, turnout }).state).toBe('final');
  });
});
