#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { defineAudit } from './cli/audit-command.ts';
import {
  languageOf,
  output,
  run,
  runLong,
  settingsOf,
  several,
  stores,
  trust,
  wholeNumber,
  type ServiceFlags,
} from './cli/command-line.ts';
import type { DemoFlags } from './cli/demo.ts';
import type { TokenCreateFlags } from './cli/operate.ts';
import type { ExportFlags } from './cli/export.ts';
import { defineBallot, defineVerify } from './cli/file-commands.ts';
import { EXIT, printFailure, type OutputOptions } from './cli/output.ts';
import { progressBar, progressBars } from './cli/progress.ts';
import { defineErase } from './cli/erase-command.ts';
import { defineRole } from './cli/role-command.ts';
import type { WitnessFlags } from './cli/witness.ts';
import { readConfig } from './config.ts';
import type { Runtime } from './running.ts';

// Each command brings its own code: verifying a file does not wait for a web server to load.
const load = {
  demo: () => import('./cli/demo.ts'),
  export: () => import('./cli/export.ts'),
  operate: () => import('./cli/operate.ts'),
  serve: () => import('./cli/serve.ts'),
  witness: () => import('./cli/witness.ts'),
};

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;
const runtime: Runtime = {
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
  version: `dauys/${version}`,
  onFatal: () => undefined,
};
const now = (): Date => new Date(runtime.clock.nowMs());

const program = new Command('dauys')
  .description('Public online voting with the state digital signature')
  .version(version)
  .configureHelp({ showGlobalOptions: true })
  .exitOverride(({ exitCode, message }) => {
    if (exitCode === 0) process.exit(EXIT.good);
    // A program that asked for JSON gets it also for a command line that is wrong.
    if (process.argv.includes('--json')) printFailure('config-invalid', message.replace(/^error: /, ''));
    process.exit(EXIT.couldNotRun);
  });

stores(trust(program.command('serve')))
  .description('run the service')
  .option('--contest <file>', 'contest definition to load; repeatable', several)
  .option('--port <n>', 'TCP port (default: 8080)')
  .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
  .option('--redis <url>', 'Redis URL')
  .option('--crl <file>', 'certificate revocation list; repeatable', several)
  .option('--crl-url <url>', 'URL of a CRL or delta CRL; repeatable', several)
  .option('--ocsp <url>', 'URL of the OCSP responder')
  .option('--revocation <mode>', 'ocsp-then-crl, crl, ocsp or off (default: what is configured)')
  .option('--tsa <url>', 'URL of a time-stamp authority for the log')
  .option('--metrics-listen <host:port>', 'where /metrics is served')
  .action(async (flags: ServiceFlags) => {
    await runLong(async () => {
      const { config, secrets } = readConfig(settingsOf(flags));
      return (await load.serve()).serve(config, secrets, runtime);
    });
  });

stores(program.command('worker'))
  .description('run a tally worker alone')
  .option('--redis <url>', 'Redis URL')
  .action(async (flags: ServiceFlags) => {
    await runLong(async () => {
      const { config, secrets } = readConfig(settingsOf(flags));
      return (await load.serve()).worker(config, secrets, runtime);
    });
  });

const contest = program.command('contest').description('contest definitions');
output(stores(contest.command('load <file>')))
  .description('load a contest definition for good')
  .action(async (file: string, flags: ServiceFlags & OutputOptions) => {
    await run(flags, async () => (await load.operate()).contestLoad(file, readConfig(settingsOf(flags)).config));
  });

const token = program.command('token').description('access tokens');
output(stores(token.command('create')))
  .description('create a token; it is shown once')
  .requiredOption('--role <role>', 'commission or auditor')
  .requiredOption('--contest <id>', 'contest it is for')
  .option('--expires <span>', 'lifetime such as 30d, 12h or 45m', '30d')
  .action(async ({ contest: id, ...flags }: Omit<ServiceFlags, 'contest'> & TokenCreateFlags & OutputOptions) => {
    await run(flags, async () =>
      (await load.operate()).tokenCreate({ ...flags, contest: id }, readConfig(settingsOf(flags)).config, runtime),
    );
  });
