import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fromBase64, fromHex, toHex } from '../../src/encoding/bytes.ts';
import {
  consistencyProof,
  emptyRoot,
  inclusionProof,
  leafHash,
  rootOfEdge,
  verifyConsistency,
  verifyInclusion,
} from '../../src/log/merkle.ts';
import { appendLeaves } from '../../src/log/append.ts';
import { naiveConsistency, naivePath, rangeRoots, sha256, someLeaves } from './reference-tree.ts';

const hex = (hashes: readonly Uint8Array[]): string => hashes.map(toHex).join(' ');

describe('tree proofs', () => {
  const leaves = someLeaves(300);
  const roots = rangeRoots(leaves);
  const hashAt = (level: number, index: number): Uint8Array => roots(index * 2 ** level, (index + 1) * 2 ** level);

  it('are the RFC 6962 audit path for every leaf of every size up to 300, and verify', () => {
    for (let size = 1; size <= 300; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, hashAt, sha256);
        if (hex(proof) !== hex(naivePath(index, 0, size, roots)))
          throw new Error(`path of ${index} in ${size} differs`);
        verifyInclusion({ leafHash: hashAt(0, index), index, size, root: roots(0, size) }, proof, sha256);
      }
    }
  });

  it('are the RFC 6962 consistency proof for every pair of sizes up to 300, and verify', () => {
    for (let size = 1; size <= 300; size++) {
      for (let older = 1; older <= size; older++) {
        const proof = consistencyProof(older, size, hashAt, sha256);
        if (hex(proof) !== hex(naiveConsistency(older, 0, size, true, roots)))
          throw new Error(`${older} → ${size} differs`);
        verifyConsistency({ size: older, root: roots(0, older) }, { size, root: roots(0, size) }, proof, sha256);
      }
    }
  });

  it('refuse another index, another size, a swapped, missing or doubled hash', async () => {
    const root = roots(0, 13);
    const proof = inclusionProof(5, 13, hashAt, sha256);
    const claim = { leafHash: hashAt(0, 5), index: 5, size: 13, root };
    const [first, second, ...rest] = proof as [Uint8Array, Uint8Array, ...Uint8Array[]];
    const wrong: [typeof claim, Uint8Array[]][] = [
      [{ ...claim, index: 4 }, proof],
      [{ ...claim, index: 13 }, proof],
      [{ ...claim, index: -1 }, proof],
      [{ ...claim, index: 5.5 }, proof],
      [{ ...claim, size: 12 }, proof.slice(1)],
      [{ ...claim, size: Number.NaN }, proof],
      [{ ...claim, root: roots(0, 12) }, proof],
      [{ ...claim, root: new Uint8Array(0) }, proof],
      [{ ...claim, leafHash: hashAt(0, 6) }, proof],
      [claim, [second, first, ...rest]],
      [claim, proof.slice(1)],
      [claim, [...proof, first]],
      [claim, [first.subarray(1), second, ...rest]],
    ];
    for (const [c, p] of wrong)
      await expect(() => {
        verifyInclusion(c, p, sha256);
      }).toRejectWithCode('receipt-invalid');
  });

  it('refuse a consistency proof from an empty tree: there is nothing to prove', async () => {
    const head = { size: 0, root: emptyRoot(sha256) };
    await expect(() => {
      verifyConsistency(head, head, [], sha256);
    }).toRejectWithCode('receipt-invalid');
  });
});

const VECTORS = '../shared/vectors/tlog';
const there = existsSync(VECTORS);
const suite = there ? describe : describe.skip;

suite(`vectors of transparency-dev/merkle${there ? '' : ' (skipped: no ../shared)'}`, () => {
  const names = there ? readdirSync(`${VECTORS}/merkle`, { recursive: true, encoding: 'utf8' }) : [];
  const files = names.filter((name) => name.endsWith('.json')).sort();
  it('are 196', () => {
    expect(files).toHaveLength(196);
  });

  it.each(files)('%s', (name) => {
    const vector = JSON.parse(readFileSync(`${VECTORS}/merkle/${name}`, 'utf8')) as MerkleVector;
    const proof = (vector.proof ?? []).map(base64);
    const check = (): void => {
      if (vector.size1 === undefined) {
        const { leafIdx, treeSize } = vector;
        verifyInclusion(
          { leafHash: base64(vector.leafHash), index: leafIdx!, size: treeSize!, root: base64(vector.root) },
          proof,
          sha256,
        );
      } else {
        const older = { size: vector.size1, root: base64(vector.root1) };
        verifyConsistency(older, { size: vector.size2!, root: base64(vector.root2) }, proof, sha256);
      }
    };
    if (vector.wantErr) expect(check).toThrow(expect.objectContaining({ code: 'receipt-invalid' }));
    else expect(check).not.toThrow();
  });

  it('has the golden leaf hashes and roots', () => {
    const golden = JSON.parse(readFileSync(`${VECTORS}/rfc6962-golden.json`, 'utf8')) as Golden;
    const leaves = golden.leafInputsHex.map((text) => fromHex(text)!);
    expect(leaves.map((leaf) => toHex(leafHash(leaf, sha256)))).toEqual(golden.leafHashesHex);
    const actual = golden.rootsHexBySize.map((_, size) => {
      const { edge, root } = appendLeaves({ size: 0, edge: [] }, leaves.slice(0, size), sha256);
      expect(rootOfEdge(edge, size, sha256)).toEqual(root);
      return toHex(root);
    });
    expect(actual).toEqual(golden.rootsHexBySize);
  });
});

interface MerkleVector {
  leafIdx?: number;
  treeSize?: number;
  root?: string;
  leafHash?: string;
  size1?: number;
  size2?: number;
  root1?: string;
  root2?: string;
  proof: string[] | null;
  wantErr: boolean;
}

interface Golden {
  leafInputsHex: string[];
  leafHashesHex: string[];
  rootsHexBySize: string[];
}

const base64 = (text: string | null | undefined): Uint8Array => fromBase64(text ?? '')!;
