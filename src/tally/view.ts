import type { ContestDefinition } from '../domain/contest.ts';
import type { Publication, Turnout } from './ports.ts';

/** What anyone may know of the tally now; the JSON of the API. */
export type TallyView = EmbargoedTally | PublishedTally;

/** Turnout only: no count, choice or region leaves before the contest is over. */
export interface EmbargoedTally {
  readonly contest: string;
  readonly state: 'embargoed';
  /** Entries of the log that `ballots` covers. */
  readonly size: number;
  readonly ballots: number;
}

export interface PublishedTally {
  readonly contest: string;
  readonly state: 'live' | 'final';
  /** Entries of the log that every number here covers; 0 before the first publication. */
  readonly size: number;
  /** Ballots accepted. */
  readonly ballots: number;
  /** Of these, ballots that were annulled and do not count. */
  readonly annulled: number;
  /** RFC 3339 in UTC; null before the first publication. */
  readonly publishedAt: string | null;
  readonly nominations: readonly NominationTally[];
}

export interface NominationTally {
  readonly id: string;
  readonly ballots: number;
  readonly candidates: readonly CandidateTally[];
}

export interface CandidateTally {
  readonly id: string;
  readonly number: number;
  readonly ballots: number;
}

/** What a view is made of; only the newest publication holds counts, so all readers of all processes agree. */
export interface TallySources {
  readonly publication: Publication | undefined;
  readonly turnout: Turnout;
}

export function tallyView(contest: ContestDefinition, sources: TallySources): TallyView {
  const { publication, turnout } = sources;
  const isFinal = publication?.final === true;
  if (!isFinal && contest.publication.mode === 'afterClose') {
    return { contest: contest.id, state: 'embargoed', size: turnout.size, ballots: turnout.ballots };
  }
  return {
    contest: contest.id,
    state: isFinal ? 'final' : 'live',
    size: publication?.size ?? 0,
    ballots: publication?.ballots ?? 0,
    annulled: publication?.annulled ?? 0,
    publishedAt: publication === undefined ? null : new Date(publication.publishedAtMs).toISOString(),
    nominations: talliesByNomination(contest, publication?.byCandidate ?? new Map()),
  };
}

/** Nominations and candidates in the order of the definition; candidates without a ballot have 0. */
function talliesByNomination(
  contest: ContestDefinition,
  byCandidate: Publication['byCandidate'],
): readonly NominationTally[] {
  return contest.nominations.map(({ id }) => {
    const candidates = contest.candidates
      .filter((candidate) => candidate.nomination === id)
      .map(({ id, number }) => ({ id, number, ballots: byCandidate.get(number) ?? 0 }));
    return { id, ballots: candidates.reduce((sum, candidate) => sum + candidate.ballots, 0), candidates };
  });
}
