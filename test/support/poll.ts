import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition instead of a time; the test's own timeout is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(2);
}
