import { hash } from 'node:crypto';
import type { Sha256 } from '../encoding/bytes.ts';
import { edgeLevels, HASH_BYTES } from '../log/merkle.ts';
import { LEAF_BYTES } from '../log/leaf.ts';

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
  let layer = Buffer.alloc(count * HASH_BYTES);
  const leaf = new Uint8Array(1 + LEAF_BYTES);
  for (let i = 0; i < count; i++) {
    leaf.set(leaves.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES), 1);
    digestInto(leaf, layer, i * HASH_BYTES);
  }
  const layers = [layer];
  const node = new Uint8Array(1 + 2 * HASH_BYTES);
  node[0] = 1;
  for (let width = count >> 1; width > 0; width >>= 1) {
    const above = Buffer.alloc(width * HASH_BYTES);
    for (let i = 0; i < width; i++) {
      node.set(layer.subarray(2 * i * HASH_BYTES, 2 * (i + 1) * HASH_BYTES), 1);
      digestInto(node, above, i * HASH_BYTES);
    }
    layers.push(above);
    layer = above;
  }
  return { count, layers };
}

/** SHA-256 in a text of one character an octet: to make an array of every digest takes longer than to hash. */
export function digestText(message: Uint8Array): string {
  return hash('sha256', message, 'binary');
}

function digestInto(message: Uint8Array, target: Buffer, at: number): void {
  target.write(digestText(message), at, HASH_BYTES, 'latin1');
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
