import { DauysError } from '../domain/errors.ts';
import type { SubmitResult } from '../intake/submit-ballot.ts';
import { ballotMediaType, parseBallotBody } from './ballot-body.ts';
import { createClientNetwork } from './client-address.ts';
import type { HttpDeps } from './deps.ts';
import { refusalOf, sendProblem, statusOf } from './problem.ts';
import { createRefusalLimit } from './refusal-limit.ts';
import { CACHE, JSON_TYPE, send } from './respond.ts';
import { routeOf, type Exchange, type Route } from './route.ts';
import { createUploadReader, UploadAborted } from './upload.ts';

type BallotDeps = Pick<HttpDeps, 'contests' | 'submitBallot' | 'clock' | 'events' | 'limits'>;

/** A refused signature: the only kind of refusal that counts against an address. */
const UNPROCESSABLE = 422;

/** `POST …/ballots`: reads the upload, has it submitted, answers with the receipt. */
export function createBallotRoute(deps: BallotDeps): Route {
  const { contests, clock, events, limits } = deps;
  const networkOf = createClientNetwork(limits.trustedProxies);
  const uploads = createUploadReader(limits);
  const refusals = createRefusalLimit({ clock, perMinute: limits.refusalsPerMinute, burst: limits.refusalsBurst });

  async function submit({ request, response, params, query }: Exchange): Promise<SubmitResult> {
    const contestId = params['contest'] ?? '';
    const contest = contests.get(contestId);
    if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    const mediaType = ballotMediaType(contentType, contentEncoding);
    const body = await uploads.read(request, response);
    const acceptedAtMs = clock.nowMs();
    const { cms, candidateId } = parseBallotBody(mediaType, body, query);
    if (candidateId !== undefined && !contest.ballots.has(candidateId)) {
      throw new DauysError('candidate-unknown', 'no such candidate');
    }
    return deps.submitBallot({ contestId, cms, candidateId, acceptedAtMs });
  }

  function refuse({ request, response }: Exchange, network: string, error: unknown, startedMs: number): void {
    if (error instanceof UploadAborted) {
      events.ballotAborted();
      response.destroy();
      return;
    }
    const code = refusalOf(error);
    if (statusOf(code) === UNPROCESSABLE) refusals.countRefusal(network);
    if (code === 'internal') events.requestFailed(routeOf(response), error);
    events.ballotRefused(code, clock.monotonicMs() - startedMs);
    sendProblem(request, response, limits, code);
  }

  return {
    method: 'POST',
    template: '/api/v1/contests/{contest}/ballots',
    async handle(exchange) {
      const { request, response } = exchange;
      const startedMs = clock.monotonicMs();
      const network = networkOf(request);
      const retryAfterSeconds = refusals.waitSeconds(network);
      if (retryAfterSeconds > 0) {
        events.ballotRefused('rate-limited', 0);
        sendProblem(request, response, limits, 'rate-limited', { retryAfterSeconds });
        return;
      }
      try {
        const { created, receipt } = await submit(exchange);
        const durationMs = clock.monotonicMs() - startedMs;
        const contestId = exchange.params['contest'] ?? '';
        if (created) events.ballotAccepted(contestId, durationMs);
        else events.ballotRepeated(contestId, durationMs);
        const headers = { 'Content-Type': JSON_TYPE, 'Cache-Control': CACHE.none };
        send(request, response, limits, { status: created ? 201 : 200, headers, body: receipt });
      } catch (error) {
        refuse(exchange, network, error, startedMs);
      }
    },
  };
}
