import { describe, expect, it } from '@jest/globals';
import { createCoalescingHints } from '../../src/queue/coalescing-hints.ts';
import { createInProcessHints } from '../../src/queue/in-process-hints.ts';
import { until } from '../support/poll.ts';

describe('coalescing hints', () => {
  function slowDelivery(onError: (error: unknown) => void = () => undefined) {
    const delivered: [string, number][] = [];
    const ends: (() => void)[] = [];
    const hints = createCoalescingHints({
      windowMs: 1,
      onError,
      deliver: (contestId, upToIndex) => {
        delivered.push([contestId, upToIndex]);
        return new Promise((resolve) => ends.push(resolve));
      },
    });
    return { hints, delivered, ends };
  }

  it('delivers a burst as one hint with the greatest index', async () => {
    const { hints, delivered, ends } = slowDelivery();
    for (const index of [3, 9, 4]) hints.hint('a', index);
    await until(() => delivered.length > 0);
    expect(delivered).toEqual([['a', 9]]);
    ends[0]!();
    await hints.close();
  });

  it('keeps the last hint that comes during a delivery, and one at a time', async () => {
    const { hints, delivered, ends } = slowDelivery();
    hints.hint('a', 1);
    await until(() => delivered.length > 0);
    for (let index = 2; index <= 1000; index++) hints.hint('a', index);
    hints.hint('b', 5);
    ends[0]!();
    await until(() => delivered.length === 2);
    expect(delivered).toEqual([['a', 1], ['a', 1000]]); // prettier-ignore
    ends[1]!();
    await until(() => delivered.length === 3);
    expect(delivered[2]).toEqual(['b', 5]);
    ends[2]!();
    await hints.close();
  });

  it('goes on after a failure', async () => {
    const errors: unknown[] = [];
    const counted: string[] = [];
    const hints = createInProcessHints({
      windowMs: 1,
      onError: (error) => errors.push(error),
      count: async (contestId) => {
        counted.push(contestId);
        if (contestId === 'a') throw new Error('the disk is full');
      },
    });
    hints.hint('a', 1);
    hints.hint('b', 1);
    await until(() => counted.length === 2);
    hints.hint('a', 2);
    await until(() => counted.length === 3);
    await hints.close();
    expect(counted).toEqual(['a', 'b', 'a']);
    expect(errors).toHaveLength(2);
  });

  it('takes no hint once it is closed, and waits for the delivery under way', async () => {
    const { hints, delivered, ends } = slowDelivery();
    hints.hint('a', 1);
    await until(() => delivered.length > 0);
    hints.hint('a', 2);
    let closed = false;
    const closing = hints.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    ends[0]!();
    await closing;
    hints.hint('a', 3);
    expect(delivered).toEqual([['a', 1]]);
  });
});
