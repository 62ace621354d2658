import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { spawnDauys, type TestInstallation } from '../../support/service.ts';
import type { SettingTexts } from '../../../src/config.ts';

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function runDauys(args: readonly string[], settings: SettingTexts): Promise<Run> {
  const child = spawnDauys(args, settings);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text: Buffer) => (output.stdout += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (output.stderr += text.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...output };
}

/** `serve` that is expected to refuse: a service that starts all the same is ended and has no exit code of its own. */
export async function refuseToServe(installation: TestInstallation, changes: SettingTexts = {}): Promise<Run> {
  const child = spawnDauys(['serve'], installation.settings({ DAUYS_LOG_LEVEL: 'info', ...changes }));
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text: Buffer) => {
    output.stdout += text.toString();
    if (output.stdout.includes('"component":"http"')) child.kill('SIGKILL');
  });
  child.stderr?.on('data', (text: Buffer) => (output.stderr += text.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...output };
}

/** Every file under a directory with its bytes and mode, so that "nothing changed" can be said of it. */
export function picture(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = files.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    return [file.slice(directory.length), `${statSync(file).mode.toString(8)} ${digest}`] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keeps a directory as it is now. @returns puts it back */
export function keep(directory: string): () => void {
  const copy = `${directory}.kept`;
  cpSync(directory, copy, { recursive: true });
  return () => {
    rmSync(directory, { recursive: true });
    cpSync(copy, directory, { recursive: true });
  };
}
