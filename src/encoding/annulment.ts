import { MAX_REASON, type Annulment } from '../domain/annulment.ts';
import { equalBytes, fromUtf8 } from './bytes.ts';
import { canonicalJson } from './canonical-json.ts';
import { isPublicText } from './public-text.ts';

/** As contest definitions have it. */
const CONTEST_ID = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** The bytes to sign. */
export function encodeAnnulment({ contest, index, reason: { kk, ru } }: Annulment): Uint8Array {
  return canonicalJson({ annulment: 'dauys/1', contest, index, reason: { kk, ru } });
}

/**
 * Reads what was signed as an annulment: its own members in its own spelling, nothing else.
 * @param bytes - attacker-controlled
 * @returns undefined for anything but an annulment
 */
export function parseAnnulment(bytes: Uint8Array): Annulment | undefined {
  const { contest, index, reason } = membersOf(bytes);
  if (typeof contest !== 'string' || !CONTEST_ID.test(contest) || !isIndex(index)) return undefined;
  const { kk, ru } = objectOf(reason);
  if (!isReason(kk) || !isReason(ru)) return undefined;
  const annulment = { contest, index, reason: { kk, ru } };
  // Other spellings of the same values, further members and another kind do not survive being written anew.
  return equalBytes(encodeAnnulment(annulment), bytes) ? annulment : undefined;
}

function isReason(value: unknown): value is string {
  return typeof value === 'string' && isPublicText(value, MAX_REASON) && value.trim() === value;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function membersOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(fromUtf8(bytes)));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
