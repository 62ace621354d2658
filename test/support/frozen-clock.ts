import type { TestClock } from './service.ts';

/** Stands still unless told, for what happens at an exact millisecond. */
export function frozenClock(now: Date): TestClock {
  let passedMs = 0;
  let steppedMs = 0;
  return {
    nowMs: () => now.getTime() + passedMs + steppedMs,
    monotonicMs: () => passedMs,
    pass(ms) {
      passedMs += ms;
    },
    step(ms) {
      steppedMs += ms;
    },
  };
}
