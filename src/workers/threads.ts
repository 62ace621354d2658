import { extname } from 'node:path';
import type { ResourceLimits, Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';

export interface ThreadsOptions {
  /** Module the threads run, without its extension: `.ts` from source, `.js` once built. */
  readonly file: URL;
  /** The export that tasks go to unless they name another one; also what a thread loads at its start. */
  readonly name: string;
  readonly workerData: unknown;
  /** Started at once; fewer than `maxThreads` start when they are needed and end when they are not. */
  readonly minThreads: number;
  readonly maxThreads: number;
  readonly idleTimeout?: number;
  readonly concurrentTasksPerWorker?: number;
  readonly resourceLimits?: ResourceLimits;
}

export interface Threads<Task, Result> {
  run(task: Task, options?: { readonly name?: string; readonly transferList?: Transferable[] }): Promise<Result>;
  /** Ends the threads: `after-tasks` lets what was given to them settle first, `now` does not. */
  close(when: 'after-tasks' | 'now'): Promise<void>;
}

export function startThreads<Task, Result>({ file, ...options }: ThreadsOptions): Threads<Task, Result> {
  const extension = extname(import.meta.filename);
  const pool = new Piscina<Task, Result>({
    ...options,
    filename: `${file.href}${extension}`,
    execArgv: extension === '.ts' ? ['--import', 'tsx'] : [],
  });
  const waitUntilLoaded = watchLoading(pool);
  return {
    run: (task, taskOptions = {}) => pool.run(task, taskOptions),
    async close(when) {
      await waitUntilLoaded();
      await (when === 'now' ? pool.destroy() : pool.close());
    },
  };
}

/**
 * Node.js aborts the whole process (SIGABRT, seen with 20.20) where a thread is ended inside the loading of a module: a
 * service stopped or refused in its first second would die instead of ending in order.
 * @returns what waits until no thread is loading
 */
function watchLoading(pool: Piscina): () => Promise<void> {
  const loaded = new Set<number>();
  // The pool calls the threads of its beginning ready before they are; their first message says that they are.
  const first = new Set(pool.threads.map(({ threadId }) => threadId));
  for (const thread of pool.threads) {
    const { threadId } = thread;
    thread.once('message', () => loaded.add(threadId));
  }
  pool.on('workerCreate', ({ id }: { id: number }) => {
    if (!first.has(id)) loaded.add(id);
  });
  return async () => {
    const loading = pool.threads.filter(({ threadId }) => !loaded.has(threadId));
    await Promise.all(
      loading.map(async (thread) => {
        // Idle threads keep no process alive, but this wait must.
        thread.ref();
        // A thread that cannot load ends by itself.
        await new Promise((resolve) => thread.once('message', resolve).once('exit', resolve));
      }),
    );
  };
}
