import { once } from 'node:events';
import { EXIT } from './output.ts';

/** A process that must end does not wait longer for an orderly end. */
const MAX_FAREWELL_MS = 5_000;

/** Waits for a signal, or for the failure that ends the process. @returns the exit code. */
export async function runUntilStopped(running: { stop(): Promise<void> }, failure: AbortSignal): Promise<number> {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([
    once(process, 'SIGTERM', { signal }),
    once(process, 'SIGINT', { signal }),
    new Promise((resolve) => {
      if (failure.aborted) resolve(undefined);
      failure.addEventListener('abort', resolve, { signal });
    }),
  ]);
  done.abort();
  if (!failure.aborted) {
    await running.stop();
    leaveSoon(EXIT.good);
    return EXIT.good;
  }
  // Best effort: what cannot even be closed is what the restart is for.
  await running.stop().catch(() => undefined);
  return EXIT.reloadFromDisk;
}

/** Ends the process even where a library keeps a timer or a socket for itself. */
export function leaveSoon(exitCode: number): void {
  setTimeout(() => process.exit(exitCode), MAX_FAREWELL_MS).unref();
}
