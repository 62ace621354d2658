import { isDauysError, isRefusalCode, type Code } from '../domain/errors.ts';
import { textOf, type Language } from '../domain/texts.ts';
import { CLI_TEXTS, type CliTexts } from './texts.ts';

/** What a command found, for a person and for a program. */
export interface CommandResult {
  readonly lines: (texts: CliTexts) => readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
  /** Set where the command did its work and what it judged is not good. */
  readonly refused?: Code | undefined;
}

export interface OutputOptions {
  readonly json?: boolean | undefined;
  readonly lang?: Language | undefined;
}

export const EXIT = { good: 0, refused: 1, couldNotRun: 2, reloadFromDisk: 75 } as const;

/** Codes that mean "could not run" although a caller over HTTP can meet them too. */
const COULD_NOT_RUN: ReadonlySet<Code> = new Set<Code>(['internal', 'busy', 'contest-unknown']);
/** Operator codes that judge the file in hand, not the installation. */
const REFUSED: ReadonlySet<Code> = new Set<Code>([
  'contest-invalid',
  'contest-conflict',
  'receipt-malformed',
  'receipt-invalid',
  'statement-invalid',
  'evidence-invalid',
  'audit-findings',
]);

/** Runs a command, prints its result, and says with which code the process should exit. */
export async function report(
  options: OutputOptions,
  language: Language,
  command: () => Promise<CommandResult>,
): Promise<number> {
  try {
    const { lines, json, refused } = await command();
    const verdict = refused === undefined ? { ok: true } : { ok: false, code: refused };
    if (options.json === true) print(JSON.stringify({ ...verdict, ...json }));
    else for (const line of lines(CLI_TEXTS[language])) print(line);
    return refused === undefined ? EXIT.good : exitCodeOf(refused);
  } catch (error) {
    const code: Code = isDauysError(error) ? error.code : 'internal';
    const message = error instanceof Error ? error.message : String(error);
    if (options.json === true) printFailure(code, message);
    else {
      const { title, detail } = textOf(code, language);
      process.stderr.write(`${title} [${code}]\n${detail}\n${message}\n`);
    }
    return exitCodeOf(code);
  }
}

export function exitCodeOf(code: Code): number {
  return REFUSED.has(code) || (isRefusalCode(code) && !COULD_NOT_RUN.has(code)) ? EXIT.refused : EXIT.couldNotRun;
}

/** How `--json` says why a command failed. */
export function printFailure(code: Code, message: string): void {
  print(JSON.stringify({ ok: false, code, message }));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
