import { timingSafeEqual } from 'node:crypto';
import type { Challenge, ChallengePurpose } from '../domain/challenge.ts';
import { DauysError } from '../domain/errors.ts';
import { concatBytes, fromHex, toHex, toUtf8 } from '../encoding/bytes.ts';
import { encodeChallenge } from '../encoding/challenge.ts';
import { isoTime } from './contests.ts';

export const CHALLENGE_LIFETIME_MS = 300_000;
const RANDOM_BYTES = 16;
const MAC_BYTES = 16;
const MAC_PREFIX = toUtf8('DYS1 challenge\n');

/** HMAC-SHA-256 under the challenge key; 32 bytes. */
export type ChallengeMac = (message: Uint8Array) => Uint8Array;

/** The challenges that were used: the one place where it is decided who came first. */
export interface UsedChallenges {
  /**
   * Uses a nonce up; resolves once that is on disk, whatever process asks.
   * @returns false when it was used before
   * @throws DauysError `busy`
   */
  use(nonce: Uint8Array, expiresAtMs: number, nowMs: number): Promise<boolean>;
}

export interface ChallengeRequest {
  readonly purpose: ChallengePurpose;
  readonly origin: string;
  readonly nowMs: number;
}

/** The bytes to sign. What is issued is not remembered: half of the nonce is random, half a MAC that knows its own. */
export function issueChallenge(
  { purpose, origin, nowMs }: ChallengeRequest,
  random: (length: number) => Uint8Array,
  mac: ChallengeMac,
): Uint8Array {
  const seed = toHex(random(RANDOM_BYTES));
  const challenge = { purpose, origin, nonce: seed, expiresAt: isoTime(nowMs + CHALLENGE_LIFETIME_MS) };
  return encodeChallenge({ ...challenge, nonce: seed + toHex(tagOf(challenge, mac)) });
}

/**
 * Holds a signed challenge to having been issued here and being in time.
 * @param nowMs - when its signature arrived
 * @throws DauysError `challenge-invalid`
 */
export function checkChallenge(challenge: Challenge, nowMs: number, mac: ChallengeMac): void {
  const tag = fromHex(challenge.nonce.slice(2 * RANDOM_BYTES));
  if (tag?.length !== MAC_BYTES || !timingSafeEqual(tag, tagOf(challenge, mac))) {
    throw challengeInvalid('not a challenge that was issued here');
  }
  const leftMs = Date.parse(challenge.expiresAt) - nowMs;
  // More is left only after the clock was put back.
  if (leftMs <= 0 || leftMs > CHALLENGE_LIFETIME_MS) throw challengeInvalid('the challenge is out of its time');
}

/** Over every member, with the random half for the nonce. */
function tagOf(challenge: Challenge, mac: ChallengeMac): Uint8Array {
  const seeded = encodeChallenge({ ...challenge, nonce: challenge.nonce.slice(0, 2 * RANDOM_BYTES) });
  return mac(concatBytes(MAC_PREFIX, seeded)).subarray(0, MAC_BYTES);
}

export function challengeInvalid(why: string): DauysError {
  return new DauysError('challenge-invalid', why);
}
