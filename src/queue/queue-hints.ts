import { Queue } from 'bullmq';
import { createCoalescingHints, type ClosableHints } from './coalescing-hints.ts';
import { connectQueue, TALLY_PREFIX, TALLY_QUEUE, type TallyJob } from './tally-queue.ts';

export interface QueueHintsOptions {
  readonly windowMs?: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Hints as jobs of BullMQ. One job per contest waits and one runs; a hint that comes while one runs is kept and makes
 * the next job, so the last hint is never swallowed. While Redis is away one hint per contest waits in memory.
 */
export function createQueueHints(redisUrl: string, { onError, ...options }: QueueHintsOptions): ClosableHints {
  const connection = connectQueue(redisUrl);
  const queue = new Queue<TallyJob>(TALLY_QUEUE, {
    connection: connection.redis,
    prefix: TALLY_PREFIX,
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', onError);

  const hints = createCoalescingHints({
    ...options,
    onError,
    async deliver(contestId, upToIndex) {
      const job: TallyJob = { contest: contestId, upToIndex };
      await queue.add('count', job, { deduplication: { id: contestId, keepLastIfActive: true } });
    },
  });

  return {
    hint: (contestId, upToIndex) => {
      hints.hint(contestId, upToIndex);
    },
    close: () =>
      connection.close({
        async inOrder() {
          await hints.close();
          await queue.close();
          await connection.redis.quit();
        },
        async letGo() {
          // The delivery under way ends when its connection is cut.
          void hints.close();
          await queue.close();
        },
      }),
  };
}
