import type { Clock } from '../intake/ports.ts';

export interface DemoClock extends Clock {
  /** Moves both clocks on: to the service it is as if the days had passed. */
  skip(ms: number): void;
}

/** Real time with days that can be skipped, so that a demonstration can close its vote. */
export function createDemoClock(real: Clock): DemoClock {
  let skippedMs = 0;
  return {
    nowMs: () => real.nowMs() + skippedMs,
    monotonicMs: () => real.monotonicMs() + skippedMs,
    skip(ms) {
      skippedMs += ms;
    },
  };
}
