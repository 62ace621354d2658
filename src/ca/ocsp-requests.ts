import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  handleWhenResult,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { isDauysError } from '../domain/errors.ts';
import type { CertificateQuestion, Clock } from '../intake/ports.ts';
import { exchange, EXCHANGE_FAILURES, type ExchangeFailure, type ExchangeResult } from './http-exchange.ts';

export interface OcspRequestOptions {
  readonly url: string;
  readonly userAgent: string;
  /** How long a ballot may wait for its answer, its turn in the queue and verification included. */
  readonly timeoutMs: number;
  readonly maxConcurrent: number;
  /** Questions waiting for their turn; one more is not asked. */
  readonly maxWaiting: number;
  /** How long an open circuit rests before one question tries the responder again; at least `timeoutMs`. */
  readonly restMs?: number | undefined;
  /** The circuit opens when more than this share of the last 20 answers, of 10 at least, were failures; 0.5 unless told. */
  readonly failureShare?: number | undefined;
  readonly random: (length: number) => Uint8Array;
  readonly encode: (certId: Uint8Array, nonce: Uint8Array) => Uint8Array;
  readonly judge: OcspJudge;
  readonly clock: Clock;
}

/**
 * Verifies an answer. Rejects with `revocation-unavailable` when the answer cannot be verified; any other rejection is
 * this service's own trouble. Must leave the bytes where they are: no transfer.
 */
export type OcspJudge = (response: Uint8Array, criteria: OcspCriteria) => Promise<OcspJudgement>;

export interface OcspCriteria extends CertificateQuestion {
  readonly nonce: Uint8Array;
  /** When the ballot was accepted, unix milliseconds. */
  readonly atMs: number;
}

export interface OcspJudgement {
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly producedAtMs: number;
  /** When the answer says so itself, it is not given again past that. */
  readonly nextUpdateMs?: number | undefined;
}

export interface OcspAnswerBytes extends OcspJudgement {
  readonly response: Uint8Array;
}

/** Why there is no answer, beside what can happen to an exchange. */
export type OcspSilence =
  ExchangeFailure['kind'] | 'unverified' | 'circuit-open' | 'queue-full' | 'waited-too-long' | 'own-trouble';

export type OcspFinding =
  | { readonly outcome: OcspJudgement['status']; readonly answer: OcspAnswerBytes }
  | { readonly outcome: OcspSilence; readonly answer?: undefined };

export interface OcspRequests {
  /**
   * Never rejects, and resolves within the time limit.
   * @param keep - told of a verified answer, also of one that came too late for whoever asked
   */
  send(question: CertificateQuestion, atMs: number, keep: (answer: OcspAnswerBytes) => void): Promise<OcspFinding>;
  circuit(): 'closed' | 'open' | 'half-open';
}

/** How far a question has come. */
interface Progress {
  readonly signal: AbortSignal;
  /** The one question that tries the responder again. */
  readonly isTrial: boolean;
  /** A turn after this would be cut off, and the responder blamed for our queue. */
  readonly latestTurnMs: number;
  /** What to call it when the time is up now. */
  ifCutOff: OcspSilence;
}

/** A delegate's certificate and a GOST signature make about 2 KiB. */
const MAX_RESPONSE_BYTES = 64 * 1024;
const NONCE_BYTES = 16;
const REST_MS = 5000;
/** The part of the time limit after which a request is not begun any more. */
const WORTHWHILE = 0.9;
const RESPONSE_TYPES = ['application/ocsp-response', 'application/octet-stream'];
/** Dead or flapping. */
const FAILURE_SHARE = 0.5;
const BREAKER = { size: 20, minimumNumberOfCalls: 10 };
const FAULTS: ReadonlySet<string> = new Set([...EXCHANGE_FAILURES, 'unverified']);
const CIRCUITS = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
} as const;

/** What the responder is to blame for, and the circuit counts. An answer of `revoked` or `unknown` is none of it. */
export function isFault({ outcome }: OcspFinding): boolean {
  return FAULTS.has(outcome);
}

