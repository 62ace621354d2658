import { DauysError } from '../domain/errors.ts';
import { planBatch, type Outcome, type PendingItem, type PlanContext } from './plan.ts';
import type { HighWaterMark, Ledger } from './ports.ts';

export interface SequencerOptions {
  readonly ledger: Ledger;
  readonly highWater: HighWaterMark;
  readonly context: PlanContext;
  /** Items waiting at most; one more is refused with `busy`. */
  readonly maxWaiting: number;
  readonly maxBatch: number;
  /** How long the first item of a batch waits for company at most. */
  readonly gatherMs: number;
  /** Whether more is on its way, being verified; when nothing is, a batch does not wait. True unless told. */
  readonly isExpecting?: () => boolean;
  /** COMMIT failed and nobody knows how: the process must exit and reload from disk. */
  readonly onCommitUnknown: (error: DauysError) => void;
  /** A batch was refused as a whole before COMMIT: a full disk, a lock held too long, a fault of the program. */
  readonly onRolledBack: (cause: unknown) => void;
  readonly onCommitted: (batch: { readonly size: number; readonly items: number; readonly durationMs: number }) => void;
  readonly monotonicMs: () => number;
}

export interface Sequencer {
  /**
   * Resolves only after COMMIT and after the high-water mark is on disk.
   * @throws DauysError `busy` when the queue is full, the service is stopping or the item's fate is unknown: the
   * citizen sends the same ballot again.
   */
  submit(item: PendingItem): Promise<Outcome>;
  /** Items waiting or being committed. */
  waiting(): number;
  /** Refuses new items and resolves once those taken are settled. */
  stop(): Promise<void>;
}

interface Waiter {
  readonly item: PendingItem;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: DauysError) => void;
}

/** Orders the ballots of one contest: group commit, one batch at a time. */
export function createSequencer(options: SequencerOptions): Sequencer {
  const queue: Waiter[] = [];
  let stopping = false;
  let running: Promise<void> | undefined;
  let inCommit = 0;
  let wake: (() => void) | undefined;
  let looking = false;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      if (queue.length < options.maxBatch && !stopping) await gather();
      const batch = queue.splice(0, options.maxBatch);
      inCommit = batch.length;
      await commit(batch, options);
      inCommit = 0;
    }
    running = undefined;
  }

  function gather(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, options.gatherMs);
      function done(): void {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      }
      wake = done;
    });
  }

  /** Once all that was verified together has been submitted. */
  function lookLater(): void {
    if (looking || options.isExpecting === undefined) return;
    looking = true;
    setImmediate(() => {
      looking = false;
      if (options.isExpecting?.() === false) wake?.();
    });
  }

  return {
    submit(item) {
      if (stopping) return Promise.reject(new DauysError('busy', 'the sequencer is stopping'));
      if (queue.length >= options.maxWaiting)
        return Promise.reject(new DauysError('busy', 'the sequencer queue is full'));
      return new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        running ??= drain();
        if (queue.length >= options.maxBatch) wake?.();
        else lookLater();
      });
    },
    waiting: () => queue.length + inCommit,
    async stop() {
      stopping = true;
      wake?.();
      await running;
    },
  };
}

async function commit(batch: readonly Waiter[], options: SequencerOptions): Promise<void> {
  const { ledger, highWater, context } = options;
  const contestId = context.contest.definition.id;
  const items = batch.map((waiter) => waiter.item);
  const tags = items.flatMap((item) => (item.kind === 'ballot' ? [item.voterTag] : []));
  const startedMs = options.monotonicMs();
  let stored = false;
  try {
    const plan = await ledger.append(contestId, tags, (state) => planBatch(items, state, context));
    stored = plan.head !== undefined;
    if (plan.head !== undefined) {
      await highWater.raise(contestId, plan.head.size, plan.head.root);
      options.onCommitted({ size: plan.head.size, items: items.length, durationMs: options.monotonicMs() - startedMs });
    }
    for (const [i, waiter] of batch.entries()) settle(waiter, plan.outcomes[i]);
  } catch (cause) {
    // Nobody gets a receipt and everybody may try again: where the rows are on disk, the ledger answers with them.
    for (const waiter of batch) waiter.reject(new DauysError('busy', 'the batch was not confirmed', { cause }));
    if (stored || isUnknown(cause))
      options.onCommitUnknown(new DauysError('commit-unknown', 'a batch ended unknown', { cause }));
    else options.onRolledBack(cause);
  }
}

function isUnknown(cause: unknown): boolean {
  return cause instanceof DauysError && (cause.code === 'commit-unknown' || cause.code === 'ledger-corrupt');
}

function settle(waiter: Waiter, outcome: Outcome | undefined): void {
  if (outcome === undefined) waiter.reject(new DauysError('internal', 'an item without an outcome'));
  else waiter.resolve(outcome);
}
