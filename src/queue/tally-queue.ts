import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';

export const TALLY_QUEUE = 'tally';
/** The braces are literal: they keep the queue's keys on one node of a cluster. */
export const TALLY_PREFIX = '{dauys}';

/** All that a job says. It is a hint: the worker counts to the ledger's head, whatever stands here. */
export const tallyJob = z.strictObject({ contest: z.string(), upToIndex: z.int().min(0) });
export type TallyJob = z.infer<typeof tallyJob>;

const MAX_RECONNECT_MS = 1000;
/** Time for a graceful end before connections are cut. */
const CLOSE_MS = 2000;
const PING_MS = 500;

export interface QueueConnection {
  readonly redis: Redis;
  /**
   * Ends in order while Redis answers; lets go and cuts all connections when it is away or hangs, so that a shutdown
   * never waits for Redis.
   */
  close(end: { readonly inOrder: () => Promise<void>; readonly letGo: () => Promise<void> }): Promise<void>;
}

/** A connection as BullMQ wants it: commands wait until Redis is back. What may wait is bounded by the callers. */
export function connectQueue(redisUrl: string): QueueConnection {
  let isClosed = false;
  const redis = new Redis(redisUrl, {
    maxRetriesPerRequest: null,
    disconnectTimeout: 200,
    retryStrategy: (attempts) => (isClosed ? null : Math.min(attempts * 50, MAX_RECONNECT_MS)),
  });
  redis.on('error', ignore);
  const connections = [redis];
  // A worker of BullMQ makes itself a second connection to block on, and leaves it behind when it cannot close it.
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => {
    const copy = duplicate(override);
    copy.on('error', ignore);
    connections.push(copy);
    return copy;
  };

  return {
    redis,
    async close({ inOrder, letGo }) {
      const ended = (await answers(redis)) ? inOrder() : letGo();
      await atMost(CLOSE_MS, ended);
      isClosed = true;
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** The state of a connection is not enough: a server that was killed just now still counts as ready. */
async function answers(redis: Redis): Promise<boolean> {
  return redis.status === 'ready' && (await atMost(PING_MS, redis.ping()));
}

/** BullMQ reports the errors of its connections as its own, as long as it listens. */
function ignore(): void {
  // Without a listener an error at the end of a connection would reach the console.
}

/** @returns whether `work` succeeded in time */
async function atMost(ms: number, work: Promise<unknown>): Promise<boolean> {
  const abort = new AbortController();
  const succeeded = work.then(
    () => true,
    () => false,
  );
  const late = delay(ms, false, { signal: abort.signal }).catch(() => false);
  const result = await Promise.race([succeeded, late]);
  abort.abort();
  return result;
}
