import { DauysError } from '../domain/errors.ts';
import type { Clock, TimeStamper } from '../intake/ports.ts';
import type { VerifiedTimeStamp } from '../signature/time-stamp.ts';
import { exchange } from './http-exchange.ts';

export interface TimeStamperOptions {
  readonly url: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  /** How far the authority's clock may be from ours: a token of another day is no evidence of this one. */
  readonly skewMs: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Gives up what is under way: a process that stops does not wait for the authority. */
  readonly signal?: AbortSignal | undefined;
  readonly random: (length: number) => Uint8Array;
  readonly encode: (request: { readonly data: Uint8Array; readonly nonce: Uint8Array }) => Uint8Array;
  /** The token out of a response. */
  readonly read: (response: Uint8Array) => Uint8Array;
  readonly verify: (
    token: Uint8Array,
    question: { readonly data: Uint8Array; readonly nonce: Uint8Array },
  ) => Pick<VerifiedTimeStamp, 'genTime'>;
}

const MAX_RESPONSE_BYTES = 64 * 1024;
const NONCE_BYTES = 16;
/** RFC 3161 §3.4; the second is what some servers say. */
const RESPONSE_TYPES = ['application/timestamp-reply', 'application/timestamp-response', 'application/octet-stream'];

/** A time-stamp authority over HTTP. Rejects with `busy` where it did not answer, with the verifier's code otherwise. */
export function createTimeStamper(options: TimeStamperOptions): TimeStamper {
  const { url, userAgent, timeoutMs, skewMs, clock, signal, encode, read, verify } = options;
  return {
    async stamp(data) {
      const nonce = positiveNonce(options.random);
      const result = await exchange({
        url,
        userAgent,
        timeoutMs,
        post: { type: 'application/timestamp-query', bytes: encode({ data, nonce }) },
        expectedTypes: RESPONSE_TYPES,
        maxBytes: MAX_RESPONSE_BYTES,
        signal,
      });
      if (result.kind !== 'answered') {
        const detail = 'detail' in result ? ` (${result.detail})` : '';
        throw new DauysError('busy', `no answer of the time-stamp authority: ${result.kind}${detail}`);
      }
      const token = read(result.body);
      const { genTime } = verify(token, { data, nonce });
      if (Math.abs(genTime.getTime() - clock.nowMs()) > skewMs) {
        throw new DauysError('time-stamp-invalid', 'the clock of the authority is far from ours');
      }
      return token;
    },
  };
}

/** Content octets of a positive INTEGER, minimal: the highest bit is clear and the one below it set. */
function positiveNonce(random: (length: number) => Uint8Array): Uint8Array {
  const nonce = random(NONCE_BYTES).slice();
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  return nonce;
}
