import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the files of one test. */
export interface Folder {
  path(name: string): string;
  /** @returns the file's path */
  write(name: string, bytes: Uint8Array | string): string;
  /** A trust directory of these certificates. @returns its path */
  trust(name: string, anchors: readonly Uint8Array[], intermediates: readonly Uint8Array[]): string;
  remove(): void;
}

export function createFolder(): Folder {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-cli-'));
  const path = (name: string): string => join(directory, name);
  const write = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(path(name), bytes);
    return path(name);
  };
  return {
    path,
    write,
    trust(name, anchors, intermediates) {
      for (const [kind, files] of Object.entries({ anchors, intermediates })) {
        mkdirSync(path(`${name}/${kind}`), { recursive: true });
        for (const [i, bytes] of files.entries()) write(`${name}/${kind}/${i}.cer`, bytes);
      }
      return path(name);
    },
    remove() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
