import type { TallyHints } from '../intake/ports.ts';

export interface ClosableHints extends TallyHints {
  /** Takes no more hints and resolves when the delivery under way has ended. */
  close(): Promise<void>;
}

export interface CoalescingOptions {
  readonly deliver: (contestId: string, upToIndex: number) => Promise<void>;
  /** Hints that come within this time are delivered as one, milliseconds; 50 unless told. */
  readonly windowMs?: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Makes few deliveries of many hints. One delivery runs at a time and at most one hint per contest waits, so memory
 * is bounded however slow delivery is; the last hint is always followed by a delivery that begins after it.
 */
export function createCoalescingHints({ deliver, windowMs = 50, onError }: CoalescingOptions): ClosableHints {
  const waiting = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let delivering: Promise<void> | undefined;
  let closed = false;

  async function deliverAll(): Promise<void> {
    const batch = [...waiting];
    waiting.clear();
    for (const [contestId, upToIndex] of batch) await deliver(contestId, upToIndex).catch(onError);
  }

  function schedule(): void {
    if (closed || timer !== undefined || delivering !== undefined || waiting.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      delivering = deliverAll().finally(() => {
        delivering = undefined;
        schedule();
      });
    }, windowMs);
  }

  return {
    hint(contestId, upToIndex) {
      waiting.set(contestId, Math.max(upToIndex, waiting.get(contestId) ?? 0));
      schedule();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await delivering;
    },
  };
}
