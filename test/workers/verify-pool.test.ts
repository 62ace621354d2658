import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Challenge, ChallengePurpose } from '../../src/domain/challenge.ts';
import { isDauysError } from '../../src/domain/errors.ts';
import { encodeChallenge } from '../../src/encoding/challenge.ts';
import type { UnverifiedMessage } from '../../src/intake/ports.ts';
import { createVerifyPool, type VerifyPool } from '../../src/workers/verify-pool.ts';
import {
  ballotBytes,
  signedBallot,
  TEST_NOW,
  testCa,
  testCitizen,
  testContest,
  trustFiles,
} from '../support/ballots.ts';

const contest = testContest('regional-demo');
const candidates = contest.candidates.map(({ id, number }) => ({ id, number, ballot: ballotBytes(contest, number) }));
const [first, second] = candidates as [(typeof candidates)[0], (typeof candidates)[0]];
const citizen = testCitizen(1);
const good = signedBallot(first.ballot, citizen);
const forged = Uint8Array.from(good);
forged[forged.length - 1]! ^= 1;

describe('the verification pool', () => {
  let pool: VerifyPool;
  beforeAll(() => {
    const data = {
      ...trustFiles(testCa(), testCa(TEST_NOW, 'gost512')),
      crls: [],
      revocation: { mode: 'off' as const, ocspMaxAgeMs: 0, skewMs: 0 },
      contests: [{ id: contest.id, origin: contest.origin, candidates }],
    };
    pool = createVerifyPool({ data, maxPending: 4, threads: 1 });
  });
  afterAll(() => pool.close());

  const verify = (cms: Uint8Array, changes: { candidateId?: string; contestId?: string; acceptedAtMs?: number } = {}) =>
    pool.verify({ contestId: contest.id, cms, acceptedAtMs: TEST_NOW.getTime(), ...changes });
  const outcome = (verdict: ReturnType<typeof verify>): Promise<string> =>
    verdict.then(
      ({ iin, match }) => `${iin} ${match}`,
      (error: unknown) => (isDauysError(error) ? error.code : String(error)),
    );

  it('says person and candidate, whichever algorithm and form the signature has', async () => {
    const gost = testCitizen(2, testCa(TEST_NOW, 'gost512'));
    const detached = signedBallot(second.ballot, citizen, { detached: true });
    const verdicts = [
      verify(good),
      verify(signedBallot(second.ballot, gost)),
      verify(detached, { candidateId: second.id }),
      verify(good, { candidateId: second.id }),
    ];
    expect(await Promise.all(verdicts.map(outcome))).toEqual([
      `000000000001 ${first.number}`,
      `000000000002 ${second.number}`,
      `000000000001 ${second.number}`,
      'ballot-wrong-content',
    ]);
  });

  it('lets a ballot that fails take no other with it', async () => {
    const verdicts = [forged, good, new Uint8Array(), good].map((cms) => outcome(verify(cms)));
    const taken = `000000000001 ${first.number}`;
    expect(await Promise.all(verdicts)).toEqual(['signature-invalid', taken, 'ballot-malformed', taken]);
  });

  it('judges each at the time it came', async () => {
    const late = verify(good, { acceptedAtMs: Date.parse('2030-01-01T00:00:00Z') });
    expect(await Promise.all([late, verify(good)].map(outcome))).toEqual([
      'certificate-expired',
      `000000000001 ${first.number}`,
    ]);
  });

  it('is bounded: what is too much is busy at once, and verified when it comes again', async () => {
    const verdicts = Array.from({ length: 7 }, () => outcome(verify(good)));
    expect(pool.pending()).toBe(4);
    expect((await Promise.all(verdicts)).filter((verdict) => verdict === 'busy')).toHaveLength(3);
    expect(pool.pending()).toBe(0);
    expect(await outcome(verify(good))).toBe(`000000000001 ${first.number}`);
  });

  describe('over challenges', () => {
    const CHALLENGE: Challenge = {
      purpose: 'statement',
      origin: contest.origin,
      nonce: 'ab'.repeat(32),
      expiresAt: '2026-11-22T07:05:00.000Z',
    };
    const sign = (challenge: Challenge): Uint8Array => signedBallot(encodeChallenge(challenge), citizen);
    const check = (cms: Uint8Array, purpose: ChallengePurpose = 'statement', contestId = contest.id): Promise<string> =>
      pool.verifyChallenge({ contestId, cms, acceptedAtMs: TEST_NOW.getTime() }, purpose).then(
        ({ iin, match }) => `${iin} ${JSON.stringify(match)}`,
        (error: unknown) => (isDauysError(error) ? error.code : String(error)),
      );

    it('says person and challenge', async () => {
      expect(await check(sign(CHALLENGE))).toBe(`000000000001 ${JSON.stringify(CHALLENGE)}`);
    });

    it('refuses the challenge of another log or purpose, whoever signed it', async () => {
      const verdicts = [
        check(sign({ ...CHALLENGE, origin: `${contest.origin}x` })),
        check(sign({ ...CHALLENGE, purpose: 'sign-in' })),
        check(sign(CHALLENGE), 'sign-in'),
        check(sign(CHALLENGE), 'statement', 'another'),
      ];
      const wrong = 'ballot-wrong-content';
      expect(await Promise.all(verdicts)).toEqual([wrong, wrong, wrong, 'internal']);
    });

    it('never takes a ballot for a challenge, nor a challenge for a ballot', async () => {
      expect(await Promise.all([check(good), outcome(verify(sign(CHALLENGE)))])).toEqual([
        'ballot-wrong-content',
        'ballot-wrong-content',
      ]);
      const named = { ...{ contestId: contest.id, cms: signedBallot(first.ballot, citizen, { detached: true }) } };
      const detached = pool.verifyChallenge(
        { ...named, acceptedAtMs: TEST_NOW.getTime(), candidateId: first.id } as UnverifiedMessage,
        'statement',
      );
      await expect(detached).rejects.toMatchObject({ code: 'ballot-wrong-content' });
    });

    it('lets them travel with ballots, each judged for what it is', async () => {
      const verdicts = [outcome(verify(good)), check(sign(CHALLENGE)), check(good), outcome(verify(forged))];
      expect(await Promise.all(verdicts)).toEqual([
        `000000000001 ${first.number}`,
        `000000000001 ${JSON.stringify(CHALLENGE)}`,
        'ballot-wrong-content',
        'signature-invalid',
      ]);
    });
  });

  it('is a fault of the program, not of the citizen, when the contest is not one of its own', async () => {
    expect(await outcome(verify(good, { contestId: 'another' }))).toBe('internal');
  });
});
