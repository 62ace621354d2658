import { DauysError } from '../domain/errors.ts';
import { concatBytes, u16be, type Sha256 } from '../encoding/bytes.ts';
import { nodeHash } from './merkle.ts';

/** Entries of a bundle, hashes of a full tile. */
export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 8;
const MAX_LEVEL = 63;
const SALT_BYTES = 32;

/** One resource of C2SP tlog-tiles; `width` counts its entries or hashes, 256 when full. */
export interface TileAddress {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/**
 * `tile/<level>/<index>[.p/<width>]`
 * @public
 */
export function tilePath({ level, index, width }: TileAddress): string {
  return `tile/${level}/${tileIndexPath(index, width)}`;
}

/** `<index>[.p/<width>]`: 3-digit groups, all but the last marked with x. */
export function tileIndexPath(index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

/**
 * Reads `tile/<level>/<index>[.p/<width>]`; every tile has exactly one spelling.
 * @param path - attacker-controlled
 * @throws DauysError `not-found`
 */
export function parseTilePath(path: string): TileAddress {
  const [, level = '', rest = ''] = /^tile\/(entries|0|[1-9][0-9]?)\/(.*)$/s.exec(path) ?? [];
  if (level === '' || Number(level) > MAX_LEVEL) throw new DauysError('not-found', 'no such tile path');
  return { level: level === 'entries' ? level : Number(level), ...parseTileIndex(rest) };
}

/**
 * Reads `<index>[.p/<width>]`, the tail of a tile's or an openings bundle's path.
 * @param path - attacker-controlled
 * @throws DauysError `not-found`
 */
export function parseTileIndex(path: string): { readonly index: number; readonly width: number } {
  const match = /^((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path);
  const index = Number((match?.[1] ?? '').replaceAll(/[x/]/g, ''));
  const width = Number(match?.[2] ?? TILE_WIDTH);
  const address = { index, width };
  // One spelling only: no leading x000 group, no `.p/256`.
  if (match === null || !Number.isSafeInteger(index) || width > TILE_WIDTH || tileIndexPath(index, width) !== path) {
    throw new DauysError('not-found', 'no such tile path');
  }
  return address;
}

/** Hashes that tile `index` of `level` (or entries of bundle `index`, level 0) has in a tree of `size`: 0 to 256. */
export function tileWidth(size: number, level: number, index: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** An entry bundle: u16be length ‖ leaf, repeated. */
export function encodeEntries(leaves: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...leaves.flatMap((leaf) => [u16be(leaf.length), leaf]));
}

/** An openings bundle: u16be candidate number ‖ salt_c for each entry, zeros for what is no ballot or was erased. */
export function encodeOpenings(
  openings: readonly ({ readonly candidateNumber: number; readonly saltChoice: Uint8Array } | undefined)[],
): Uint8Array {
  const none = { candidateNumber: 0, saltChoice: new Uint8Array(SALT_BYTES) };
  return concatBytes(
    ...openings.map((opening) => opening ?? none).flatMap((o) => [u16be(o.candidateNumber), o.saltChoice]),
  );
}

/** The rows of a complete subtree, from 2^k roots of neighbouring subtrees (k at most 8) up to the two below its root. */
export function tileRows(hashes: readonly Uint8Array[], sha256: Sha256): readonly (readonly Uint8Array[])[] {
  const rows: (readonly Uint8Array[])[] = [];
  for (let row = hashes; row.length > 1; row = pairUp(row, sha256)) rows.push(row);
  return rows;
}

/** One tile's part of an audit path: the siblings of hash `position` up to the root of these rows. */
export function siblingsInTile(rows: readonly (readonly Uint8Array[])[], position: number): Uint8Array[] {
  return rows.map((row, height) => {
    const sibling = row[(position >> height) ^ 1];
    if (sibling === undefined) throw new TypeError('position outside the tile');
    return sibling;
  });
}

/** Root of the complete subtree over 2^k roots of neighbouring subtrees. */
export function rootOfComplete(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  let row = hashes;
  while (row.length > 1) row = pairUp(row, sha256);
  const [root] = row;
  if (root === undefined) throw new TypeError('no subtree of no hashes');
  return root;
}

function pairUp(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array[] {
  const parents: Uint8Array[] = [];
  for (let i = 1; i < hashes.length; i += 2) {
    const [left, right] = [hashes[i - 1], hashes[i]];
    if (left !== undefined && right !== undefined) parents.push(nodeHash(left, right, sha256));
  }
  return parents;
}

/** Where a leaf's subtree roots lie inside a maximal full subtree of 2^height leaves, tile by tile from the leaf up. */
export interface PathTile {
  /** Tile level: its hashes are roots of 256^level leaves. */
  readonly level: number;
  /** First hash and the one after the last, counted over the whole level: 2^k of them, k at most 8. */
  readonly from: number;
  readonly to: number;
  readonly position: number;
}

/** The reads that an audit path needs below the edge: at most 256 hashes for each tile level. */
export function pathTiles(index: number, height: number): PathTile[] {
  const tiles: PathTile[] = [];
  for (let level = 0; level * TILE_HEIGHT < height; level++) {
    const node = Math.floor(index / TILE_WIDTH ** level);
    const width = 2 ** Math.min(TILE_HEIGHT, height - level * TILE_HEIGHT);
    const position = node % width;
    tiles.push({ level, from: node - position, to: node - position + width, position });
  }
  return tiles;
}
