import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
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
  const file = join(directory, path);
  try {
    if (statSync(file).size > MAX_FILE_BYTES) throw new DauysError('export-invalid', `${path} is too large`);
    return readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
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
