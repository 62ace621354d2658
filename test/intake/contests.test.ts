import { describe, expect, it } from '@jest/globals';
import { contestState, isoTime, loadContest } from '../../src/intake/contests.ts';
import { definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';
import { sha256, testContest } from '../support/ballots.ts';

const definition = testContest('regional-demo');
const contest = loadContest(definition, 'vkey', sha256);

describe('loadContest', () => {
  it('derives digest, tag, ballots and both indices of candidates', () => {
    expect(contest.digest).toEqual(definitionDigest(definition, sha256));
    expect(contest.tag).toEqual(contest.digest.subarray(0, 16));
    expect(contest.ballots.size).toBe(definition.candidates.length);
    for (const candidate of definition.candidates) {
      expect(contest.candidates.get(candidate.id)).toBe(candidate);
      expect(contest.candidatesByNumber.get(candidate.number)).toBe(candidate);
      expect(contest.ballots.get(candidate.id)).toEqual(encodeBallot(definition, candidate, contest.digest));
    }
  });

  it('reads the window with its offset', () => {
    expect(isoTime(contest.opensAtMs)).toBe('2026-09-30T19:00:00.000Z');
    expect(isoTime(contest.closesAtMs)).toBe('2027-12-30T19:00:00.000Z');
  });
});

describe('contestState', () => {
  const nothing = { closedIndex: undefined, protocolIndex: undefined };
  it.each([
    ['before', contest.opensAtMs - 1],
    ['open', contest.opensAtMs],
    ['open', contest.closesAtMs - 1],
    ['closing', contest.closesAtMs],
    ['closing', contest.closesAtMs + 86_400_000],
  ])('is %s at %d without a closing entry', (state, nowMs) => {
    expect(contestState(contest, nothing, nowMs)).toBe(state);
  });

  it('is closed by the closing entry alone, whatever the clock says', () => {
    const closed = { closedIndex: 7, protocolIndex: undefined };
    for (const nowMs of [0, contest.opensAtMs, contest.closesAtMs + 1]) {
      expect(contestState(contest, closed, nowMs)).toBe('closed');
    }
  });
});
