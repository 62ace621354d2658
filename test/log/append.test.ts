import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../src/encoding/bytes.ts';
import type { NodeRow } from '../../src/intake/ports.ts';
import { appendLeaves, extendTree, type TreeState } from '../../src/log/append.ts';
import { leafHash, verifyInclusion } from '../../src/log/merkle.ts';
import { naivePath, rangeRoots, sha256, someLeaves } from './reference-tree.ts';

const EMPTY: TreeState = { size: 0, edge: [] };
const hex = (hashes: readonly Uint8Array[]): string => hashes.map(toHex).join(' ');
const hexOfAll = (proofs: readonly (readonly Uint8Array[])[]): string => proofs.map(hex).join('\n');

describe('appendLeaves', () => {
  it('gives every leaf of every size up to 300 the reference path at the new size', () => {
    const leaves = someLeaves(300);
    const roots = rangeRoots(leaves);
    for (let size = 1; size <= 300; size++) {
      const { proofs, root } = appendLeaves(EMPTY, leaves.slice(0, size), sha256);
      expect(toHex(root)).toBe(toHex(roots(0, size)));
      expect(hexOfAll(proofs)).toBe(hexOfAll(proofs.map((_, i) => naivePath(i, 0, size, roots))));
    }
  });

  it('gives the same root, edge, nodes and proofs however the leaves are split into batches', () => {
    const leaves = someLeaves(1200);
    const roots = rangeRoots(leaves);
    const whole = appendLeaves(EMPTY, leaves, sha256);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 12 }), (cuts) => {
        let state: TreeState = EMPTY;
        const nodes: NodeRow[] = [];
        for (const cut of [...cuts, leaves.length]) {
          const batch = leaves.slice(state.size, state.size + cut);
          const step = appendLeaves(state, batch, sha256);
          expect(toHex(step.root)).toBe(toHex(roots(0, step.size)));
          const start = state.size;
          expect(hexOfAll(step.proofs)).toBe(hexOfAll(batch.map((_, i) => naivePath(start + i, 0, step.size, roots))));
          nodes.push(...step.nodes);
          state = step;
        }
        expect(hex(state.edge)).toEqual(hex(whole.edge));
        expect(nodes).toEqual(whole.nodes);
      }),
      { numRuns: 25 },
    );
    expect(whole.nodes.map(({ level, index }) => [level, index])).toEqual([
      [8, 0],
      [8, 1],
      [8, 2],
      [8, 3],
    ]);
    for (const { index, hash } of whole.nodes) expect(toHex(hash)).toBe(toHex(roots(256 * index, 256 * (index + 1))));
  });

  it('completes a subtree of 65,536 leaves as one node of level 16', () => {
    const leaves = Array.from({ length: 65_536 }, (_, i) => Uint8Array.of(i >> 8, i & 255));
    const first = appendLeaves(EMPTY, leaves.slice(0, 65_500), sha256);
    const second = appendLeaves(first, leaves.slice(65_500), sha256);
    expect(second.nodes.map(({ level, index }) => [level, index])).toEqual([
      [8, 255],
      [16, 0],
    ]);
    expect(second.nodes[1]?.hash).toEqual(second.root);
    expect(second.edge).toEqual([second.root]);
  });

  it('works past 32 bits: a batch upon an edge of 2^40 + 3 leaves', () => {
    const fake = (i: number): Uint8Array => sha256(Uint8Array.of(i));
    const state = { size: 2 ** 40 + 3, edge: [fake(1), fake(2), fake(3)] };
    const leaves = someLeaves(5);
    const { size, root, proofs } = appendLeaves(state, leaves, sha256);
    expect(size).toBe(2 ** 40 + 8);
    for (const [i, proof] of proofs.entries()) {
      const claim = { leafHash: leafHash(leaves[i]!, sha256), index: state.size + i, size, root };
      expect(() => {
        verifyInclusion(claim, proof, sha256);
      }).not.toThrow();
    }
  });

  it('without proofs gives the same tree, and the same state again for no leaves', () => {
    const { proofs: _proofs, ...tree } = appendLeaves(EMPTY, someLeaves(700), sha256);
    expect(extendTree(EMPTY, someLeaves(700), sha256)).toEqual(tree);
    expect(extendTree(tree, [], sha256)).toEqual({ ...tree, nodes: [] });
  });

  it('refuses an edge that does not fit the size', async () => {
    await expect(() => appendLeaves({ size: 3, edge: [] }, someLeaves(1), sha256)).toRejectWithCode('ledger-corrupt');
  });
});
