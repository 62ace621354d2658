import { readConsistencyProof, type Subtree } from '../log/consistency.ts';
import { verifyConsistency, type TreeHead } from '../log/merkle.ts';
import { rootOfComplete, TILE_HEIGHT, TILE_WIDTH, tilePath, tileWidth } from '../log/tiles.ts';
import { sha256 } from './verify/sha256.ts';

const HASH_BYTES = 32;

/**
 * Checks that the newer tree begins with the older one, out of the log's own tiles.
 * @param readTile - bytes of a tile by its path
 * @throws DauysError `receipt-invalid` when it does not; what `readTile` rejects with
 */
export async function checkConsistency(
  older: TreeHead,
  newer: TreeHead,
  readTile: (path: string) => Promise<Uint8Array>,
): Promise<void> {
  const readRootIn = (subtree: Subtree): Promise<Uint8Array> => readRoot(subtree, newer.size, readTile);
  verifyConsistency(older, newer, await readConsistencyProof(older.size, newer.size, readRootIn, sha256), sha256);
}

async function readRoot(
  { level, index }: Subtree,
  size: number,
  readTile: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const tile = Math.floor((index * count) / TILE_WIDTH);
  const from = (index * count) % TILE_WIDTH;
  const bytes = await readTile(tilePath({ level: tileLevel, index: tile, width: tileWidth(size, tileLevel, tile) }));
  const hashes = Array.from({ length: count }, (_, i) =>
    bytes.subarray((from + i) * HASH_BYTES, (from + i + 1) * HASH_BYTES),
  );
  return rootOfComplete(hashes, sha256);
}
