import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisGate, type GateSilence, type RedisGate } from '../../src/redis/gate.ts';
import { testVoterTag } from '../support/ledger-rows.ts';
import { until } from '../support/poll.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';

const CONTEST = 'qamqor-test';
const TAG = testVoterTag(CONTEST, 1);
const OTHER = testVoterTag(CONTEST, 2);

describeWithRedis('the voted gate', () => {
  let redis: TestRedis;
  let gate: RedisGate;
  let silences: GateSilence[];

  beforeEach(async () => {
    redis = await startRedis();
    silences = [];
    gate = createRedisGate({ url: redis.url, onUnknown: (why) => silences.push(why) });
  });
  afterEach(async () => {
    gate.close();
    await redis.stop();
  });

  /** Waits until the gate answers again, by marking a tag nobody else uses. */
  async function untilAnswering(): Promise<void> {
    await until(async () => (await gate.mark('probe', OTHER)) !== 'unknown');
    silences.length = 0;
  }

  async function ask<T>(command: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(redis.url);
    try {
      return await command(client);
    } finally {
      client.disconnect();
    }
  }

  it('says new once and seen from then on, for each contest', async () => {
    await untilAnswering();
    expect(await gate.mark(CONTEST, TAG)).toBe('new');
    expect(await gate.mark(CONTEST, TAG)).toBe('seen');
    expect(await gate.mark(CONTEST, OTHER)).toBe('new');
    expect(await gate.mark('another', TAG)).toBe('new');
    expect(silences).toEqual([]);
  });

  it('lets exactly one of many at once be new', async () => {
    await untilAnswering();
    // A machine that stalls for 50 ms leaves answers unknown: then somebody else votes.
    let answers: readonly string[] = [];
    for (let person = 3; answers.length === 0 || answers.includes('unknown'); person++) {
      const tag = testVoterTag(CONTEST, person);
      answers = await Promise.all(Array.from({ length: 64 }, () => gate.mark(CONTEST, tag)));
    }
    expect(answers.filter((answer) => answer === 'new')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'seen')).toHaveLength(63);
  });

  it('keeps 16 bytes of the tag in hex under a key with the contest as cluster hash tag', async () => {
    await untilAnswering();
    await gate.mark(CONTEST, TAG);
    expect(await ask((client) => client.smembers('dauys:{qamqor-test}:voted'))).toEqual([TAG.toString('hex', 0, 16)]);
  });

  it('knows nobody after a flush', async () => {
    await untilAnswering();
    await gate.mark(CONTEST, TAG);
    await ask((client) => client.flushall());
    expect(await gate.mark(CONTEST, TAG)).toBe('new');
  });

  it('is unknown at once while Redis is killed, and works again by itself', async () => {
    await untilAnswering();
    await gate.mark(CONTEST, TAG);
    await redis.kill();
    expect(await gate.mark(CONTEST, TAG)).toBe('unknown');
    expect(await gate.mark(CONTEST, TAG)).toBe('unknown');
    expect(silences).toHaveLength(2);
    await redis.restart();
    await untilAnswering();
    expect(await gate.mark(CONTEST, TAG)).toBe('new');
  });

  it('is unknown when no answer comes in time, and says nothing about the ballot later', async () => {
    await untilAnswering();
    redis.freeze();
    expect(await gate.mark(CONTEST, TAG)).toBe('unknown');
    expect(silences).toEqual(['timeout']);
    redis.thaw();
    await untilAnswering();
    // The frozen server executed what had reached it: the ledger decides about such a ballot.
    expect(await gate.mark(CONTEST, TAG)).toBe('seen');
  });

  it('is unknown when the key is of another type', async () => {
    await untilAnswering();
    await ask((client) => client.set('dauys:{qamqor-test}:voted', 'not a set'));
    expect(await gate.mark(CONTEST, TAG)).toBe('unknown');
    expect(silences).toEqual(['error']);
  });

  it('gives up what hung when the connection broke', async () => {
    await untilAnswering();
    redis.freeze();
    const adding = gate.add(CONTEST, [TAG]);
    const failed = expect(adding).rejects.toThrow();
    await redis.kill();
    await failed;
  });
});
