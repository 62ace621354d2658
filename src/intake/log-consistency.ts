import type { Sha256 } from '../encoding/bytes.ts';
import { readConsistencyProof, type Subtree } from '../log/consistency.ts';
import { rootOfComplete, TILE_HEIGHT } from '../log/tiles.ts';
import { readHashes, type HashRows } from './log-resources.ts';

/**
 * RFC 6962 consistency proof that the log of `size` entries begins with its first `oldSize` (at least 1), out of
 * O(log size) reads of at most 128 hashes.
 * @throws DauysError `ledger-corrupt` when rows are missing.
 */
export function proveConsistency(
  rows: HashRows,
  contestId: string,
  { oldSize, size }: { readonly oldSize: number; readonly size: number },
  sha256: Sha256,
): Promise<Uint8Array[]> {
  const readRoot = async ({ level, index }: Subtree): Promise<Uint8Array> => {
    const width = 2 ** (level % TILE_HEIGHT);
    const range = { level: Math.floor(level / TILE_HEIGHT), from: index * width, to: (index + 1) * width };
    return rootOfComplete(await readHashes(rows, contestId, range, sha256), sha256);
  };
  return readConsistencyProof(oldSize, size, readRoot, sha256);
}
