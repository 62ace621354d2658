import { Option, type Command } from 'commander';
import { ENGINES } from '../audit/ballot-task.ts';
import type { AuditFlags } from './audit.ts';
import { languageOf, output, run, several } from './command-line.ts';
import type { OutputOptions } from './output.ts';
import { progressBar } from './progress.ts';

/** `dauys audit` */
export function defineAudit(program: Command): void {
  output(program.command('audit <dir>'))
    .description('verify an export of a ledger, with no trust in whoever made it')
    .option('--public', 'the public part alone')
    .addOption(
      new Option('--engine <engine>', 'fast, second or both (default: both up to 10,000 ballots)').choices(ENGINES),
    )
    .option('--keys <dir>', "directory of the contest's keys: also checks whose ballot has which voter tag")
    .option('--identity <file>', 'age identity that the restricted part is encrypted to')
    .option('--since <file>', 'checkpoint up to which the log was audited before')
    .option('--resume', 'go on with an interrupted audit (with the same options and --out)')
    .option('--out <dir>', 'write report.html, report.json, findings.jsonl and tally.csv there')
    .option('--log-key <vkey>', 'log key line of the contest, as you know it from elsewhere')
    .option('--trust <dir>', 'trust directory of an earlier time that the log names; repeatable', several)
    .action(async (directory: string, flags: AuditFlags & OutputOptions) => {
      const bar = progressBar('audit', flags.json === true);
      await run(flags, async () =>
        (await import('./audit.ts')).audit(directory, flags, languageOf(flags), bar.update).finally(bar.stop),
      );
    });
}
