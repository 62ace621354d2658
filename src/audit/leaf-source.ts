import { LEAF_BYTES } from '../log/leaf.ts';
import { tilePath, TILE_WIDTH, tileWidth } from '../log/tiles.ts';
import type { ExportFiles } from './export-files.ts';
import { logPath } from './unit-tasks.ts';

/** Leaves by their entries, read bundle by bundle; the public level has checked the bundles. */
export function createLeafSource(files: ExportFiles, size: number): (index: number) => Uint8Array {
  let bundle: { readonly tile: number; readonly bytes: Uint8Array } | undefined;
  return (index) => {
    const tile = Math.floor(index / TILE_WIDTH);
    if (bundle?.tile !== tile) {
      const path = logPath(tilePath({ level: 'entries', index: tile, width: tileWidth(size, 0, tile) }));
      bundle = { tile, bytes: files.raw(path) ?? new Uint8Array() };
    }
    const at = (index % TILE_WIDTH) * (2 + LEAF_BYTES) + 2;
    const leaf = bundle.bytes.subarray(at, at + LEAF_BYTES);
    return leaf.length === LEAF_BYTES ? leaf : new Uint8Array(LEAF_BYTES);
  };
}
