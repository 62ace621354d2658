import { consistencyProof, verifyConsistency, type TreeHead } from '../log/merkle.ts';
import { rootOfComplete, TILE_HEIGHT, TILE_WIDTH, tilePath, tileWidth } from '../log/tiles.ts';
import { sha256 } from './verify/sha256.ts';

const HASH_BYTES = 32;

interface Subtree {
  readonly level: number;
  readonly index: number;
}

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
  const roots = new Map<string, Uint8Array>();
  for (const subtree of neededSubtrees(older.size, newer.size)) {
    roots.set(nameOf(subtree), await readRoot(subtree, newer.size, readTile));
  }
  const rootAt = (level: number, index: number): Uint8Array => roots.get(nameOf({ level, index })) ?? new Uint8Array();
  verifyConsistency(older, newer, consistencyProof(older.size, newer.size, rootAt, sha256), sha256);
}

/** Which subtrees a proof asks for depends on the sizes alone: one run over nothing tells. */
function neededSubtrees(oldSize: number, size: number): readonly Subtree[] {
  const needed: Subtree[] = [];
  const nothing = new Uint8Array(HASH_BYTES);
  const note = (level: number, index: number): Uint8Array => {
    needed.push({ level, index });
    return nothing;
  };
  consistencyProof(oldSize, size, note, () => nothing);
  return needed;
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

function nameOf({ level, index }: Subtree): string {
  return `${level}/${index}`;
}
