export interface TaskBatchesOptions<Item> {
  /** Tasks at a time. */
  readonly maxTasks: number;
  /** How long an item takes, in units of which `maxWeight` make a task. */
  readonly weightOf: (item: Item) => number;
  readonly maxWeight: number;
  /** Never rejects. */
  readonly run: (batch: readonly Item[]) => Promise<void>;
}

export interface TaskBatches<Item> {
  add(item: Item): void;
  /** Items waiting or under way. */
  pending(): number;
}

/** Items in batches for threads (one message costs as much as many): what comes while all are busy makes the next one. */
export function createTaskBatches<Item>(options: TaskBatchesOptions<Item>): TaskBatches<Item> {
  const waiting: Item[] = [];
  let underway = 0;
  let tasks = 0;

  function dispatch(): void {
    while (waiting.length > 0 && tasks < options.maxTasks) {
      const batch = waiting.splice(0, firstBatch(waiting, options));
      tasks++;
      underway += batch.length;
      void options.run(batch).then(() => {
        tasks--;
        underway -= batch.length;
        dispatch();
      });
    }
  }

  return {
    add(item) {
      waiting.push(item);
      // Later in this turn of the event loop, so that what arrived together travels together.
      if (waiting.length === 1) setImmediate(dispatch);
    },
    pending: () => waiting.length + underway,
  };
}

/** @returns how many of the first items make one task: one at least */
function firstBatch<Item>(waiting: readonly Item[], { weightOf, maxWeight }: TaskBatchesOptions<Item>): number {
  let weight = 0;
  for (const [count, item] of waiting.entries()) {
    weight += weightOf(item);
    if (weight > maxWeight) return Math.max(1, count);
  }
  return waiting.length;
}
