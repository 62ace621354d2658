import { DauysError } from '../domain/errors.ts';
import type { HttpDeps } from './deps.ts';
import { CACHE, JSON_TYPE } from './respond.ts';
import type { Route } from './route.ts';
import type { SignatureDoor } from './signature-door.ts';

/** `POST …/ballots`: reads the upload, has it submitted, answers with the receipt. */
export function createBallotRoute(
  { contests, submitBallot, events }: Pick<HttpDeps, 'contests' | 'submitBallot' | 'events'>,
  door: SignatureDoor,
): Route {
  const told = { refused: events.ballotRefused, aborted: events.ballotAborted };
  return {
    method: 'POST',
    template: '/api/v1/contests/{contest}/ballots',
    handle(exchange) {
      const contestId = exchange.params['contest'] ?? '';
      return door.admit(exchange, told, async (read, durationMs) => {
        const contest = contests.get(contestId);
        if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
        const { cms, candidateId, acceptedAtMs } = await read();
        if (candidateId !== undefined && !contest.ballots.has(candidateId)) {
          throw new DauysError('candidate-unknown', 'no such candidate');
        }
        const { created, receipt } = await submitBallot({ contestId, cms, candidateId, acceptedAtMs });
        if (created) events.ballotAccepted(contestId, durationMs());
        else events.ballotRepeated(contestId, durationMs());
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none };
        return { status: created ? 201 : 200, headers, body: receipt };
      });
    },
  };
}
