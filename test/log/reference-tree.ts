import { createHash } from 'node:crypto';

export const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(data).digest());

/** RFC 6962 §2.1 word for word, recursive and slow: what the tree code is held against. */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return sha256(Uint8Array.of(0, ...leaves[0]!));
  const k = split(leaves.length);
  return sha256(Uint8Array.of(1, ...naiveRoot(leaves.slice(0, k)), ...naiveRoot(leaves.slice(k))));
}

/** Root of leaves [from, to), remembered: the recursion visits few distinct ranges. */
export function rangeRoots(leaves: readonly Uint8Array[]): (from: number, to: number) => Uint8Array {
  const known = new Map<string, Uint8Array>();
  const root = (from: number, to: number): Uint8Array => {
    const key = `${from}-${to}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const k = to - from > 1 ? split(to - from) : 0;
    const hash =
      k === 0
        ? naiveRoot(leaves.slice(from, to))
        : sha256(Uint8Array.of(1, ...root(from, from + k), ...root(from + k, to)));
    known.set(key, hash);
    return hash;
  };
  return root;
}

type Roots = (from: number, to: number) => Uint8Array;

/** RFC 6962 §2.1.1: PATH(m, D[from:to]). */
export function naivePath(index: number, from: number, to: number, roots: Roots): Uint8Array[] {
  if (to - from === 1) return [];
  const k = from + split(to - from);
  return index < k
    ? [...naivePath(index, from, k, roots), roots(k, to)]
    : [...naivePath(index, k, to, roots), roots(from, k)];
}

/** RFC 6962 §2.1.2: SUBPROOF(m, D[from:to], complete). */
export function naiveConsistency(m: number, from: number, to: number, complete: boolean, roots: Roots): Uint8Array[] {
  if (m === to) return complete ? [] : [roots(from, to)];
  const k = from + split(to - from);
  return m <= k
    ? [...naiveConsistency(m, from, k, complete, roots), roots(k, to)]
    : [...naiveConsistency(m, k, to, false, roots), roots(from, k)];
}

function split(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1);
}

/** `count` leaves, each different. */
export function someLeaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => Uint8Array.of(i >> 8, i & 255, 7));
}
