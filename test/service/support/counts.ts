import type { ContestDefinition } from '../../../src/domain/contest.ts';
import { eventually, type ServiceClient } from '../../support/service.ts';
import type { BallotBox } from './ballot-box.ts';

interface Tallies {
  readonly ballots: number;
  readonly nominations: readonly {
    readonly ballots: number;
    readonly candidates: readonly { readonly number: number; readonly ballots: number }[];
  }[];
}

/** Ballots by candidate number, of all who hold a receipt. */
export function countsOf(box: BallotBox): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const iin of box.receipts.keys()) {
    const { number } = box.votes.get(iin)!;
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return counts;
}

/** What the service shows once its counts cover this many ballots. */
export async function publishedCounts(
  service: Pick<ServiceClient, 'get'>,
  contest: ContestDefinition,
  ballots: number,
): Promise<Record<number, number>> {
  const tallies = await eventually(async () => {
    const { body } = await service.get(`/api/v1/contests/${contest.id}/tallies`);
    const shown = JSON.parse(body) as Tallies;
    return shown.ballots >= ballots ? shown : undefined;
  });
  const candidates = tallies.nominations.flatMap((nomination) => nomination.candidates);
  const total = candidates.reduce((sum, candidate) => sum + candidate.ballots, 0);
  if (total !== tallies.ballots) throw new Error(`counts of ${total} under a turnout of ${tallies.ballots}`);
  return Object.fromEntries(candidates.filter((c) => c.ballots > 0).map((c) => [c.number, c.ballots]));
}
