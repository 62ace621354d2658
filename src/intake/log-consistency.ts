import type { Sha256 } from '../encoding/bytes.ts';
import { consistencyProof } from '../log/merkle.ts';
import { rootOfComplete, TILE_HEIGHT } from '../log/tiles.ts';
import { readHashes, type HashRows } from './log-resources.ts';

interface Subtree {
  readonly level: number;
  readonly index: number;
}

/**
 * RFC 6962 consistency proof that the log of `size` entries begins with its first `oldSize` (at least 1), out of
 * O(log size) reads of at most 128 hashes.
 * @throws DauysError `ledger-corrupt` when rows are missing.
 */
export async function proveConsistency(
  rows: HashRows,
  contestId: string,
  { oldSize, size }: { readonly oldSize: number; readonly size: number },
  sha256: Sha256,
): Promise<Uint8Array[]> {
  const roots = new Map<string, Uint8Array>();
  for (const subtree of neededSubtrees(oldSize, size)) {
    roots.set(keyOf(subtree), await readRoot(rows, contestId, subtree, sha256));
  }
  const rootAt = (level: number, index: number): Uint8Array => {
    const root = roots.get(keyOf({ level, index }));
    if (root === undefined) throw new TypeError('a subtree was not read');
    return root;
  };
  return consistencyProof(oldSize, size, rootAt, sha256);
}

/** Which subtrees a proof asks for depends on the sizes alone: one run over nothing tells. */
function neededSubtrees(oldSize: number, size: number): Subtree[] {
  const needed: Subtree[] = [];
  const nothing = new Uint8Array(32);
  const note = (level: number, index: number): Uint8Array => {
    needed.push({ level, index });
    return nothing;
  };
  consistencyProof(oldSize, size, note, () => nothing);
  return needed;
}

async function readRoot(
  rows: HashRows,
  contestId: string,
  { level, index }: Subtree,
  sha256: Sha256,
): Promise<Uint8Array> {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const width = 2 ** (level % TILE_HEIGHT);
  const range = { level: tileLevel, from: index * width, to: (index + 1) * width };
  return rootOfComplete(await readHashes(rows, contestId, range, sha256), sha256);
}

function keyOf({ level, index }: Subtree): string {
  return `${level}/${index}`;
}
