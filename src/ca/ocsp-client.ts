import { LRUCache } from 'lru-cache';
import { toHex } from '../encoding/bytes.ts';
import type { CertificateQuestion, Clock, OcspSource } from '../intake/ports.ts';
import {
  createOcspRequests,
  isFault,
  type OcspAnswerBytes,
  type OcspFinding,
  type OcspRequestOptions,
} from './ocsp-requests.ts';

export interface OcspClientOptions extends OcspRequestOptions {
  /** How old a good answer may be that is given again; not more than what the judge takes. 0 keeps none. */
  readonly cacheSeconds: number;
  /** How far the responder's clock may be ahead of ours, as the judge has it. */
  readonly skewMs: number;
  readonly clock: Clock;
  /** Told once for every question. */
  readonly onAnswer?: ((outcome: OcspOutcome, durationMs: number) => void) | undefined;
}

/** What became of a question: what the answer says, or why there is none. */
export type OcspOutcome = OcspFinding['outcome'] | 'cached';

/** For a status page. Counts are since the start. */
export interface OcspHealth {
  readonly circuit: 'closed' | 'open' | 'half-open';
  /** Wall clock of the last verified answer, unix milliseconds. */
  readonly lastAnswerMs: number | undefined;
  /** Questions, whatever became of them. */
  readonly asked: number;
  readonly cached: number;
  /** Requests with a verified answer, good or not. */
  readonly answered: number;
  /** Requests without one, by the responder's fault. */
  readonly failed: number;
  /** Questions without an answer for another reason: open circuit, full queue, no turn in time. */
  readonly skipped: number;
}

export interface OcspClient extends OcspSource {
  health(): OcspHealth;
}

const MAX_CACHED = 50_000;
const MAX_CACHED_BYTES = 64 * 1024 * 1024;
/** What a kept answer costs beside its bytes. */
const CACHED_OVERHEAD_BYTES = 512;

/**
 * A responder over HTTP that may be slow, flapping or dead without taking the vote with it. Good answers are kept;
 * `revoked` and `unknown` never are, so that the end of a suspension or a certificate just issued is seen at once.
 */
export function createOcspClient(options: OcspClientOptions): OcspClient {
  const { clock } = options;
  const requests = createOcspRequests(options);
  const answers = createAnswers(options);
  const underway = new Map<string, Promise<OcspFinding>>();
  const counts = { asked: 0, cached: 0, answered: 0, failed: 0, skipped: 0 };
  let lastAnswerMs: number | undefined;

  async function findOut(key: string, question: CertificateQuestion, atMs: number): Promise<OcspFinding> {
    const finding = await requests.send(question, atMs, (answer) => {
      answers.keep(key, answer);
    });
    if (finding.answer !== undefined) {
      counts.answered++;
      lastAnswerMs = clock.nowMs();
    } else if (isFault(finding)) counts.failed++;
    else counts.skipped++;
    return finding;
  }

  /** Whoever asks about the same certificate meanwhile waits for the same answer. */
  function once(key: string, question: CertificateQuestion, atMs: number): Promise<OcspFinding> {
    const known = underway.get(key);
    if (known !== undefined) return known;
    const finding = findOut(key, question, atMs).finally(() => underway.delete(key));
    underway.set(key, finding);
    return finding;
  }

  return {
    async ask(question, atMs) {
      const startedMs = clock.monotonicMs();
      counts.asked++;
      const key = `${question.issuerSha256}:${toHex(question.certId)}`;
      const kept = answers.find(key, atMs);
      if (kept !== undefined) {
        counts.cached++;
        options.onAnswer?.('cached', clock.monotonicMs() - startedMs);
        return { finding: kept.status, response: kept.response };
      }
      const { outcome, answer } = await once(key, question, atMs);
      options.onAnswer?.(outcome, clock.monotonicMs() - startedMs);
      return answer === undefined ? { finding: 'none' } : { finding: answer.status, response: answer.response };
    },
    health: () => ({ circuit: requests.circuit(), lastAnswerMs, ...counts }),
  };
}

/** Good answers in memory, bounded by number and by bytes. */
function createAnswers({ cacheSeconds, skewMs }: OcspClientOptions) {
  const cache = new LRUCache<string, OcspAnswerBytes>({
    max: MAX_CACHED,
    maxSize: MAX_CACHED_BYTES,
    sizeCalculation: ({ response }) => response.length + CACHED_OVERHEAD_BYTES,
  });
  return {
    keep(key: string, answer: OcspAnswerBytes): void {
      if (answer.status !== 'good') cache.delete(key);
      else if (cacheSeconds > 0) cache.set(key, answer);
    },
    /** Only an answer that a verifier of this ballot takes for its time of acceptance. */
    find(key: string, atMs: number): OcspAnswerBytes | undefined {
      const answer = cache.get(key);
      if (answer === undefined) return undefined;
      const ageMs = atMs - answer.producedAtMs;
      const isFresh = ageMs <= cacheSeconds * 1000 && ageMs >= -skewMs && atMs <= (answer.nextUpdateMs ?? Infinity);
      return isFresh ? answer : undefined;
    },
  };
}
