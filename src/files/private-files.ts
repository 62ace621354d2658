import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readdirSync, writeFileSync } from 'node:fs';
import { DauysError } from '../domain/errors.ts';

/**
 * Makes a directory that nobody else can look into, or takes an empty one.
 * @throws DauysError `config-invalid` when it holds anything or cannot be made
 */
export function makePrivateDirectory(directory: string): void {
  let names: string[];
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    names = readdirSync(directory);
    if (names.length === 0) chmodSync(directory, 0o700);
  } catch (cause) {
    throw new DauysError('config-invalid', `cannot write to ${directory}`, { cause });
  }
  if (names.length > 0) throw new DauysError('config-invalid', `${directory} is not empty`);
}

/**
 * Writes a new file that nobody else can read.
 * @throws DauysError `config-invalid` when it is there already or cannot be written
 */
export function writePrivateFile(path: string, bytes: Uint8Array): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new DauysError('config-invalid', isThere ? `${path} is there already` : `cannot write ${path}`, { cause });
  }
}
