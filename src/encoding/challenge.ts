import { CHALLENGE_PURPOSES, type Challenge, type ChallengePurpose } from '../domain/challenge.ts';
import { equalBytes, fromUtf8 } from './bytes.ts';
import { canonicalJson } from './canonical-json.ts';
import { isIsoTime } from './iso-time.ts';

/** As contest definitions have it. */
const ORIGIN = /^[\x21-\x2a\x2c-\x7e]{1,200}$/;
const NONCE = /^[0-9a-f]{64}$/;
const TIME = /^.{24}$/;

/** The bytes to sign. */
export function encodeChallenge({ purpose, origin, nonce, expiresAt }: Challenge): Uint8Array {
  return canonicalJson({ dauys: 'challenge/1', purpose, origin, nonce, expiresAt });
}

/**
 * Reads what was signed as a challenge: its own members in its own spelling, nothing else.
 * @param bytes - attacker-controlled
 * @returns undefined for anything but a challenge
 */
export function parseChallenge(bytes: Uint8Array): Challenge | undefined {
  const { purpose, origin, nonce, expiresAt } = membersOf(bytes);
  if (!isPurpose(purpose) || !isText(origin, ORIGIN) || !isText(nonce, NONCE) || !isText(expiresAt, TIME))
    return undefined;
  if (!isIsoTime(expiresAt)) return undefined;
  const challenge = { purpose, origin, nonce, expiresAt };
  // Other spellings of the same values, further members and another `dauys` do not survive being written anew.
  return equalBytes(encodeChallenge(challenge), bytes) ? challenge : undefined;
}

function membersOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isPurpose(value: unknown): value is ChallengePurpose {
  return (CHALLENGE_PURPOSES as readonly unknown[]).includes(value);
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}
