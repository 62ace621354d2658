import { once } from 'node:events';
import { EXIT } from './output.ts';
import { noticeSignals } from './signals.ts';

/** A process that must end does not wait longer for an orderly end. */
const MAX_FAREWELL_MS = 5_000;

/**
 * Starts something and waits for a signal, or for the failure that ends the process. The signals are noticed from before
 * the start: whoever stops a service that has only just begun to listen gets the same orderly end.
 * @returns the exit code
 */
export async function runUntilStopped(
  start: () => Promise<{ stop(): Promise<void> }>,
  failure = new AbortController().signal,
): Promise<number> {
  const stopping = noticeSignals(['SIGTERM', 'SIGINT']);
  try {
    const running = await start();
    const ended = AbortSignal.any([stopping.signal, failure]);
    if (!ended.aborted) await once(ended, 'abort');
    if (!failure.aborted) {
      await running.stop();
      leaveSoon(EXIT.good);
      return EXIT.good;
    }
    // Best effort: what cannot even be closed is what the restart is for.
    await running.stop().catch(() => undefined);
    return EXIT.reloadFromDisk;
  } finally {
    stopping.release();
  }
}

/** Ends the process even where a library keeps a timer or a socket for itself. */
export function leaveSoon(exitCode: number): void {
  setTimeout(() => process.exit(exitCode), MAX_FAREWELL_MS).unref();
}