/** Requests to the responder behind queue, time limit and circuit. */
export function createOcspRequests(options: OcspRequestOptions): OcspRequests {
  const limit = timeout(options.timeoutMs, TimeoutStrategy.Aggressive);
  const turns = bulkhead(options.maxConcurrent, options.maxWaiting);
  const circuit = createCircuit(options);

  async function put(question: CertificateQuestion, atMs: number, progress: Progress): Promise<OcspFinding> {
    const nonce = options.random(NONCE_BYTES);
    // Not with the signal: a bulkhead that finds its next in line given up leaves the turn unused.
    const result = await turns.execute(async (): Promise<ExchangeResult | OcspSilence> => {
      if (options.clock.monotonicMs() > progress.latestTurnMs) return 'waited-too-long';
      // The circuit may have opened while this question waited for its turn.
      if (!progress.isTrial && circuit.state() !== 'closed') return 'circuit-open';
      progress.ifCutOff = 'timeout';
      return exchange({
        url: options.url,
        userAgent: options.userAgent,
        post: { type: 'application/ocsp-request', bytes: options.encode(question.certId, nonce) },
        expectedTypes: RESPONSE_TYPES,
        timeoutMs: options.timeoutMs,
        maxBytes: MAX_RESPONSE_BYTES,
        signal: progress.signal,
      });
    });
    if (typeof result === 'string') return { outcome: result };
    if (result.kind !== 'answered') return { outcome: result.kind === 'not-modified' ? 'status' : result.kind };
    progress.ifCutOff = 'own-trouble';
    return judged(options.judge, result.body, { ...question, nonce, atMs });
  }

  return {
    async send(question, atMs, keep) {
      const breaker = circuit.enter();
      if (breaker === undefined) return { outcome: 'circuit-open' };
      let ifCutOff = (): OcspSilence => 'own-trouble';
      try {
        return await limit.execute(({ signal }) => {
          const isTrial = circuit.state() !== 'closed';
          const latestTurnMs = options.clock.monotonicMs() + WORTHWHILE * options.timeoutMs;
          const progress: Progress = { signal, isTrial, latestTurnMs, ifCutOff: 'waited-too-long' };
          ifCutOff = () => progress.ifCutOff;
          return breaker.execute(async () => {
            const finding = await put(question, atMs, progress);
            if (finding.answer !== undefined) keep(finding.answer);
            return finding;
          });
        });
      } catch (error) {
        if (error instanceof BrokenCircuitError) return { outcome: 'circuit-open' };
        if (error instanceof BulkheadRejectedError) return { outcome: 'queue-full' };
        return { outcome: error instanceof TaskCancelledError ? ifCutOff() : 'own-trouble' };
      }
    },
    circuit: circuit.state,
  };
}

/** The rest of an open circuit is measured by the clock that never steps; cockatiel itself reads the wall clock. */
function createCircuit({ restMs = REST_MS, timeoutMs, failureShare = FAILURE_SHARE, clock }: OcspRequestOptions) {
  const halfOpenAfter = Math.max(restMs, timeoutMs);
  let restsUntilMs = 0;
  let breaker = create(undefined);

  function create(initialState: unknown): CircuitBreakerPolicy {
    const next = circuitBreaker(
      handleWhenResult((finding) => isFault(finding as OcspFinding)),
      { halfOpenAfter, breaker: new CountBreaker({ ...BREAKER, threshold: failureShare }), initialState },
    );
    next.onBreak(() => {
      restsUntilMs = clock.monotonicMs() + halfOpenAfter;
    });
    return next;
  }

  return {
    state: () => CIRCUITS[breaker.state],
    /** @returns undefined while nobody is to ask: at rest, or while one question tries the responder again. */
    enter(): CircuitBreakerPolicy | undefined {
      if (breaker.state === CircuitState.Closed) return breaker;
      if (breaker.state === CircuitState.HalfOpen || clock.monotonicMs() < restsUntilMs) return undefined;
      breaker = create({
        ...(breaker.toJSON() as object),
        ownState: { value: CircuitState.Open, openedAt: 0, attemptNo: 1 },
      });
      return breaker;
    },
  };
}

async function judged(judge: OcspJudge, response: Uint8Array, criteria: OcspCriteria): Promise<OcspFinding> {
  try {
    const judgement = await judge(response, criteria);
    return { outcome: judgement.status, answer: { ...judgement, response } };
  } catch (error) {
    return { outcome: isDauysError(error) && error.code === 'revocation-unavailable' ? 'unverified' : 'own-trouble' };
  }
}
