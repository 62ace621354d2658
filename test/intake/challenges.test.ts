import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Challenge } from '../../src/domain/challenge.ts';
import { parseChallenge } from '../../src/encoding/challenge.ts';
import { checkChallenge, CHALLENGE_LIFETIME_MS, issueChallenge } from '../../src/intake/challenges.ts';
import { random } from '../support/ballots.ts';
import '../support/matchers.ts';

const NOW = Date.UTC(2026, 10, 22, 7);
const ORIGIN = 'vote.example.kz/log/demo';
const macUnder =
  (key: string) =>
  (message: Uint8Array): Uint8Array =>
    createHmac('sha256', key).update(message).digest();
const mac = macUnder('ours');

function issue(changes: { purpose?: 'statement' | 'sign-in'; origin?: string; nowMs?: number } = {}): Challenge {
  const request = { purpose: 'statement', origin: ORIGIN, nowMs: NOW, ...changes } as const;
  const challenge = parseChallenge(issueChallenge(request, random, mac));
  if (challenge === undefined) throw new Error('what is issued is no challenge');
  return challenge;
}
const flip = (nonce: string, at: number): string =>
  nonce.slice(0, at) + (nonce[at] === '0' ? '1' : '0') + nonce.slice(at + 1);

describe('challenges', () => {
  it('are good for five minutes to the millisecond, from the moment they are issued', async () => {
    const challenge = issue();
    expect(challenge).toMatchObject({ purpose: 'statement', origin: ORIGIN, expiresAt: '2026-11-22T07:05:00.000Z' });
    expect(CHALLENGE_LIFETIME_MS).toBe(300_000);
    for (const afterMs of [0, 1, 299_999]) checkChallenge(challenge, NOW + afterMs, mac);
    for (const afterMs of [300_000, 300_001, 86_400_000]) {
      await expect(() => {
        checkChallenge(challenge, NOW + afterMs, mac);
      }).toRejectWithCode('challenge-invalid');
    }
  });

  it('are out of time when the clock stands before they were issued', async () => {
    await expect(() => {
      checkChallenge(issue(), NOW - 1, mac);
    }).toRejectWithCode('challenge-invalid');
  });

  it('have a nonce of their own each, of which the issuer remembers nothing', () => {
    const nonces = Array.from({ length: 100 }, () => issue().nonce);
    expect(new Set(nonces.map((nonce) => nonce.slice(0, 32))).size).toBe(100);
    expect(new Set(nonces.map((nonce) => nonce.slice(32))).size).toBe(100);
  });

  it.each<[string, (challenge: Challenge) => Challenge]>([
    ['a later end', (c) => ({ ...c, expiresAt: '2026-11-22T07:04:59.999Z' })],
    ['another purpose', (c) => ({ ...c, purpose: 'sign-in' })],
    ['another log', (c) => ({ ...c, origin: `${ORIGIN}x` })],
    ['another random half', (c) => ({ ...c, nonce: flip(c.nonce, 0) })],
    ['another last random digit', (c) => ({ ...c, nonce: flip(c.nonce, 31) })],
    ['another first digit of the MAC', (c) => ({ ...c, nonce: flip(c.nonce, 32) })],
    ['another last digit of the MAC', (c) => ({ ...c, nonce: flip(c.nonce, 63) })],
    ['a nonce out of nowhere', (c) => ({ ...c, nonce: 'ab'.repeat(32) })],
    ['the MAC of another challenge', (c) => ({ ...c, nonce: c.nonce.slice(0, 32) + issue().nonce.slice(32) })],
  ])('with %s were not issued here', async (_, change) => {
    const challenge = issue();
    await expect(() => {
      checkChallenge(change(challenge), NOW, mac);
    }).toRejectWithCode('challenge-invalid');
    checkChallenge(challenge, NOW, mac);
  });

  it('of another installation were not issued here', async () => {
    await expect(() => {
      checkChallenge(issue(), NOW, macUnder('theirs'));
    }).toRejectWithCode('challenge-invalid');
  });
});
