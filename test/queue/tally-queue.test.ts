import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { ClosableHints } from '../../src/queue/coalescing-hints.ts';
import { createQueueHints } from '../../src/queue/queue-hints.ts';
import { createTallyQueueWorker, type TallyQueueWorker } from '../../src/queue/tally-queue-worker.ts';
import { until } from '../support/poll.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';

const ignore = (): void => undefined;

describeWithRedis('the tally queue', () => {
  let redis: TestRedis;
  let closing: (() => Promise<unknown>)[];

  beforeEach(async () => {
    redis = await startRedis();
    closing = [];
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
    await redis.stop();
  });

  function hints(): ClosableHints {
    const created = createQueueHints(redis.url, { windowMs: 1, onError: ignore });
    closing.push(() => created.close());
    return created;
  }

  function worker(handler: (contest: string, upTo: number) => Promise<void>): TallyQueueWorker {
    const created = createTallyQueueWorker(redis.url, handler, { onError: ignore });
    closing.push(() => created.close());
    return created;
  }

  /** A look at the queue from outside. */
  function inspect(): { queue: Queue; client: Redis } {
    const client = new Redis(redis.url, { maxRetriesPerRequest: null, disconnectTimeout: 100 });
    client.on('error', ignore);
    const queue = new Queue('tally', { connection: client, prefix: '{dauys}' });
    queue.on('error', ignore);
    closing.push(async () => {
      client.disconnect();
      await queue.close();
    });
    return { queue, client };
  }

  it('makes one job of a burst, with contest and index and nothing else', async () => {
    const { queue } = inspect();
    const [first, second] = [hints(), hints()];
    for (let index = 0; index < 50; index++) {
      first.hint('a', index);
      second.hint('a', index);
      if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(async () => (await queue.getWaitingCount()) > 0);
    first.hint('b', 7);
    await until(async () => (await queue.getWaitingCount()) === 2);
    const jobs = await queue.getWaiting();
    expect(jobs.map((job) => job.data as unknown)).toContainEqual({ contest: 'b', upToIndex: 7 });
    for (const job of jobs) expect(Object.keys(job.data as object).sort()).toEqual(['contest', 'upToIndex']);
  });

  it('never swallows the last hint: what comes while a job runs makes one more job', async () => {
    const handled: [string, number][] = [];
    const ends: (() => void)[] = [];
    worker((contest, upTo) => {
      handled.push([contest, upTo]);
      return new Promise((resolve) => ends.push(resolve));
    });
    const { queue, client } = inspect();
    const sender = hints();
    sender.hint('a', 1);
    await until(() => handled.length === 1);
    // Each of these reaches Redis before the next is sent; the first job is running all the time.
    for (const index of [2, 3, 4]) {
      sender.hint('a', index);
      await until(async () => {
        return String(await client.hget('{dauys}:tally:dn:a', 'data')).includes(`:${index}}`);
      });
    }
    ends[0]!();
    await until(() => handled.length === 2);
    ends[1]!();
    await until(async () => (await queue.getActiveCount()) + (await queue.getWaitingCount()) === 0);
    expect(handled).toEqual([['a', 1], ['a', 4]]); // prettier-ignore
  });

  it('leaves no job behind, done or failed, and keeps errors out of Redis', async () => {
    const handled: number[] = [];
    worker(async (_contest, upTo) => {
      handled.push(upTo);
      if (upTo === 1) throw new Error('a secret of the ledger');
    });
    const { queue, client } = inspect();
    const sender = hints();
    for (const index of [1, 2]) {
      sender.hint('a', index);
      await until(async () => handled.includes(index) && (await queue.getActiveCount()) === 0);
    }
    const keys = await client.keys('*');
    expect(keys.filter((key) => /:\d+$/.test(key))).toEqual([]);
    const events = await client.xrange('{dauys}:tally:events', '-', '+');
    expect(JSON.stringify(events)).toContain('completed');
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('drops jobs that are none of ours', async () => {
    const handled: string[] = [];
    worker(async (contest) => {
      handled.push(contest);
    });
    const { queue } = inspect();
    for (const data of [
      {},
      { contest: 7, upToIndex: 1 },
      { contest: 'x', upToIndex: -1 },
      { contest: 'x', upToIndex: 1, more: 1 },
    ]) {
      await queue.add('count', data); // prettier-ignore
    }
    hints().hint('a', 1);
    await until(() => handled.length > 0);
    expect(handled).toEqual(['a']);
  });

  it('works again after Redis was killed and came back empty, with a hint given meanwhile', async () => {
    const handled: number[] = [];
    worker(async (_contest, upTo) => {
      handled.push(upTo);
    });
    const sender = hints();
    sender.hint('a', 1);
    await until(() => handled.includes(1));
    await redis.kill();
    for (let index = 2; index <= 10_000; index++) sender.hint('a', index);
    await redis.restart();
    await until(() => handled.includes(10_000));
    expect(handled.length).toBeLessThan(5);
  });

  it('works again after Redis was flushed in the middle of a job', async () => {
    const handled: number[] = [];
    const ends: (() => void)[] = [];
    worker((_contest, upTo) => {
      handled.push(upTo);
      return new Promise((resolve) => ends.push(resolve));
    });
    const sender = hints();
    sender.hint('a', 1);
    await until(() => ends.length === 1);
    await inspect().client.flushall();
    ends[0]!();
    sender.hint('a', 2);
    await until(() => handled.includes(2));
    ends[1]!();
  });

  it.each(['never there', 'killed', 'frozen'])('closes soon when Redis is %s', async (fault) => {
    if (fault === 'never there') await redis.kill();
    const sender = createQueueHints(redis.url, { windowMs: 1, onError: ignore });
    const consumer = createTallyQueueWorker(redis.url, async () => undefined, { onError: ignore });
    if (fault !== 'never there') {
      const { queue } = inspect();
      await until(async () => (await queue.getWorkersCount()) === 1);
      if (fault === 'killed') await redis.kill();
      else redis.freeze();
    }
    for (let index = 0; index < 100; index++) sender.hint('a', index);
    const startedMs = performance.now();
    await Promise.all([sender.close(), consumer.close()]);
    expect(performance.now() - startedMs).toBeLessThan(5000);
    if (fault === 'frozen') redis.thaw();
  });
});
