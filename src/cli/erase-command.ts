import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import type { Runtime } from '../running.ts';
import { entryIndex, languageOf, output, run, settingsOf, stores, type ServiceFlags } from './command-line.ts';
import type { EraseFlags } from './erase.ts';
import type { OutputOptions } from './output.ts';

/** `dauys erase` */
export function defineErase(program: Command, runtime: Runtime): void {
  output(stores(program.command('erase')))
    .argument('<index>', 'entry of the ballot', entryIndex)
    .description('erase the restricted record of one ballot, after the contest is closed; the log says so')
    .requiredOption('--contest <id>', 'contest of the ballot')
    .requiredOption('--decision <file>', 'text of the decision: it becomes public')
    .action(
      async (index: number, { contest, ...flags }: Omit<ServiceFlags, 'contest'> & EraseFlags & OutputOptions) => {
        await run(flags, async () =>
          (await import('./erase.ts')).erase(
            index,
            { ...flags, contest },
            readConfig(settingsOf(flags)).config,
            languageOf(flags),
            runtime,
          ),
        );
      },
    );
}
