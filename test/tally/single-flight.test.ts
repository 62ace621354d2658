import { describe, expect, it } from '@jest/globals';
import { singleFlight } from '../../src/tally/single-flight.ts';

describe('singleFlight', () => {
  function manual() {
    const started: { key: string; end: () => void; fail: () => void }[] = [];
    let active = 0;
    let mostActive = 0;
    const call = singleFlight((key) => {
      mostActive = Math.max(mostActive, ++active);
      return new Promise<void>((resolve, reject) => {
        started.push({
          key,
          end: resolve,
          fail: () => {
            reject(new Error('run failed'));
          },
        });
      }).finally(() => active--);
    });
    return { call, started, mostActive: () => mostActive };
  }

  it('runs at once when nothing runs, and keys do not wait for each other', () => {
    const { call, started } = manual();
    void call('a');
    void call('b');
    expect(started.map((run) => run.key)).toEqual(['a', 'b']);
  });

  it('gives all calls during a run one whole run after it', async () => {
    const { call, started } = manual();
    const first = call('a');
    const later = Promise.all([call('a'), call('a'), call('a')]);
    started[0]!.end();
    await first;
    while (started.length < 2) await Promise.resolve();
    started[1]!.end();
    await later;
    expect(started).toHaveLength(2);
  });

  it('never runs twice at once, also between two runs', async () => {
    const { call, started, mostActive } = manual();
    const calls = [call('a'), call('a')];
    for (let i = 0; i < 20; i++) {
      if (i === 3) started[0]!.end();
      await Promise.resolve();
      calls.push(call('a'));
    }
    expect(mostActive()).toBe(1);
    const all = { done: false };
    void Promise.all(calls).then(() => (all.done = true));
    while (!all.done) {
      started.at(-1)!.end();
      await Promise.resolve();
    }
    expect(mostActive()).toBe(1);
  });

  it('starts the next run after a failed one', async () => {
    const { call, started } = manual();
    const first = call('a');
    const second = call('a');
    started[0]!.fail();
    await expect(first).rejects.toThrow('run failed');
    while (started.length < 2) await Promise.resolve();
    started[1]!.end();
    await second;
    void call('a');
    expect(started).toHaveLength(3);
  });
});
