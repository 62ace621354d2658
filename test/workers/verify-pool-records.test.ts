import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVIDENCE } from '../../src/domain/evidence.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { parseCrlRecord } from '../../src/signature/crl-record.ts';
import { shareCrl } from '../../src/signature/crl-shared.ts';
import { parseCrl } from '../../src/signature/crl.ts';
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
import { crlWorld } from '../support/crl-world.ts';

const contest = testContest('regional-demo');
const candidates = contest.candidates.map(({ id, number }) => ({ id, number, ballot: ballotBytes(contest, number) }));
const [{ ballot: content }] = candidates as [(typeof candidates)[0]];
const { der } = crlWorld();
const signer = parseCertificate(testCa().intermediateDer);
const ballots = [1, 2, 3].map((n) => signedBallot(content, testCitizen(n)));
const listOf = (changes: Parameters<typeof der>[0]) => shareCrl(parseCrl(der(changes)), signer);

describe('records of lists that come out of the verification pool', () => {
  let pool: VerifyPool;
  beforeAll(() => {
    const data = {
      ...trustFiles(testCa()),
      crls: [],
      revocation: { mode: 'crl' as const, ocspMaxAgeMs: 0, skewMs: 0 },
      contests: [{ id: contest.id, origin: contest.origin, candidates }],
    };
    pool = createVerifyPool({ data, maxPending: 8, threads: 1 });
  });
  afterAll(() => pool.close());

  async function recordsOf(): Promise<(Uint8Array | undefined)[]> {
    const message = { contestId: contest.id, acceptedAtMs: TEST_NOW.getTime() };
    const sound = await Promise.all(ballots.map((cms) => pool.verify({ ...message, cms })));
    return sound.map(({ evidence }) => evidence.find(({ tag }) => tag === EVIDENCE.crlRecord)?.value);
  }

  it('are one and the same for ballots that are verified together', async () => {
    pool.useLists([listOf({ number: 1 })]);
    const [first, second, third] = await recordsOf();
    expect(parseCrlRecord(first!).lists).toMatchObject([{ number: '1', kind: 'base', entry: null }]);
    expect(second).toBe(first);
    expect(third).toBe(first);
  });

  it('name the lists of the moment: a newer one, one with a delta, none', async () => {
    const numbers = async (): Promise<unknown> =>
      (await recordsOf()).map((record) => record && parseCrlRecord(record).lists.map(({ number }) => number));
    pool.useLists([listOf({ number: 2 })]);
    expect(await numbers()).toEqual([['2'], ['2'], ['2']]);
    pool.useLists([listOf({ number: 2 }), listOf({ number: 3, baseNumber: 2 })]);
    expect(await numbers()).toEqual([
      ['2', '3'],
      ['2', '3'],
      ['2', '3'],
    ]);
    pool.useLists([listOf({ number: 2 })]);
    expect(await numbers()).toEqual([['2'], ['2'], ['2']]);
    pool.useLists([]);
    expect(await numbers()).toEqual([undefined, undefined, undefined]);
  });
});
