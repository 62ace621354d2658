import type { Clock } from './intake/ports.ts';
import type { Events } from './observability/events.ts';

/** What differs between a running service, a demonstration and a test. */
export interface Runtime {
  readonly clock: Clock;
  /** Goes into every ballot's evidence. */
  readonly version: string;
  /** A batch ended with an unknown result: the process is to exit 75 and start again from disk. */
  readonly onFatal: () => void;
  /** How often the clock and what is due are looked at, milliseconds; 1000 unless told. */
  readonly tickMs?: number;
  /** How revocation lists are fetched, milliseconds: the pause between two looks, and how long a start waits for them. */
  readonly listPace?: { readonly pauseMs: number; readonly startWaitMs: number };
  /** Takes the log's lines; standard output unless given. */
  readonly logTo?: { write(line: string): void };
}

/** Collects what to close. */
export type Closing = (() => Promise<void> | void)[];

/** Closes in reverse, so that what was built on another thing goes first. */
export async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** A source that fails again and again (a Redis that is away) writes a line this often. */
const QUIET_MS = 10_000;

/** Takes the errors of one component to the log, at most one each ten seconds. */
export function failed(events: Events, component: string): (error: unknown) => void {
  let quietUntilMs = -Infinity;
  return (error) => {
    const nowMs = performance.now();
    if (nowMs < quietUntilMs) return;
    quietUntilMs = nowMs + QUIET_MS;
    events.taskFailed(component, error);
  };
}
