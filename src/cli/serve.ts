import type { Config, Secrets } from '../config.ts';
import { startTallyProcess } from '../counting.ts';
import type { Runtime } from '../running.ts';
import { startService } from '../service.ts';
import { EXIT } from './output.ts';
import { leaveSoon, runUntilStopped } from './until-stopped.ts';

/** Runs the service until a signal; in-flight ballots finish. @returns the exit code. */
export function serve(config: Config, secrets: Secrets, runtime: Runtime): Promise<number> {
  const failure = new AbortController();
  const onFatal = (): void => {
    failure.abort();
    leaveSoon(EXIT.reloadFromDisk);
  };
  return runUntilStopped(() => startService(config, secrets, { ...runtime, onFatal }), failure.signal);
}

/** Runs a tally worker alone. */
export function worker(config: Config, secrets: Secrets, runtime: Runtime): Promise<number> {
  return runUntilStopped(() => startTallyProcess(config, secrets, runtime));
}
