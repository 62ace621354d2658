import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { voterTagMessage } from '../../src/log/commitments.ts';
import { contestTag, definitionDigest } from '../../src/encoding/contest.ts';
import { loadContestKeys } from '../../src/keys/contest-keys.ts';
import { sha256 } from '../support/ballots.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';
import { eventually, spawnService, type ServiceProcess, type TestInstallation } from '../support/service.ts';
import { cast, createBallotBox, type BallotBox } from './support/ballot-box.ts';
import { installationOfToday, votesOf, type Vote } from './support/electorate.ts';
import { logFaults, readLog } from './support/public-log.ts';
import { countsOf, publishedCounts } from './support/counts.ts';

/** No answer of Redis is worth this much of a citizen's time; it is asked for 50 ms. */
const PATIENCE_MS = 5000;
const PEOPLE = 40;

let installation: TestInstallation;
let redis: TestRedis;
let services: ServiceProcess[];
let box: BallotBox;
let client: Redis;
beforeEach(async () => {
  installation = installationOfToday();
  redis = await startRedis();
  client = new Redis(redis.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  const start = (): Promise<ServiceProcess> => spawnService(installation, { DAUYS_REDIS: redis.url });
  services = await Promise.all([start(), start()]);
  box = createBallotBox();
});
afterEach(async () => {
  client.disconnect();
  await Promise.all(services.map((service) => service.kill('SIGKILL')));
  await redis.stop();
  installation.remove();
});

/** New people vote, and some who have voted send their ballot again. */
async function vote(round: number): Promise<void> {
  const fresh = votesOf(1 + round * PEOPLE, PEOPLE, installation.contest);
  const again = [...box.votes.values()].slice(-PEOPLE / 2);
  await cast([...fresh, ...again], services, box);
}

/** The Redis key of the gate holds these people, though none of them has a ballot in the ledger. */
async function markAsVoted(votes: readonly Vote[]): Promise<void> {
  const { id, origin } = installation.contest;
  const tag = contestTag(definitionDigest(installation.contest, sha256));
  const keys = loadContestKeys(join(installation.directory, 'data.keys'), { id, origin });
  const members = votes.map(({ citizen }) =>
    Buffer.from(keys.voterMac(voterTagMessage(tag, citizen.iin)).subarray(0, 16)).toString('hex'),
  );
  expect(await client.sadd(`dauys:{${id}}:voted`, members)).toBe(votes.length);
}

describeWithRedis('Redis lost in the middle of a vote', () => {
  it('one-vote, burn-nothing, pure-tally: killed, restarted empty, flushed and frozen, it costs no vote and doubles none', async () => {
    const during = async (round: number, act: () => unknown): Promise<void> => {
      const before = box.receipts.size;
      const voting = vote(round);
      // In the middle of it, not before and not after.
      await eventually(() => (box.receipts.size > before + 5 ? true : undefined));
      await act();
      await voting;
    };

    await vote(0);
    await during(1, () => redis.kill());
    await vote(2);
    await redis.restart();
    await vote(3);
    await during(4, () => client.flushall());
    await during(5, () => {
      redis.freeze();
    });
    // Nobody waits for it to thaw.
    await vote(6);
    redis.thaw();
    await during(7, () => redis.restart());

    expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0 });
    expect(box.slowestMs).toBeLessThan(PATIENCE_MS);
    expect(box.receipts.size).toBe(8 * PEOPLE);
    const log = await readLog(services[0]!, installation.contest.id);
    expect(logFaults(log, box)).toEqual([]);
    expect(log.leaves).toHaveLength(1 + 8 * PEOPLE);
    for (const service of services) {
      expect(await publishedCounts(service, installation.contest, box.receipts.size)).toEqual(countsOf(box));
    }
  }, 60_000);

  it('burn-nothing: who stands in Redis without a ballot in the ledger, as after a crash between the two, can vote', async () => {
    const votes = votesOf(1, 10, installation.contest);
    await markAsVoted(votes);
    await cast(votes, services, box);
    expect(box).toMatchObject({ faults: [], busy: 0, unanswered: 0, storedUnanswered: 0 });
    expect(box.receipts.size).toBe(10);
  });

  it('stops in order though Redis is frozen or gone', async () => {
    await vote(0);
    redis.freeze();
    expect(await services[0]!.kill('SIGTERM')).toBe(0);
    redis.thaw();
    await redis.kill();
    expect(await services[1]!.kill('SIGTERM')).toBe(0);
  });
});
