import { CHALLENGE_PURPOSES, type ChallengePurpose } from '../domain/challenge.ts';
import { DauysError } from '../domain/errors.ts';
import type { HttpDeps } from './deps.ts';
import { CACHE, JSON_TYPE, send, type Reply } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import type { SignatureDoor } from './signature-door.ts';

type StatementDeps = Pick<HttpDeps, 'contests' | 'statements' | 'signIn' | 'events' | 'limits'>;

const PATH = '/api/v1/contests/{contest}';

/** Challenges to sign, and for who asks about themselves an answer to the signed one. */
export function createStatementRoutes(deps: StatementDeps, door: SignatureDoor): readonly Route[] {
  const { statements, signIn, events, limits } = deps;
  const told = { refused: events.statementRefused, aborted: events.statementAborted };
  return [
    {
      method: 'GET',
      template: `${PATH}/challenges`,
      async handle(exchange) {
        const contestId = contestOf(exchange, deps);
        const { issueChallenge } = purposeOf(exchange) === 'statement' ? statements : signIn;
        send(exchange.request, exchange.response, limits, json(issueChallenge(contestId)));
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

/** @throws DauysError `malformed-request` */
function purposeOf({ query }: Exchange): ChallengePurpose {
  const [asked, ...others] = query.getAll('purpose');
  const purpose = CHALLENGE_PURPOSES.find((known) => known === asked);
  if (purpose === undefined || others.length > 0) throw new DauysError('malformed-request', 'no such purpose');
  return purpose;
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
