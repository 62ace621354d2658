import { concatBytes } from '../encoding/bytes.ts';
import { tileIndexPath, tilePath, TILE_WIDTH, tileWidth } from '../log/tiles.ts';
import type { ExportFiles } from './export-files.ts';
import { EXPORT_UNIT } from './export-manifest.ts';
import type { LeafUnitTask, PackedFile } from './leaf-task.ts';

/** Where a resource of the log lies in an export. */
export const logPath = (path: string): string => `public/log/${path}`;

/** The run of entries that a unit covers. */
export function unitRange(size: number, unit: number): { readonly from: number; readonly count: number } {
  const from = unit * EXPORT_UNIT;
  return { from, count: Math.min(EXPORT_UNIT, size - from) };
}

export function unitsOf(size: number): number {
  return Math.ceil(size / EXPORT_UNIT);
}

export interface UnitWishes {
  /** Sizes of `notes` first. */
  readonly sizes: readonly number[];
  readonly notes: readonly string[];
}

/** Reads the tiles of a unit into one task. */
export function createUnitTask(
  files: ExportFiles,
  size: number,
  unit: number,
  isOpened: boolean,
  wishes: UnitWishes,
): LeafUnitTask {
  const { from, count } = unitRange(size, unit);
  const parts: Uint8Array[] = [];
  const packedFiles: PackedFile[] = [];
  for (const file of filesOfUnit(size, from, count, isOpened)) {
    const bytes = files.raw(file.path);
    if (bytes !== undefined) parts.push(bytes);
    packedFiles.push({ ...file, sha256: files.listed(file.path)?.sha256, bytes: bytes?.length });
  }
  return {
    from,
    count,
    files: packedFiles,
    packed: concatBytes(...parts),
    sizes: Float64Array.from(wishes.sizes),
    notes: wishes.notes,
  };
}

function* filesOfUnit(
  size: number,
  from: number,
  count: number,
  isOpened: boolean,
): Iterable<Pick<PackedFile, 'kind' | 'path' | 'from' | 'width'>> {
  for (let index = from / TILE_WIDTH; index * TILE_WIDTH < from + count; index++) {
    const width = tileWidth(size, 0, index);
    const at = { from: index * TILE_WIDTH, width };
    yield { kind: 'entries', path: logPath(tilePath({ level: 'entries', index, width })), ...at };
    yield { kind: 'hashes', path: logPath(tilePath({ level: 0, index, width })), ...at };
    if (isOpened) yield { kind: 'openings', path: logPath(`openings/${tileIndexPath(index, width)}`), ...at };
  }
  const index = from / EXPORT_UNIT;
  const width = tileWidth(size, 1, index);
  if (width > 0) yield { kind: 'nodes', path: logPath(tilePath({ level: 1, index, width })), from, width };
}

/** Tiles of levels 2 and above. */
export function* upperTiles(size: number): Iterable<{ level: number; index: number; width: number; path: string }> {
  for (let level = 2; size >= TILE_WIDTH ** level; level++) {
    for (let index = 0; ; index++) {
      const width = tileWidth(size, level, index);
      if (width === 0) break;
      yield { level, index, width, path: logPath(tilePath({ level, index, width })) };
    }
  }
}

/** True for a path that belongs to a tile or an openings bundle. */
export function isTilePath(path: string): boolean {
  return path.startsWith('public/log/tile/') || path.startsWith('public/log/openings/');
}

/** Every such path that an export of this size has. */
export function tilePathsOf(size: number, isOpened: boolean): ReadonlySet<string> {
  const paths = new Set<string>();
  for (let unit = 0; unit < unitsOf(size); unit++) {
    const { from, count } = unitRange(size, unit);
    for (const { path } of filesOfUnit(size, from, count, isOpened)) paths.add(path);
  }
  for (const { path } of upperTiles(size)) paths.add(path);
  return paths;
}
