import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { DauysError } from '../domain/errors.ts';

const MAX_KEY_FILE_BYTES = 4096;

/** Makes a directory that only its owner enters, and makes it last. */
export function makeKeyDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

/**
 * Puts a file under a name nobody has taken; when somebody was first, theirs stands. Whole or not there, on disk when
 * this returns.
 */
export function writeKeyFileOnce(directory: string, name: string, text: string): void {
  const temporary = join(directory, `.${name}.${randomUUID()}`);
  const descriptor = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(temporary, join(directory, name));
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    unlinkSync(temporary);
  }
  syncDirectory(directory);
}

/**
 * Reads a secret that nobody but its owner may read.
 * @throws DauysError `key-missing`; `config-invalid` when others may read or write the file.
 */
export function readKeyFile(directory: string, name: string): string {
  const file = join(directory, name);
  const descriptor = openKeyFile(file);
  try {
    const { mode, size } = fstatSync(descriptor);
    if ((mode & 0o077) !== 0) {
      throw new DauysError('config-invalid', `${file} must be readable by its owner alone: chmod 600`);
    }
    if (size > MAX_KEY_FILE_BYTES) throw new DauysError('config-invalid', `${file} is too long for a key`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function openKeyFile(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) {
      throw new DauysError(
        'key-missing',
        `${file} is not there: bring back the keys directory made with this contest`,
        { cause },
      );
    }
    throw new DauysError('config-invalid', `${file} cannot be read`, { cause });
  }
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
