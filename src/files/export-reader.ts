import { closeSync, createReadStream, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../audit/export-manifest.ts';
import type { ExportReader } from '../audit/ports.ts';
import { DauysError } from '../domain/errors.ts';

/** Files read whole are tiles, texts and lists of revoked certificates. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 1 << 20;

/**
 * Opens an export as it lies in a directory.
 * @throws DauysError `export-invalid` when there is no such directory
 */
export function openExport(directory: string, decrypt?: ExportReader['decrypt']): ExportReader {
  return {
    manifest: () => readIfThere(directory, MANIFEST_FILE),
    paths: () => ['public', 'restricted'].flatMap((part) => filesBelow(directory, part)),
    read: (path) => readIfThere(directory, path),
    chunks: (path) => createReadStream(join(directory, path), { highWaterMark: CHUNK_BYTES }),
    decrypt,
  };
}

function readIfThere(directory: string, path: string): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(join(directory, path), 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    if (size > MAX_FILE_BYTES) throw new DauysError('export-invalid', `${path} is too large`);
    const bytes = new Uint8Array(size);
    let at = 0;
    for (let count = -1; count !== 0 && at < size; at += count) count = readSync(file, bytes, at, size - at, null);
    return bytes.subarray(0, at);
  } finally {
    closeSync(file);
  }
}

/** Regular files alone: nothing else belongs into an export. */
function filesBelow(directory: string, folder: string): string[] {
  try {
    return readdirSync(join(directory, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(directory, path);
      return entry.isFile() ? [path] : [];
    });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
