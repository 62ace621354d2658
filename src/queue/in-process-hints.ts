import { createCoalescingHints, type ClosableHints } from './coalescing-hints.ts';

export interface InProcessHintsOptions {
  readonly count: (contestId: string) => Promise<void>;
  readonly windowMs?: number;
  readonly onError: (error: unknown) => void;
}

/** The tally queue of a service without Redis: counting in the same process. */
export function createInProcessHints({ count, ...options }: InProcessHintsOptions): ClosableHints {
  return createCoalescingHints({ ...options, deliver: (contestId) => count(contestId) });
}
