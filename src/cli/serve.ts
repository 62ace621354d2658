import { once } from 'node:events';
import type { Config, Secrets } from '../config.ts';
import { startTallyProcess } from '../counting.ts';
import type { Runtime } from '../running.ts';
import { startService } from '../service.ts';
import { EXIT } from './output.ts';

/** A process that must reload from disk does not wait longer for an orderly end. */
const MAX_FAREWELL_MS = 5_000;

/** Runs the service until a signal; in-flight ballots finish. @returns the exit code. */
export async function serve(config: Config, secrets: Secrets, runtime: Runtime): Promise<number> {
  const failure = new AbortController();
  const service = await startService(config, secrets, {
    ...runtime,
    onFatal: () => {
      failure.abort();
      leaveWithin(MAX_FAREWELL_MS, EXIT.reloadFromDisk);
    },
  });
  return runUntilStopped(service, failure.signal);
}

/** Runs a tally worker alone. */
export async function worker(config: Config, secrets: Secrets, runtime: Runtime): Promise<number> {
  return runUntilStopped(await startTallyProcess(config, secrets, runtime), new AbortController().signal);
}

async function runUntilStopped(running: { stop(): Promise<void> }, failure: AbortSignal): Promise<number> {
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
    leaveWithin(MAX_FAREWELL_MS, EXIT.good);
    return EXIT.good;
  }
  // Best effort: what cannot even be closed is what the restart is for.
  await running.stop().catch(() => undefined);
  return EXIT.reloadFromDisk;
}

/** Ends the process even where a library keeps a timer or a socket for itself. */
function leaveWithin(ms: number, exitCode: number): void {
  setTimeout(() => process.exit(exitCode), ms).unref();
}
