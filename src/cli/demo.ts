import type { Language } from '../domain/texts.ts';
import { runDemo } from '../demo/demo.ts';
import { DEMO_TEXTS } from '../demo/texts.ts';
import type { Runtime } from '../running.ts';
import type { CommandResult } from './output.ts';
import { progressBar } from './progress.ts';
import { noticeSignals } from './signals.ts';

export interface DemoFlags {
  readonly ballots: number;
  /** Ends after the verdict. */
  readonly once?: boolean;
  /** Closes the vote before it stays up. */
  readonly closed?: boolean;
  readonly port: string;
  readonly json?: boolean;
}

/**
 * Runs the demonstration, telling each step as it happens; stays up until Ctrl+C unless `--once`. Whenever it ends, it
 * leaves nothing behind; a signal before the verdict ends the process as that signal does.
 */
export async function demo(flags: DemoFlags, language: Language, runtime: Runtime): Promise<CommandResult> {
  const { signal, release } = noticeSignals(['SIGINT', 'SIGTERM', 'SIGHUP']);
  try {
    return await runUntil(signal, flags, language, runtime);
  } catch (error) {
    if (signal.aborted) process.kill(process.pid, signal.reason as NodeJS.Signals);
    throw error;
  } finally {
    release();
  }
}

async function runUntil(
  signal: AbortSignal,
  flags: DemoFlags,
  language: Language,
  runtime: Runtime,
): Promise<CommandResult> {
  const text = DEMO_TEXTS[language];
  const quiet = flags.json === true;
  const bar = progressBar(text.casting, quiet);
  const ending = flags.once === true || flags.closed === true ? 'closed' : 'open';
  const running = await runDemo({
    ballots: flags.ballots,
    port: flags.once === true ? 0 : Number(flags.port),
    ending,
    isForBrowser: flags.once !== true,
    language,
    // What a service would log is no part of the story.
    runtime: { ...runtime, logTo: process.stderr },
    signal,
    onProgress: bar.update,
    onCast: bar.stop,
    say: (line) => {
      if (!quiet) process.stdout.write(`${line}\n`);
    },
  }).finally(bar.stop);
  try {
    if (flags.once !== true) {
      const { url, ncalayerControl } = running;
      const site = `${url}/${language}/`;
      process.stdout.write(`${ending === 'open' ? text.vote(site) : text.browse(site)}\n`);
      if (ncalayerControl !== undefined) process.stdout.write(`${text.signs(ncalayerControl)}\n`);
      await new Promise((resolve) => {
        if (signal.aborted) resolve(undefined);
        signal.addEventListener('abort', resolve);
      });
    }
  } finally {
    await running.stop();
  }
  return { lines: () => [], json: running.summary };
}
