import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DauysError } from '../domain/errors.ts';

/** A directory of results. A file in it is whole or not there; one that is there already is replaced. */
export interface ReportDirectory {
  write(name: string, bytes: Uint8Array): void;
}

/**
 * Makes a directory that nobody else can look into, or takes one that is there.
 * @throws DauysError `config-invalid` when it cannot be written
 */
export function openReportDirectory(directory: string): ReportDirectory {
  const orRefused = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      throw new DauysError('config-invalid', `cannot write to ${directory}`, { cause });
    }
  };
  orRefused(() => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  return {
    write(name, bytes) {
      orRefused(() => {
        const path = join(directory, name);
        writeWhole(`${path}.new`, bytes);
        renameSync(`${path}.new`, path);
        syncPath(directory);
      });
    },
  };
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
