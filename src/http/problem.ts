import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusalCode, type RefusalCode } from '../domain/errors.ts';
import { textOf } from '../domain/texts.ts';
import type { HttpLimits } from './deps.ts';
import { negotiateLanguage } from './language.ts';
import { CACHE, send } from './respond.ts';

interface ProblemRow {
  readonly status: number;
  /** Seconds; the sender may try the same request again after them. */
  readonly retryAfter?: number;
}

/** Status of every code; a code without a row does not compile. */
const PROBLEMS: Readonly<Record<RefusalCode, ProblemRow>> = {
  'malformed-request': { status: 400 },
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  'not-yet-published': { status: 403 },
  'contest-unknown': { status: 404 },
  'candidate-unknown': { status: 404 },
  'not-found': { status: 404 },
  'already-voted': { status: 409 },
  'voting-not-open': { status: 409 },
  'voting-closed': { status: 409 },
  'too-large': { status: 413 },
  'media-type': { status: 415 },
  'ballot-malformed': { status: 422 },
  'signer-count': { status: 422 },
  'ballot-wrong-content': { status: 422 },
  'certificate-missing': { status: 422 },
  'algorithm-unsupported': { status: 422 },
  'certificate-not-individual': { status: 422 },
  'certificate-wrong-usage': { status: 422 },
  'signer-id-missing': { status: 422 },
  'certificate-untrusted': { status: 422 },
  'certificate-expired': { status: 422 },
  'certificate-not-yet-valid': { status: 422 },
  'digest-mismatch': { status: 422 },
  'signature-invalid': { status: 422 },
  'time-stamp-invalid': { status: 422 },
  'certificate-revoked': { status: 422 },
  'revocation-unavailable': { status: 503, retryAfter: 60 },
  'challenge-invalid': { status: 422 },
  'commission-only': { status: 403 },
  'annulment-invalid': { status: 422 },
  'already-annulled': { status: 409 },
  'voting-not-closed': { status: 409 },
  'protocol-published': { status: 409 },
  'ballot-erased': { status: 410 },
  'rate-limited': { status: 429, retryAfter: 60 },
  busy: { status: 503, retryAfter: 2 },
  internal: { status: 500 },
};

export interface ProblemOptions {
  /** Takes the place of the table's. */
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function statusOf(code: RefusalCode): number {
  return PROBLEMS[code].status;
}

/** Seconds after which the same request may be sent again; undefined where that is of no use. */
export function retryAfterOf(code: RefusalCode): number | undefined {
  return PROBLEMS[code].retryAfter;
}

/** The code an error is answered with. `commit-unknown` is `busy`: the sender learns the truth by sending again. */
export function refusalOf(error: unknown): RefusalCode {
  const { name, code } = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    code?: unknown;
  };
  if (name !== 'DauysError' || typeof code !== 'string') return 'internal';
  if (code === 'commit-unknown') return 'busy';
  return isRefusalCode(code) ? code : 'internal';
}

/** Answers with RFC 9457 `application/problem+json` in the reader's language. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  limits: HttpLimits,
  code: RefusalCode,
  options: ProblemOptions = {},
): void {
  const { status } = PROBLEMS[code];
  const language = negotiateLanguage(request.headers['accept-language']);
  const retryAfterSeconds = options.retryAfterSeconds ?? retryAfterOf(code);
  send(request, response, limits, {
    status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Content-Language': language,
      Vary: 'Accept-Language',
      'Cache-Control': CACHE.none,
      ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': retryAfterSeconds }),
      ...(code === 'unauthorized' ? { 'WWW-Authenticate': 'Bearer realm="dauys"' } : {}),
      ...options.headers,
    },
    body: JSON.stringify({ type: `urn:dauys:problem:${code}`, status, code, ...textOf(code, language) }),
  });
}
