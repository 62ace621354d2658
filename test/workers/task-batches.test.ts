import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTaskBatches } from '../../src/workers/task-batches.ts';

/** Batches whose tasks end when the test says so. */
function bench(maxTasks: number) {
  const tasks: { readonly items: readonly number[]; readonly end: () => void }[] = [];
  const batches = createTaskBatches<number>({
    maxTasks,
    maxWeight: 10,
    weightOf: (item) => item,
    run: (items) =>
      new Promise((end) => {
        tasks.push({ items, end });
      }),
  });
  return { batches, tasks, begun: () => tasks.map(({ items }) => items) };
}

describe('batches of tasks', () => {
  it('send what arrives in one turn together, up to the weight of a task, in order', async () => {
    const { batches, begun } = bench(9);
    for (const item of [4, 6, 1, 3, 7, 25, 1]) batches.add(item);
    expect(begun()).toEqual([]);
    await nextTurn();
    expect(begun()).toEqual([[4, 6], [1, 3], [7], [25], [1]]);
  });

  it('keep to the number of tasks, and make the next one of what came meanwhile', async () => {
    const { batches, tasks, begun } = bench(2);
    for (let n = 0; n < 3; n++) {
      batches.add(1);
      await nextTurn();
    }
    batches.add(2);
    batches.add(3);
    await nextTurn();
    expect(begun()).toEqual([[1], [1]]);
    expect(batches.pending()).toBe(5);
    tasks[1]!.end();
    await nextTurn();
    expect(begun()).toEqual([[1], [1], [1, 2, 3]]);
    expect(batches.pending()).toBe(4);
    for (const { end } of tasks) end();
    await nextTurn();
    expect(batches.pending()).toBe(0);
  });
});
