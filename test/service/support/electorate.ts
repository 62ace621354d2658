import { ballotBytes, signedBallot, testCa, testCitizen, type TestCitizen } from '../../support/ballots.ts';
import { createInstallation, openContest, type TestInstallation } from '../../support/service.ts';
import type { ContestDefinition } from '../../../src/domain/contest.ts';

/** Processes run under the real clock: their contest is open now and their certificates are valid now. */
const NOW = new Date();

export function installationOfToday(): TestInstallation {
  return createInstallation({ contest: openContest(NOW), authorities: [testCa(NOW)] });
}

/** A signed ballot on its way, with whom it is from: sent again it is the same bytes. */
export interface Vote {
  readonly citizen: TestCitizen;
  readonly number: number;
  readonly cms: Uint8Array;
}

/** The n-th citizen's ballot for the candidate of this number. */
export function voteOf(n: number, number: number, contest: ContestDefinition): Vote {
  const citizen = testCitizen(n, testCa(NOW));
  return { citizen, number, cms: signedBallot(ballotBytes(contest, number), citizen, { signingTime: NOW }) };
}

/** Ballots of citizens `from` … `from + count - 1`, spread unevenly over a few candidates. */
export function votesOf(from: number, count: number, contest: ContestDefinition): Vote[] {
  return Array.from({ length: count }, (_, i) => voteOf(from + i, 1 + ((from + i) % 7), contest));
}
