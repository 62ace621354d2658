import type { Sha256 } from '../encoding/bytes.ts';
import { edgeLevels, HASH_BYTES } from '../log/merkle.ts';
import { LEAF_BYTES } from '../log/leaf.ts';
import { createHashRow } from './hashing.ts';

/** All complete subtrees over a run of leaves: `layers[k]` holds the roots over 2^k leaves, one after the other. */
export interface UnitTree {
  readonly count: number;
  readonly layers: readonly Uint8Array[];
}

/**
 * Hashes the leaves of a run that begins at a multiple of its greatest length. RFC 6962 §2.1, spelt out over flat
 * arrays: this is where the public level spends its time.
 * @param leaves - `LEAF_BYTES` each
 */
export function hashUnit(leaves: Uint8Array): UnitTree {
  const count = leaves.length / LEAF_BYTES;
  let row = createHashRow(count);
  const leaf = new Uint8Array(1 + LEAF_BYTES);
  for (let i = 0; i < count; i++) {
    leaf.set(leaves.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES), 1);
    row.put(i, leaf);
  }
  const layers = [row.bytes];
  const node = new Uint8Array(1 + 2 * HASH_BYTES);
  node[0] = 1;
  for (let width = count >> 1; width > 0; width >>= 1) {
    const above = createHashRow(width);
    for (let i = 0; i < width; i++) {
      node.set(row.bytes.subarray(2 * i * HASH_BYTES, 2 * (i + 1) * HASH_BYTES), 1);
      above.put(i, node);
    }
    layers.push(above.bytes);
    row = above;
  }
  return { count, layers };
}

/** Root over the first `size` leaves of the run; `size` is at least 1. */
export function rootOfFirst({ layers }: UnitTree, size: number, sha256: Sha256): Uint8Array {
  const node = new Uint8Array(1 + 2 * HASH_BYTES);
  node[0] = 1;
  let end = size;
  let root: Uint8Array | undefined;
  for (const level of edgeLevels(size).reverse()) {
    end -= 2 ** level;
    const left = hashAt(layers[level], end / 2 ** level);
    if (root === undefined) root = left;
    else {
      node.set(left, 1);
      node.set(root, 1 + HASH_BYTES);
      root = sha256(node);
    }
  }
  if (root === undefined) throw new TypeError('no root of no leaves');
  return root;
}

/** The `index`-th hash of a layer or tile. */
export function hashAt(layer: Uint8Array | undefined, index: number): Uint8Array {
  const hash = layer?.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  if (hash?.length !== HASH_BYTES) throw new TypeError('no such hash');
  return hash;
}
