import { DauysError } from '../domain/errors.ts';
import { equalBytes, type Sha256 } from '../encoding/bytes.ts';

export const HASH_BYTES = 32;

/** Root of the complete subtree of 2^level leaves at `index`, counted in subtrees of that height. */
type HashAt = (level: number, index: number) => Uint8Array;

/** RFC 6962 §2.1: SHA-256(0x00 ‖ leaf). */
export function leafHash(leaf: Uint8Array, sha256: Sha256): Uint8Array {
  const bytes = new Uint8Array(1 + leaf.length);
  bytes.set(leaf, 1);
  return sha256(bytes);
}

/** RFC 6962 §2.1: SHA-256(0x01 ‖ left ‖ right); both are hashes, 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * HASH_BYTES);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_BYTES);
  return sha256(bytes);
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** Heights of the maximal full subtrees of a tree, largest (leftmost) first: the one-bits of `size`. */
export function edgeLevels(size: number): number[] {
  const levels: number[] = [];
  for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) levels.unshift(level);
  }
  return levels;
}

/**
 * Roots of the trees over the last subtrees of an edge: element j covers edge[j] and everything to its right, so
 * element 0 is the root of the whole. Odd nodes are promoted, never doubled.
 */
export function foldEdge(edge: readonly Uint8Array[], sha256: Sha256): Uint8Array[] {
  const folds: Uint8Array[] = [];
  for (const subtree of edge.toReversed()) {
    const right = folds[0];
    folds.unshift(right === undefined ? subtree : nodeHash(subtree, right, sha256));
  }
  return folds;
}

/** @throws DauysError `ledger-corrupt` when the edge does not have the shape `size` gives it. */
export function assertEdgeShape(edge: readonly Uint8Array[], size: number): void {
  if (edge.length !== edgeLevels(size).length)
    throw new DauysError('ledger-corrupt', 'tree edge does not fit the size');
}

/** @throws DauysError `ledger-corrupt` when the edge does not have the shape `size` gives it. */
export function rootOfEdge(edge: readonly Uint8Array[], size: number, sha256: Sha256): Uint8Array {
  assertEdgeShape(edge, size);
  return foldEdge(edge, sha256)[0] ?? emptyRoot(sha256);
}

/**
 * RFC 6962 §2.1.1: the audit path of leaf `index` in the tree of `size` leaves, the leaf's sibling first.
 * @public
 */
export function inclusionProof(index: number, size: number, hashAt: HashAt, sha256: Sha256): Uint8Array[] {
  if (!(index >= 0 && index < size)) throw new TypeError('index outside the tree');
  const path: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitPoint(to - from);
    if (index < middle) {
      path.unshift(rangeRoot(middle, to, hashAt, sha256));
      to = middle;
    } else {
      path.unshift(rangeRoot(from, middle, hashAt, sha256));
      from = middle;
    }
  }
  return path;
}

/**
 * RFC 6962 §2.1.2: that the first `oldSize` (at least 1) leaves of the tree of `size` are unchanged.
 * @public
 */
export function consistencyProof(oldSize: number, size: number, hashAt: HashAt, sha256: Sha256): Uint8Array[] {
  if (!(oldSize > 0 && oldSize <= size)) throw new TypeError('old size outside the tree');
  const path: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to !== oldSize) {
    const middle = from + splitPoint(to - from);
    if (oldSize <= middle) {
      path.unshift(rangeRoot(middle, to, hashAt, sha256));
      to = middle;
    } else {
      path.unshift(rangeRoot(from, middle, hashAt, sha256));
      from = middle;
    }
  }
  // The verifier holds the old root already when the old tree is one complete subtree at the left.
  if (from > 0) path.unshift(rangeRoot(from, to, hashAt, sha256));
  return path;
}

/**
 * RFC 9162 §2.1.3.2. All arguments but `sha256` are attacker-controlled.
 * @throws DauysError `receipt-invalid`
 */
export function verifyInclusion(
  claim: { readonly leafHash: Uint8Array; readonly index: number; readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
  sha256: Sha256,
): void {
  const { index, size } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new DauysError('receipt-invalid', 'index outside the tree');
  }
  assertHashes([claim.leafHash, claim.root, ...proof]);
  let node = index;
  let last = size - 1;
  let hash = claim.leafHash;
  for (const sibling of proof) {
    if (last === 0) throw new DauysError('receipt-invalid', 'inclusion proof is too long');
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash, sha256);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling, sha256);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new DauysError('receipt-invalid', 'inclusion proof is too short');
  if (!equalBytes(hash, claim.root))
    throw new DauysError('receipt-invalid', 'inclusion proof does not lead to the root');
}

/** A size with the root of the tree of that size. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * RFC 9162 §2.1.4.2. An old size of 0 is refused: there is nothing to prove, callers decide it themselves.
 * @public
 * @throws DauysError `receipt-invalid`
 */
export function verifyConsistency(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
  sha256: Sha256,
): void {
  if (
    !Number.isSafeInteger(older.size) ||
    !Number.isSafeInteger(newer.size) ||
    older.size < 1 ||
    older.size > newer.size
  ) {
    throw new DauysError('receipt-invalid', 'sizes of a consistency proof are out of order');
  }
  if (older.size === newer.size) {
    if (proof.length === 0 && equalBytes(older.root, newer.root)) return;
    throw new DauysError('receipt-invalid', 'two trees of one size differ');
  }
  assertHashes([older.root, newer.root, ...proof]);
  let node = older.size - 1;
  let last = newer.size - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  const path = node === 0 ? [older.root, ...proof] : proof;
  const [start, ...steps] = path;
  if (start === undefined) throw new DauysError('receipt-invalid', 'consistency proof is too short');
  let oldHash = start;
  let newHash = start;
  for (const sibling of steps) {
    if (last === 0) throw new DauysError('receipt-invalid', 'consistency proof is too long');
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash, sha256);
      newHash = nodeHash(sibling, newHash, sha256);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      newHash = nodeHash(newHash, sibling, sha256);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) throw new DauysError('receipt-invalid', 'consistency proof is too short');
  if (!equalBytes(oldHash, older.root) || !equalBytes(newHash, newer.root)) {
    throw new DauysError('receipt-invalid', 'consistency proof does not lead to both roots');
  }
}

function assertHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) {
    throw new DauysError('receipt-invalid', 'hash is not 32 bytes');
  }
}

/** Largest power of two below `count`, which is at least 2. */
function splitPoint(count: number): number {
  let k = 1;
  while (k * 2 < count) k *= 2;
  return k;
}

function rangeRoot(from: number, to: number, hashAt: HashAt, sha256: Sha256): Uint8Array {
  const count = to - from;
  const level = Math.floor(Math.log2(count));
  const width = 2 ** level;
  const left = hashAt(level, from / width);
  return width === count ? left : nodeHash(left, rangeRoot(from + width, to, hashAt, sha256), sha256);
}
