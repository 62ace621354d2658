import type { ContestDefinition } from '../domain/contest.ts';
import type { Counts } from './ports.ts';

/** Ballots that were accepted, and what became of them: `accepted` = `ballots` + `annulled`. */
export interface Totals {
  readonly accepted: number;
  /** Ballots that count. */
  readonly ballots: number;
  readonly annulled: number;
}

type Candidate = ContestDefinition['candidates'][number];

/** What became of the ballots for these candidates. */
export function totalsOf(candidates: readonly Candidate[], { byCandidate, annulled }: Counts): Totals {
  const sum = (counts: ReadonlyMap<number, number>): number =>
    candidates.reduce((total, { number }) => total + (counts.get(number) ?? 0), 0);
  const [ballots, without] = [sum(byCandidate), sum(annulled)];
  return { accepted: ballots + without, ballots, annulled: without };
}
