import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisPublicationFeed, type RedisPublicationFeed } from '../../src/redis/publisher.ts';
import { until } from '../support/poll.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis-server.ts';

const CHANNEL = 'dauys:publications';

describeWithRedis('the publication feed over Redis', () => {
  let redis: TestRedis;
  let feeds: RedisPublicationFeed[];

  beforeEach(async () => {
    redis = await startRedis();
    feeds = [1, 2].map(() => createRedisPublicationFeed(redis.url, () => undefined));
  });
  afterEach(async () => {
    for (const feed of feeds) feed.close();
    await redis.stop();
  });

  const listen = (feed: RedisPublicationFeed): unknown[] => {
    const heard: unknown[] = [];
    feed.subscribe((notice) => heard.push(notice));
    return heard;
  };

  it('carries a notice to other processes, again after Redis came back', async () => {
    const [here, there] = [feeds[0]!, feeds[1]!];
    const heard = listen(there);
    await until(() => {
      here.announce({ contest: 'a', size: 7 });
      return heard.length > 0;
    });
    expect(heard[0]).toEqual({ contest: 'a', size: 7 });
    await redis.restart();
    heard.length = 0;
    await until(() => {
      here.announce({ contest: 'a', size: 8 });
      return heard.length > 0;
    });
    expect(heard[0]).toEqual({ contest: 'a', size: 8 });
  });

  it('reaches its own process at once, also while Redis is away', async () => {
    await redis.kill();
    const heard = listen(feeds[0]!);
    feeds[0]!.announce({ contest: 'a', size: 7 });
    expect(heard).toEqual([{ contest: 'a', size: 7 }]);
  });

  it('sends contest and size and nothing else', async () => {
    const client = new Redis(redis.url);
    const messages: string[] = [];
    client.on('message', (_channel: string, message: string) => messages.push(message));
    await client.subscribe(CHANNEL);
    const notice = { contest: 'a', size: 7, byCandidate: [[57001, 3]] };
    await until(() => {
      feeds[0]!.announce(notice);
      return messages.length > 0;
    });
    client.disconnect();
    expect(messages[0]).toBe('{"contest":"a","size":7}');
  });

  it.each(['no JSON', 'null', '7', '{"contest":7,"size":1}', '{"contest":"a","size":"1"}', '{"contest":"a"}'])(
    'drops what is no notice: %s',
    async (message) => {
      const heard = listen(feeds[1]!);
      const client = new Redis(redis.url);
      await until(async () => (await client.publish(CHANNEL, message)) === 2);
      await until(async () => {
        await client.publish(CHANNEL, '{"contest":"last","size":1}');
        return heard.length > 0;
      });
      client.disconnect();
      expect(heard[0]).toEqual({ contest: 'last', size: 1 });
    },
  );
});
