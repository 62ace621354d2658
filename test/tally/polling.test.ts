import { describe, expect, it } from '@jest/globals';
import { startTallyPolling } from '../../src/tally/polling.ts';

describe('polling', () => {
  it('counts again and again without any hint, past errors, until it is stopped', async () => {
    const counted: string[] = [];
    const errors: unknown[] = [];
    const polling = await new Promise<ReturnType<typeof startTallyPolling>>((resolve) => {
      const started = startTallyPolling({
        contestIds: () => ['a', 'b'],
        everyMs: 1,
        onError: (error) => errors.push(error),
        count: async (id) => {
          counted.push(id);
          if (counted.length === 6) resolve(started);
          if (id === 'a') throw new Error('the disk is full');
        },
      });
    });
    await polling.stop();
    const before = counted.length;
    expect(counted.slice(0, 6)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(errors.length).toBeGreaterThanOrEqual(3);
    // Timers fire in order: this one comes after any that polling may have left.
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(counted).toHaveLength(before);
  });

  it('waits for the count under way when it is stopped', async () => {
    let end = (): void => undefined;
    const polling = startTallyPolling({
      contestIds: () => ['a', 'b'],
      onError: () => undefined,
      count: () => new Promise((resolve) => (end = resolve)),
    });
    let stopped = false;
    const stopping = polling.stop().then(() => (stopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    end();
    await stopping;
  });
});
