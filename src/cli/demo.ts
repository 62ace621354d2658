import { once } from 'node:events';
import type { Language } from '../domain/texts.ts';
import { runDemo, type RunningDemo } from '../demo/demo.ts';
import { DEMO_TEXTS } from '../demo/texts.ts';
import type { Runtime } from '../running.ts';
import type { CommandResult } from './output.ts';
import { progressBar } from './progress.ts';

export interface DemoFlags {
  readonly ballots: number;
  readonly once?: boolean;
  readonly port: string;
  readonly json?: boolean;
}

/** Runs the demonstration, telling each step as it happens; stays up until Ctrl+C unless `--once`. */
export async function demo(flags: DemoFlags, language: Language, runtime: Runtime): Promise<CommandResult> {
  const quiet = flags.json === true;
  const bar = progressBar(DEMO_TEXTS[language].casting, quiet);
  const running: RunningDemo = await runDemo({
    ballots: flags.ballots,
    port: flags.once === true ? 0 : Number(flags.port),
    language,
    runtime,
    onProgress: bar.update,
    onCast: bar.stop,
    say: (line) => {
      if (!quiet) process.stdout.write(`${line}\n`);
    },
  });
  try {
    if (flags.once !== true) {
      process.stdout.write(`${DEMO_TEXTS[language].browse(`${running.url}/api/v1/contests/qamqor-demo/tallies`)}\n`);
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    }
  } finally {
    await running.stop();
  }
  return { lines: () => [], json: running.summary };
}
