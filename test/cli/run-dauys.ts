import { spawn } from 'node:child_process';
import { builtMain } from '../support/built-dauys.ts';

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of standard output, where it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Runs `dauys …` to its end as a process of its own, with nothing in its environment but what is given.
 * @param input - on its standard input
 */
export function dauys(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Run> {
  const child = spawn(process.execPath, [builtMain(), ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A command that reads nothing may be gone before.
  child.stdin.on('error', () => undefined).end(input);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => {
    child.on('close', (status) => {
      resolve({ status, stdout, stderr, json: lastJson(stdout) });
    });
  });
}

/** Exit code, and `good` or the code of the refusal. */
export function verdictOf({ status, json }: Run): unknown[] {
  return [status, json['ok'] === true ? 'good' : json['code']];
}

function lastJson(stdout: string): Record<string, unknown> {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? (JSON.parse(last) as Record<string, unknown>) : {};
}
