import { MANIFEST_FILE } from '../../audit/export-manifest.ts';
import type { ExportReader } from '../../audit/ports.ts';
import { DauysError } from '../../domain/errors.ts';

/** A file that was chosen or dropped, with where it lay. */
export interface ChosenFile {
  readonly path: string;
  readonly file: Blob;
}

/** Files read whole are tiles and texts. */
const MAX_WHOLE_BYTES = 64 * 2 ** 20;
/** Only the history of checkpoints grows with the log. */
const MAX_STREAMED_BYTES = 4 * 2 ** 30;
const PIECE_BYTES = 2 ** 20;

/** Reads a part of a file at once: a worker may. */
export type ReadBlob = (part: Blob) => Uint8Array;

/**
 * Opens an export out of a heap of chosen files: its folder is where the manifest lies.
 * @param files - attacker-controlled, all of it
 * @throws DauysError `export-invalid` when there is no manifest
 */
export function openChosenExport(files: readonly ChosenFile[], readBlob: ReadBlob): ExportReader {
  const root = rootOf(files);
  const byPath = new Map(
    files.flatMap(({ path, file }) => (path.startsWith(root) ? [[path.slice(root.length), file]] : [])),
  );
  const parts = [...byPath.keys()].filter((path) => /^(?:public|restricted)\//.test(path));

  function readWhole(path: string): Uint8Array | undefined {
    const file = byPath.get(path);
    if (file === undefined) return undefined;
    if (file.size > MAX_WHOLE_BYTES) throw new DauysError('export-invalid', `${path} is too large`);
    return readBlob(file);
  }

  return {
    manifest: () => readWhole(MANIFEST_FILE),
    paths: () => parts,
    read: readWhole,
    async *chunks(path) {
      const file = byPath.get(path);
      if (file === undefined) return;
      if (file.size > MAX_STREAMED_BYTES) throw new DauysError('export-invalid', `${path} is too large`);
      for (let from = 0; from < file.size; from += PIECE_BYTES) yield readBlob(file.slice(from, from + PIECE_BYTES));
    },
    decrypt: undefined,
  };
}

function rootOf(files: readonly ChosenFile[]): string {
  const manifests = files
    .map(({ path }) => path)
    .filter((path) => path === MANIFEST_FILE || path.endsWith(`/${MANIFEST_FILE}`))
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  const [manifest] = manifests;
  if (manifest === undefined) throw new DauysError('export-invalid', 'no manifest.json: the export is not finished');
  return manifest.slice(0, -MANIFEST_FILE.length);
}
