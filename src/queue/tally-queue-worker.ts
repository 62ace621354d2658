import { Worker } from 'bullmq';
import { connectQueue, TALLY_PREFIX, TALLY_QUEUE, tallyJob } from './tally-queue.ts';

export interface TallyQueueWorkerOptions {
  readonly onError: (error: unknown) => void;
  /** After so long without a sign of life a job is taken from a dead worker, milliseconds; 5000 unless told. */
  readonly lockMs?: number;
}

export interface TallyQueueWorker {
  /** Ends the job under way first. */
  close(): Promise<void>;
}

/**
 * Runs `handler` for the jobs of the tally queue, one at a time. Its failures go to `onError` and not into Redis: the
 * next hint or poll counts what this one did not.
 */
export function createTallyQueueWorker(
  redisUrl: string,
  handler: (contestId: string, upToIndex: number) => Promise<void>,
  { onError, lockMs = 5000 }: TallyQueueWorkerOptions,
): TallyQueueWorker {
  async function run(data: unknown): Promise<void> {
    const { contest, upToIndex } = tallyJob.parse(data);
    await handler(contest, upToIndex);
  }

  const connection = connectQueue(redisUrl);
  let running: Promise<void> = Promise.resolve();
  const worker = new Worker<unknown, void>(
    TALLY_QUEUE,
    ({ data }) => {
      running = run(data).catch(onError);
      return running;
    },
    {
      connection: connection.redis,
      prefix: TALLY_PREFIX,
      concurrency: 1,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      // Short waits: after an outage the worker is back within seconds, and at a shutdown nothing waits long.
      drainDelay: 1,
      runRetryDelay: 1000,
      // Running a hint again harms nothing; giving up on it helps nobody.
      maxStalledCount: 1_000_000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
  );
  worker.on('error', onError);

  return {
    async close() {
      await connection.close({
        async inOrder() {
          await worker.close();
          await connection.redis.quit();
        },
        letGo: () => worker.close(true),
      });
      await running;
    },
  };
}
