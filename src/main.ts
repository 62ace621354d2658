#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { DemoFlags } from './cli/demo.ts';
import type { TokenCreateFlags } from './cli/operate.ts';
import { EXIT, printFailure, report, type OutputOptions } from './cli/output.ts';
import { progressBar } from './cli/progress.ts';
import type { VerifyCertificateFlags, VerifyCmsFlags } from './cli/verify.ts';
import type { WitnessFlags } from './cli/witness.ts';
import { readConfig, readLanguage, type SettingTexts } from './config.ts';
import { LANGUAGES, type Language } from './domain/texts.ts';
import type { Runtime } from './running.ts';

// Each command brings its own code: verifying a file does not wait for a web server to load.
const load = {
  demo: () => import('./cli/demo.ts'),
  operate: () => import('./cli/operate.ts'),
  serve: () => import('./cli/serve.ts'),
  verify: () => import('./cli/verify.ts'),
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

interface ServiceFlags {
  readonly contest?: readonly string[];
  readonly trust?: string;
  readonly data?: string;
  readonly keys?: string;
  readonly port?: string;
  readonly host?: string;
  readonly redis?: string;
  readonly crl?: readonly string[];
  readonly crlUrl?: readonly string[];
  readonly ocsp?: string;
  readonly revocation?: string;
  readonly tsa?: string;
  readonly metricsListen?: string;
}

/** Flags by the settings they override. */
function settingsOf(flags: ServiceFlags): SettingTexts {
  const settings = {
    DAUYS_CONTEST: flags.contest?.join(','),
    DAUYS_TRUST: flags.trust,
    DAUYS_DATA: flags.data,
    DAUYS_KEYS: flags.keys,
    DAUYS_PORT: flags.port,
    DAUYS_HOST: flags.host,
    DAUYS_REDIS: flags.redis,
    DAUYS_CRL: flags.crl?.join(','),
    DAUYS_CRL_URLS: flags.crlUrl?.join(','),
    DAUYS_OCSP: flags.ocsp,
    DAUYS_REVOCATION: flags.revocation,
    DAUYS_TSA: flags.tsa,
    DAUYS_METRICS_LISTEN: flags.metricsListen,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

function languageOf(options: OutputOptions): Language {
  return options.lang ?? readLanguage();
}

async function run(options: OutputOptions, command: Parameters<typeof report>[2]): Promise<void> {
  process.exitCode = await report(options, languageOf(options), command);
}

/** A command that runs until it is stopped: reports only why it could not start, whatever the code. */
async function runLong(command: () => Promise<number>): Promise<void> {
  let exitCode: number = EXIT.good;
  const status = await report({}, readLanguage(), async () => {
    exitCode = await command();
    return { lines: () => [], json: {} };
  });
  process.exitCode = status === EXIT.good ? exitCode : EXIT.couldNotRun;
}

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

const output = (command: Command): Command =>
  command
    .option('--json', 'end with one JSON object on one line')
    .addOption(new Option('--lang <language>', 'language of messages').choices(LANGUAGES));

const stores = (command: Command): Command =>
  command
    .option('--data <dir>', 'directory of the ledger')
    .option('--keys <dir>', 'directory of keys and the high-water file (default: <data>.keys)');

const trust = (command: Command): Command => command.option('--trust <dir>', 'trust directory');

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

const verify = program.command('verify').description('verify one file, offline');
output(verify.command('cms <file>'))
  .description('verify a signature the way intake does, over any content')
  .option('--content <file>', 'content of a detached signature')
  .requiredOption('--trust <dir>', 'trust directory')
  .option('--crl <file>', 'certificate revocation list; repeatable', several)
  .option('--at <time>', 'verify at this time (RFC 3339)')
  .action(async (file: string, flags: VerifyCmsFlags & OutputOptions) => {
    await run(flags, async () => (await load.verify()).verifyCmsFile(file, flags, now()));
  });
output(verify.command('certificate <file>'))
  .description('build and verify one certification path')
  .requiredOption('--anchor <file>', 'trust anchor; repeatable', several)
  .option('--intermediate <file>', 'intermediate certificate; repeatable', several)
  .option('--crl <file>', 'certificate revocation list; repeatable', several)
  .option('--at <time>', 'verify at this time (RFC 3339)')
  .action(async (file: string, flags: VerifyCertificateFlags & OutputOptions) => {
    await run(flags, async () => (await load.verify()).verifyCertificate(file, flags, now()));
  });
output(verify.command('receipt <file>'))
  .description('verify a receipt')
  .requiredOption('--log-key <vkey>', 'log key line of the contest')
  .action(async (file: string, flags: { logKey: string } & OutputOptions) => {
    await run(flags, async () => (await load.verify()).verifyReceiptFile(file, flags));
  });

output(stores(program.command('backup <dir>')))
  .description('copy the running ledger into an empty directory and verify the copy')
  .action(async (directory: string, flags: ServiceFlags & OutputOptions) => {
    const bar = progressBar('backup', flags.json === true);
    await run(flags, async () =>
      (await load.operate()).backup(directory, readConfig(settingsOf(flags)).config, bar.update).finally(bar.stop),
    );
  });

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
  .option('--once', 'stop at the end instead of staying up for the browser')
  .option('--port <n>', 'TCP port', '8080')
  .action(async (flags: DemoFlags & OutputOptions) => {
    await run(flags, async () => (await load.demo()).demo(flags, languageOf(flags), runtime));
  });

await program.parseAsync();
