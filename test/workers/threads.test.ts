import { describe, expect, it } from '@jest/globals';
import { startThreads, type Threads } from '../../src/workers/threads.ts';

interface SlowThread extends Threads<number, undefined> {
  /** Lets the module load. */
  letLoad(): void;
  hasLoaded(): boolean;
}

function slowThread(minThreads: number): SlowThread {
  const state = new Int32Array(new SharedArrayBuffer(8));
  const threads = startThreads<number, undefined>({
    file: new URL('./slow-thread', import.meta.url),
    name: 'nothing',
    workerData: state.buffer,
    minThreads,
    maxThreads: 1,
  });
  return {
    ...threads,
    letLoad() {
      Atomics.store(state, 0, 1);
      Atomics.notify(state, 0);
    },
    hasLoaded: () => Atomics.load(state, 1) === 1,
  };
}

describe('threads that end', () => {
  it.each(['now', 'after-tasks'] as const)(
    'are not ended (%s) while they load, which would abort Node.js',
    async (when) => {
      const thread = slowThread(1);
      const closed = thread.close(when);
      thread.letLoad();
      await closed;
      expect(thread.hasLoaded()).toBe(true);
    },
  );

  it('are not ended while they load for a task of later', async () => {
    const thread = slowThread(0);
    const task = thread.run(1);
    const settled = task.catch(() => undefined);
    const closed = thread.close('now');
    thread.letLoad();
    await closed;
    await settled;
    expect(thread.hasLoaded()).toBe(true);
  });

  it('are ended at once when they have loaded, whether at the start or later', async () => {
    for (const minThreads of [0, 1]) {
      const thread = slowThread(minThreads);
      thread.letLoad();
      await thread.run(1);
      await thread.close('now');
      expect(thread.hasLoaded()).toBe(true);
    }
  });
});
