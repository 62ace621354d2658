import { DauysError } from '../domain/errors.ts';
import type { Runtime } from '../running.ts';
import { startWitness } from '../witnessing.ts';
import { runUntilStopped } from './until-stopped.ts';

export interface WitnessFlags {
  readonly listen: string;
  readonly log: readonly string[];
  readonly state: string;
  readonly key: string;
  readonly name?: string;
}

/** `dauys witness`: cosigns checkpoints of the logs it is given until a signal. @returns the exit code. */
export async function witness(
  { listen, log, state, key, name }: WitnessFlags,
  runtime: Runtime,
  say: (facts: { readonly vkey: string; readonly url: string }) => void,
): Promise<number> {
  const [, host = '', port = ''] = /^\[?([^\s\]]+)\]?:(\d{1,5})$/.exec(listen) ?? [];
  if (host === '' || Number(port) > 65_535) throw new DauysError('config-invalid', '--listen must be HOST:PORT');
  const address = { host, port: Number(port) };
  return runUntilStopped(async () => {
    const running = await startWitness({ listen: address, logs: log, stateFile: state, keyFile: key, name }, runtime);
    say({ vkey: running.vkey, url: running.url });
    return running;
  });
}
