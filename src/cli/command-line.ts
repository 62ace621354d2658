import { InvalidArgumentError, Option, type Command } from 'commander';
import { readLanguage, type SettingTexts } from '../config.ts';
import { LANGUAGES, type Language } from '../domain/texts.ts';
import { EXIT, report, type OutputOptions } from './output.ts';

/** Flags of settings, as commander gives them. */
export interface ServiceFlags {
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
export function settingsOf(flags: ServiceFlags): SettingTexts {
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

/** For an option that may be given again. */
export const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

export function entryIndex(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('the index of an entry');
  return Number(text);
}

export function languageOf(options: OutputOptions): Language {
  return options.lang ?? readLanguage();
}

/** Runs a command to its end and reports what it found. */
export async function run(options: OutputOptions, command: Parameters<typeof report>[2]): Promise<void> {
  process.exitCode = await report(options, languageOf(options), command);
}

/** A command that runs until it is stopped: reports only why it could not start, whatever the code. */
export async function runLong(command: () => Promise<number>): Promise<void> {
  let exitCode: number = EXIT.good;
  const status = await report({}, readLanguage(), async () => {
    exitCode = await command();
    return { lines: () => [], json: {} };
  });
  process.exitCode = status === EXIT.good ? exitCode : EXIT.couldNotRun;
}

export const output = (command: Command): Command =>
  command
    .option('--json', 'end with one JSON object on one line')
    .addOption(new Option('--lang <language>', 'language of messages').choices(LANGUAGES));

export const stores = (command: Command): Command =>
  command
    .option('--data <dir>', 'directory of the ledger')
    .option('--keys <dir>', 'directory of keys and the high-water file (default: <data>.keys)');

export const trust = (command: Command): Command => command.option('--trust <dir>', 'trust directory');
