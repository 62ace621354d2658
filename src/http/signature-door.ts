import type { Code } from '../domain/errors.ts';
import { ballotMediaType, parseBallotBody, type BallotBody } from './ballot-body.ts';
import { createClientNetwork } from './client-address.ts';
import type { HttpDeps } from './deps.ts';
import { refusalOf, sendProblem, statusOf } from './problem.ts';
import { createRefusalLimit } from './refusal-limit.ts';
import { send, type Reply } from './respond.ts';
import { routeOf, type Exchange } from './route.ts';
import { createUploadReader, UploadAborted } from './upload.ts';

/** A refused signature: the only kind of refusal that counts against an address. */
const UNPROCESSABLE = 422;

/** A signed message as it arrived: attacker-controlled. */
export interface SignedUpload extends BallotBody {
  /** Server clock when the last body byte arrived, unix milliseconds. */
  readonly acceptedAtMs: number;
}

/** What becomes of uploads, for the log; routes tell their own successes. */
export interface UploadEvents {
  refused(code: Code, durationMs: number): void;
  aborted(): void;
}

/** The one door for signatures: the memory for bodies and the count of refused ones are shared by all its routes. */
export interface SignatureDoor {
  /**
   * Answers one request, refusals included.
   * @param answer - reads the upload when it wants it; `durationMs` tells how long the request has taken so far
   */
  admit(
    exchange: Exchange,
    events: UploadEvents,
    answer: (read: () => Promise<SignedUpload>, durationMs: () => number) => Promise<Reply>,
  ): Promise<void>;
}

export function createSignatureDoor({
  clock,
  events: { requestFailed },
  limits,
}: Pick<HttpDeps, 'clock' | 'events' | 'limits'>): SignatureDoor {
  const networkOf = createClientNetwork(limits.trustedProxies);
  const uploads = createUploadReader(limits);
  const refusals = createRefusalLimit({ clock, perMinute: limits.refusalsPerMinute, burst: limits.refusalsBurst });

  async function read({ request, response, query }: Exchange): Promise<SignedUpload> {
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    const mediaType = ballotMediaType(contentType, contentEncoding);
    const body = await uploads.read(request, response);
    const acceptedAtMs = clock.nowMs();
    return { ...parseBallotBody(mediaType, body, query), acceptedAtMs };
  }

  function refuse({ request, response }: Exchange, error: unknown, tell: (code: Code) => void, network: string): void {
    const code = refusalOf(error);
    if (statusOf(code) === UNPROCESSABLE) refusals.countRefusal(network);
    if (code === 'internal') requestFailed(routeOf(response), error);
    tell(code);
    sendProblem(request, response, limits, code);
  }

  return {
    async admit(exchange, events, answer) {
      const { request, response } = exchange;
      const startedMs = clock.monotonicMs();
      const durationMs = (): number => clock.monotonicMs() - startedMs;
      const network = networkOf(request);
      const retryAfterSeconds = refusals.waitSeconds(network);
      if (retryAfterSeconds > 0) {
        events.refused('rate-limited', 0);
        sendProblem(request, response, limits, 'rate-limited', { retryAfterSeconds });
        return;
      }
      try {
        send(request, response, limits, await answer(() => read(exchange), durationMs));
      } catch (error) {
        if (error instanceof UploadAborted) {
          events.aborted();
          response.destroy();
          return;
        }
        const tell = (code: Code): void => {
          events.refused(code, durationMs());
        };
        refuse(exchange, error, tell, network);
      }
    },
  };
}
