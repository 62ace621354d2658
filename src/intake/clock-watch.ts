import type { Clock } from './ports.ts';

/** Wall and monotonic clock may part by this much before the wall clock counts as stepped. */
const MAX_STEP_MS = 2000;

export interface ClockWatch {
  /** Milliseconds the wall clock has moved against the monotonic one since the start. */
  stepMs(): number;
  /** False while the wall clock has stepped, or stands before an entry that the log already holds. */
  isTrusted(lastEntryTimeMs: number): boolean;
}

/**
 * Watches the wall clock against the monotonic one. While it is not trusted nothing opens or closes and nobody is
 * told that voting is not open: a wrong clock turns no citizen away for good.
 */
export function createClockWatch(clock: Clock): ClockWatch {
  const offsetMs = clock.nowMs() - clock.monotonicMs();
  const stepMs = (): number => clock.nowMs() - clock.monotonicMs() - offsetMs;
  return {
    stepMs,
    isTrusted: (lastEntryTimeMs) => Math.abs(stepMs()) <= MAX_STEP_MS && clock.nowMs() >= lastEntryTimeMs - MAX_STEP_MS,
  };
}
