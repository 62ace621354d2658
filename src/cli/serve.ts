import type { Config, Secrets } from '../config.ts';
import { startTallyProcess } from '../counting.ts';
import type { Runtime } from '../running.ts';
import { startService } from '../service.ts';
import { EXIT } from './output.ts';
import { leaveSoon, runUntilStopped } from './until-stopped.ts';

/** Runs the service until a signal; in-flight ballots finish. @returns the exit code. */
export async function serve(config: Config, secrets: Secrets, runtime: Runtime): Promise<number> {
  const failure = new AbortController();
  const service = await startService(config, secrets, {
    ...runtime,
    onFatal: () => {
      failure.abort();
      leaveSoon(EXIT.reloadFromDisk);
    },
  });
  return runUntilStopped(service, failure.signal);
}

/** Runs a tally worker alone. */
export async function worker(config: Config, secrets: Secrets, runtime: Runtime): Promise<number> {
  return runUntilStopped(await startTallyProcess(config, secrets, runtime), new AbortController().signal);
}
