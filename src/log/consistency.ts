import type { Sha256 } from '../encoding/bytes.ts';
import { consistencyProof } from './merkle.ts';

/** A complete subtree of 2^level leaves, the index-th of its level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/**
 * RFC 6962 consistency proof between two sizes (the older at least 1), out of the roots of O(log size) subtrees.
 * @param readRoot - root of a complete subtree of the newer tree
 */
export async function readConsistencyProof(
  oldSize: number,
  size: number,
  readRoot: (subtree: Subtree) => Promise<Uint8Array>,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  const roots = new Map<string, Uint8Array>();
  for (const subtree of neededSubtrees(oldSize, size)) roots.set(keyOf(subtree), await readRoot(subtree));
  const rootAt = (level: number, index: number): Uint8Array => {
    const root = roots.get(keyOf({ level, index }));
    if (root === undefined) throw new TypeError('a subtree was not read');
    return root;
  };
  return consistencyProof(oldSize, size, rootAt, sha256);
}

/** Which subtrees a proof asks for depends on the sizes alone: one run over nothing tells. */
function neededSubtrees(oldSize: number, size: number): readonly Subtree[] {
  const needed: Subtree[] = [];
  const nothing = new Uint8Array(32);
  const note = (level: number, index: number): Uint8Array => {
    needed.push({ level, index });
    return nothing;
  };
  consistencyProof(oldSize, size, note, () => nothing);
  return needed;
}

function keyOf({ level, index }: Subtree): string {
  return `${level}/${index}`;
}
