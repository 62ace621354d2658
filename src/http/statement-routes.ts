import { DauysError } from '../domain/errors.ts';
import type { HttpDeps } from './deps.ts';
import { CACHE, JSON_TYPE, send, type Reply } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import type { SignatureDoor } from './signature-door.ts';

type StatementDeps = Pick<HttpDeps, 'contests' | 'statements' | 'events' | 'limits'>;

const PATH = '/api/v1/contests/{contest}';

/** Answers about oneself: a challenge to sign, and for the signed one a statement. */
export function createStatementRoutes(deps: StatementDeps, door: SignatureDoor): readonly Route[] {
  const { statements, events, limits } = deps;
  const told = { refused: events.statementRefused, aborted: events.statementAborted };
  return [
    {
      method: 'GET',
      template: `${PATH}/challenges`,
      async handle(exchange) {
        const contestId = contestOf(exchange, deps);
        if (exchange.query.getAll('purpose').join() !== 'statement') {
          throw new DauysError('malformed-request', 'the purpose must be statement');
        }
        send(exchange.request, exchange.response, limits, json(statements.issueChallenge(contestId)));
      },
    },
    {
      method: 'POST',
      template: `${PATH}/statements`,
      handle: (exchange) =>
        door.admit(exchange, told, async (read, durationMs) => {
          const contestId = contestOf(exchange, deps);
          const { cms, candidateId, acceptedAtMs } = await read();
          if (candidateId !== undefined) throw new DauysError('malformed-request', 'a challenge names no candidate');
          const answer = await statements.answer({ contestId, cms, acceptedAtMs });
          events.statementGiven(contestId, durationMs());
          return json(JSON.stringify(answer));
        }),
    },
  ];
}

/** @throws DauysError `contest-unknown` */
function contestOf({ params }: Exchange, { contests }: StatementDeps): string {
  const contestId = params['contest'] ?? '';
  if (contests.get(contestId) === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return contestId;
}

/** About one person, for once: nobody keeps it. */
function json(body: string | Uint8Array): Reply {
  return { status: 200, headers: { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none }, body };
}
