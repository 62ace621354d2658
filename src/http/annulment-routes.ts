import { DauysError } from '../domain/errors.ts';
import { removeArmour } from '../encoding/armour.ts';
import { ballotMediaType, parseJsonObject } from './ballot-body.ts';
import type { HttpDeps } from './deps.ts';
import { sendProblem } from './problem.ts';
import { ANY_ORIGIN, CACHE, JSON_TYPE, send } from './respond.ts';
import type { Exchange, Route } from './route.ts';
import type { DoorManner, SignatureDoor } from './signature-door.ts';

type AnnulmentDeps = Pick<HttpDeps, 'contests' | 'annulments' | 'events' | 'limits'>;

const TEMPLATE = '/api/v1/contests/{contest}/annulments';

/** Ballots that the commission annulled, and the door for its decisions. */
export function createAnnulmentRoutes(deps: AnnulmentDeps, door: SignatureDoor): readonly Route[] {
  const { annulments, events, limits } = deps;
  const told = { refused: events.annulmentRefused, aborted: events.annulmentAborted };
  const manner = createManner(deps);
  return [
    {
      method: 'GET',
      template: TEMPLATE,
      async handle(exchange) {
        const body = JSON.stringify({ annulments: await annulments.list(contestOf(exchange, deps)) });
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.moving, ...ANY_ORIGIN };
        send(exchange.request, exchange.response, limits, { status: 200, headers, body });
      },
    },
    {
      method: 'POST',
      template: TEMPLATE,
      handle: (exchange) =>
        door.admit(
          exchange,
          told,
          async (read) => {
            const contestId = contestOf(exchange, deps);
            const { cms: body, acceptedAtMs } = await read();
            const signatures = parseDecisions(body);
            const { created, annulment, grants } = await annulments.annul({ contestId, signatures, acceptedAtMs });
            if (created) events.ballotAnnulled(contestId, annulment.index, grants);
            const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none };
            return { status: created ? 201 : 200, headers, body: JSON.stringify(annulment) };
          },
          manner,
        ),
    },
  ];
}

/** JSON alone; the two signatures in it are taken apart behind the door. */
function createManner({ limits }: AnnulmentDeps): DoorManner {
  return {
    parserOf({ 'content-type': contentType, 'content-encoding': contentEncoding }) {
      if (ballotMediaType(contentType, contentEncoding) !== 'json') {
        throw new DauysError('media-type', 'two signatures come as JSON');
      }
      return (body) => ({ cms: body, candidateId: undefined });
    },
    refuse({ request, response }, code, options) {
      sendProblem(request, response, limits, code, options);
    },
  };
}

/** @throws DauysError `malformed-request`, `ballot-malformed` for armour around no CMS */
function parseDecisions(body: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const { decisions, ...others } = parseJsonObject(body);
  const [first, second, ...more] = Array.isArray(decisions) ? (decisions as unknown[]) : [];
  const isOther = more.length > 0 || Object.keys(others).length > 0;
  if (typeof first !== 'string' || typeof second !== 'string' || isOther) {
    throw new DauysError('malformed-request', 'decisions must be two signatures in base64 or PEM');
  }
  return [removeArmour(first), removeArmour(second)];
}

/** @throws DauysError `contest-unknown` */
function contestOf({ params }: Exchange, { contests }: AnnulmentDeps): string {
  const contestId = params['contest'] ?? '';
  if (contests.get(contestId) === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return contestId;
}
