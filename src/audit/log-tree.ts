import { concatBytes, equalBytes, type Sha256 } from '../encoding/bytes.ts';
import { nodeHash } from '../log/merkle.ts';
import { rootOfComplete, TILE_WIDTH } from '../log/tiles.ts';
import { EXPORT_UNIT } from './export-manifest.ts';

/** The tree above the units: the roots of whole units in order, and the maximal subtrees they make. */
export interface LogTree {
  readonly unitRoots: readonly Uint8Array[];
  /** Root of the tree whose last leaves are those of the next unit with this root over them. */
  rootWith(unitRoot: Uint8Array): Uint8Array;
  /** Adds the next unit, which must be whole. */
  push(unitRoot: Uint8Array): void;
}

export function createLogTree(sha256: Sha256): LogTree {
  const unitRoots: Uint8Array[] = [];
  const edge: { hash: Uint8Array; units: number }[] = [];
  return {
    unitRoots,
    rootWith: (unitRoot) => edge.reduceRight((root, { hash }) => nodeHash(hash, root, sha256), unitRoot),
    push(unitRoot) {
      unitRoots.push(unitRoot);
      let grown = { hash: unitRoot, units: 1 };
      for (let last = edge.at(-1); last?.units === grown.units; last = edge.at(-1)) {
        edge.pop();
        grown = { hash: nodeHash(last.hash, grown.hash, sha256), units: 2 * grown.units };
      }
      edge.push(grown);
    },
  };
}

/** Hashes of tile level 2 and above: each level the roots over 256 of the one below. */
export function upperLevels(unitRoots: readonly Uint8Array[], sha256: Sha256): readonly (readonly Uint8Array[])[] {
  if (EXPORT_UNIT !== TILE_WIDTH ** 2) throw new TypeError('a unit is a hash of level 2');
  const levels: (readonly Uint8Array[])[] = [];
  for (let level = unitRoots; level.length > 0;) {
    levels.push(level);
    const below = level;
    level = Array.from({ length: Math.floor(below.length / TILE_WIDTH) }, (_, i) =>
      rootOfComplete(below.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH), sha256),
    );
  }
  return levels;
}

/** True when a tile holds exactly these hashes. */
export function isTileOf(tile: Uint8Array, hashes: readonly Uint8Array[]): boolean {
  return equalBytes(tile, concatBytes(...hashes));
}