output(stores(token.command('list')))
  .description('list tokens')
  .action(async (flags: ServiceFlags & OutputOptions) => {
    await run(flags, async () => (await load.operate()).tokenList(readConfig(settingsOf(flags)).config));
  });
output(stores(token.command('revoke <id>')))
  .description('revoke a token')
  .action(async (id: string, flags: ServiceFlags & OutputOptions) => {
    await run(flags, async () => (await load.operate()).tokenRevoke(id, readConfig(settingsOf(flags)).config, runtime));
  });

defineRole(program, runtime);
defineErase(program, runtime);
defineVerify(program, now);
output(stores(program.command('backup <dir>')))
  .description('copy the running ledger into an empty directory and verify the copy')
  .action(async (directory: string, flags: ServiceFlags & OutputOptions) => {
    const bars = progressBars('backup', flags.json === true);
    await run(flags, async () =>
      (await load.operate()).backup(directory, readConfig(settingsOf(flags)).config, bars.update).finally(bars.stop),
    );
  });

defineBallot(program);

output(stores(trust(program.command('export'))))
  .description("copy one contest's ledger into an empty directory for auditors")
  .requiredOption('--contest <id>', 'contest to export')
  .option('--out <dir>', 'new or empty directory')
  .option('--publish', 'for the service to give out: the restricted part encrypted to DAUYS_AUDITORS')
  .option('--public', 'the public part alone')
  .option('--recipient <key>', 'encrypt the restricted part to this age key; repeatable', several)
  .option('--plaintext', 'write the restricted part open: it shows who voted how')
  .option('--for-ncanode', 'add every signature with our verdict, for tools of the authority')
  .option('--resume', 'go on with an unfinished export')
  .addOption(new Option('--size <n>', 'an earlier size of the log (default: the newest)').argParser(wholeNumber))
  .action(async ({ contest: id, ...flags }: Omit<ServiceFlags, 'contest'> & ExportFlags & OutputOptions) => {
    const bar = progressBar('export', flags.json === true);
    await run(flags, async () =>
      (await load.export())
        .exportLedger({ ...flags, contest: id }, readConfig(settingsOf(flags)).config, languageOf(flags), bar.update)
        .finally(bar.stop),
    );
  });

defineAudit(program);

program
  .command('witness')
  .description('cosign checkpoints of a log: run by an observer, apart from the service')
  .requiredOption('--log <vkey>', 'key line of a log to witness; repeatable', several)
  .requiredOption('--state <file>', 'what was cosigned last; never restored from a backup')
  .requiredOption('--key <file>', 'key of the witness, made when it is not there')
  .option('--listen <host:port>', 'address to listen on', '127.0.0.1:7380')
  .option('--name <name>', 'name of the witness (default: after its key)')
  .action(async (flags: WitnessFlags) => {
    await runLong(async () =>
      (await load.witness()).witness(flags, runtime, ({ vkey, url }) => {
        process.stdout.write(`${JSON.stringify({ vkey, url })}\n`);
      }),
    );
  });

output(program.command('demo'))
  .description('throw-away citizens vote on a throw-away service, and everything is verified')
  .addOption(new Option('--ballots <n>', 'citizens who vote').default(1000).argParser(wholeNumber))
  .option('--once', 'close the vote and stop after the verdict instead of staying up for the browser')
  .option('--closed', 'close the vote before staying up')
  .option('--port <n>', 'TCP port', '8080')
  .action(async (flags: DemoFlags & OutputOptions) => {
    await run(flags, async () => (await load.demo()).demo(flags, languageOf(flags), runtime));
  });

await program.parseAsync();
