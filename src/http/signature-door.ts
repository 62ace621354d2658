import type { IncomingHttpHeaders } from 'node:http';
import type { Code, RefusalCode } from '../domain/errors.ts';
import { ballotMediaType, parseBallotBody, type BallotBody } from './ballot-body.ts';
import { createClientNetwork } from './client-address.ts';
import type { HttpDeps } from './deps.ts';
import { refusalOf, sendProblem, statusOf, type ProblemOptions } from './problem.ts';
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

/** How uploads are read and refusals told. */
export interface DoorManner {
  /**
   * By its headers, before the first byte of the body.
   * @throws DauysError `media-type`
   */
  parserOf(headers: IncomingHttpHeaders): (body: Uint8Array, query: URLSearchParams) => BallotBody;
  refuse(exchange: Exchange, code: RefusalCode, options: ProblemOptions): void;
}

/** The one door for signatures: the memory for bodies and the count of refused ones are shared by all its routes. */
export interface SignatureDoor {
  /**
   * Answers one request, refusals included.
   * @param answer - reads the upload when it wants it; `durationMs` tells how long the request has taken so far
   * @param manner - that of programs unless told
   */
  admit(
    exchange: Exchange,
    events: UploadEvents,
    answer: (read: () => Promise<SignedUpload>, durationMs: () => number) => Promise<Reply>,
    manner?: DoorManner,
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

  const programs: DoorManner = {
    parserOf({ 'content-type': contentType, 'content-encoding': contentEncoding }) {
      const mediaType = ballotMediaType(contentType, contentEncoding);
      return (body, query) => parseBallotBody(mediaType, body, query);
    },
    refuse: ({ request, response }, code, options) => {
      sendProblem(request, response, limits, code, options);
    },
  };

  async function read({ request, response, query }: Exchange, { parserOf }: DoorManner): Promise<SignedUpload> {
    const parse = parserOf(request.headers);
    const body = await uploads.read(request, response);
    const acceptedAtMs = clock.nowMs();
    return { ...parse(body, query), acceptedAtMs };
  }

  /** @returns the code to answer with */
  function refusal({ response }: Exchange, error: unknown, network: string): RefusalCode {
    const code = refusalOf(error);
    if (statusOf(code) === UNPROCESSABLE) refusals.countRefusal(network);
    if (code === 'internal') requestFailed(routeOf(response), error);
    return code;
  }

  return {
    async admit(exchange, events, answer, manner = programs) {
      const { request, response } = exchange;
      const startedMs = clock.monotonicMs();
      const durationMs = (): number => clock.monotonicMs() - startedMs;
      const network = networkOf(request);
      const retryAfterSeconds = refusals.waitSeconds(network);
      if (retryAfterSeconds > 0) {
        events.refused('rate-limited', 0);
        manner.refuse(exchange, 'rate-limited', { retryAfterSeconds });
        return;
      }
      try {
        send(request, response, limits, await answer(() => read(exchange, manner), durationMs));
      } catch (error) {
        if (error instanceof UploadAborted) {
          events.aborted();
          response.destroy();
          return;
        }
        const code = refusal(exchange, error, network);
        events.refused(code, durationMs());
        manner.refuse(exchange, code, {});
      }
    },
  };
}
