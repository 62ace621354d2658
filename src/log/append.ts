import type { Sha256 } from '../encoding/bytes.ts';
import { assertEdgeShape, edgeLevels, emptyRoot, foldEdge, leafHash, nodeHash } from './merkle.ts';

/** What appending needs to know of a tree: its size and the roots of its maximal full subtrees, largest first. */
export interface TreeState {
  readonly size: number;
  readonly edge: readonly Uint8Array[];
}

/** Root of a subtree of 256^k leaves that an append completed; `level` is 8k, `index` counts such subtrees. */
interface SubtreeRoot {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

interface GrownTree extends TreeState {
  readonly root: Uint8Array;
  readonly nodes: readonly SubtreeRoot[];
}

export interface Appended extends GrownTree {
  /** One inclusion proof per new leaf, at the new size. Equal hashes are the same array: never write to them. */
  readonly proofs: readonly (readonly Uint8Array[])[];
}

/** Subtree roots of one height that the batch touches. `first` is even, so siblings lie at position ^ 1. */
interface Layer {
  readonly first: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * Appends leaves to a tree known by its edge alone. A left sibling of a new leaf's path is a subtree of the old edge
 * or one that the batch completed, so the proofs need no read of the ledger.
 * @throws DauysError `ledger-corrupt` when the edge does not fit the size.
 */
export function appendLeaves(state: TreeState, leaves: readonly Uint8Array[], sha256: Sha256): Appended {
  const { tree, layers, folds } = grow(state, leaves, sha256);
  const proofs = leaves.map((_, i) => proofAt(state.size + i, tree.size, layers, tree.edge, folds));
  return { ...tree, proofs };
}

/**
 * As {@link appendLeaves} without the proofs: for reading a whole log again.
 * @public
 * @throws DauysError `ledger-corrupt`
 */
export function extendTree(state: TreeState, leaves: readonly Uint8Array[], sha256: Sha256): GrownTree {
  return grow(state, leaves, sha256).tree;
}

interface Growth {
  readonly tree: GrownTree;
  readonly layers: readonly Layer[];
  readonly folds: readonly Uint8Array[];
}

function grow(state: TreeState, leaves: readonly Uint8Array[], sha256: Sha256): Growth {
  assertEdgeShape(state.edge, state.size);
  const size = state.size + leaves.length;
  const { layers, nodes } = growLayers(state, leaves, sha256);
  const edge = edgeLevels(size).map((level) => at(layers[level]?.hashes ?? [], -1));
  const folds = foldEdge(edge, sha256);
  return { tree: { size, edge, root: folds[0] ?? emptyRoot(sha256), nodes }, layers, folds };
}

function growLayers(
  state: TreeState,
  leaves: readonly Uint8Array[],
  sha256: Sha256,
): { layers: Layer[]; nodes: SubtreeRoot[] } {
  const layers: Layer[] = [];
  const nodes: SubtreeRoot[] = [];
  const smallestFirst = state.edge.toReversed();
  let grown = leaves.map((leaf) => leafHash(leaf, sha256));
  for (let level = 0, before = state.size; before > 0 || grown.length > 0; level++, before = Math.floor(before / 2)) {
    if (level > 0 && level % 8 === 0) {
      for (const [i, hash] of grown.entries()) nodes.push({ level, index: before + i, hash });
    }
    const left = before % 2 === 1 ? [at(smallestFirst.splice(0, 1), 0)] : [];
    const hashes = [...left, ...grown];
    layers.push({ first: before - left.length, hashes });
    grown = [];
    for (let i = 1; i < hashes.length; i += 2) grown.push(nodeHash(at(hashes, i - 1), at(hashes, i), sha256));
  }
  return { layers, nodes };
}

function proofAt(
  index: number,
  size: number,
  layers: readonly Layer[],
  edge: readonly Uint8Array[],
  folds: readonly Uint8Array[],
) {
  const proof: Uint8Array[] = [];
  const { level: height, position } = subtreeOf(index, size);
  for (let level = 0, node = index; level < height; level++, node = Math.floor(node / 2)) {
    const { first, hashes } = at(layers, level);
    proof.push(at(hashes, node % 2 === 0 ? node - first + 1 : node - first - 1));
  }
  const right = folds[position + 1];
  if (right !== undefined) proof.push(right);
  for (let i = position - 1; i >= 0; i--) proof.push(at(edge, i));
  return proof;
}

/** The maximal full subtree that leaf `index` lies in: its height, its first leaf and its position in the edge. */
export function subtreeOf(index: number, size: number): { level: number; start: number; position: number } {
  let start = 0;
  for (const [position, level] of edgeLevels(size).entries()) {
    if (index < start + 2 ** level) return { level, start, position };
    start += 2 ** level;
  }
  throw new TypeError('index outside the tree');
}

function at<T>(values: readonly T[], index: number): T {
  const value = values.at(index);
  if (value === undefined) throw new TypeError('tree layer is too short');
  return value;
}
