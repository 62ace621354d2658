import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { proveConsistency } from '../../src/intake/log-consistency.ts';
import type { HashRows } from '../../src/intake/log-resources.ts';
import { verifyConsistency } from '../../src/log/merkle.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { sha256 } from '../support/ballots.ts';

const SIZE = 1500;
const log = createMemoryLog('vote.example.kz/log/demo');
const roots: Uint8Array[] = [new Uint8Array(32)];
while (log.head().size < SIZE) roots.push(log.grow(1).root);
const head = (size: number) => ({ size, root: roots[size]! });

describe('a consistency proof out of rows', () => {
  it('holds between any two sizes, and for no other tree', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: SIZE }), fc.integer({ min: 1, max: SIZE }));
    await fc.assert(
      fc.asyncProperty(sizes, async ([a, b]) => {
        const [oldSize, size] = [Math.min(a, b), Math.max(a, b)];
        const proof = await proveConsistency(log.rows, 'demo', { oldSize, size }, sha256);
        verifyConsistency(head(oldSize), head(size), proof, sha256);
        const other = { size: oldSize, root: new Uint8Array(32).fill(1) };
        await expect(() => {
          verifyConsistency(other, head(size), proof, sha256);
        }).toRejectWithCode('receipt-invalid');
      }),
      { numRuns: 300 },
    );
  });

  it('reads few hashes of a large log', async () => {
    const large = createMemoryLog('vote.example.kz/log/demo', 70_000);
    let [reads, hashes] = [0, 0];
    const counting: HashRows = {
      leaves: async (...range) => counted(await large.rows.leaves(...range)),
      nodes: async (...range) => counted(await large.rows.nodes(...range)),
    };
    const counted = <T>(rows: readonly T[]): readonly T[] => {
      reads++;
      hashes += rows.length;
      return rows;
    };
    const proof = await proveConsistency(counting, 'demo', { oldSize: 65_001, size: 70_000 }, sha256);
    expect(proof.length).toBeGreaterThan(10);
    expect(reads).toBeLessThan(40);
    expect(hashes).toBeLessThan(1000);
  });

  it('rejects when rows are missing', async () => {
    const rows: HashRows = { leaves: async () => [], nodes: async () => [] };
    const sizes = { oldSize: 3, size: 5 };
    await expect(proveConsistency(rows, 'demo', sizes, sha256)).toRejectWithCode('ledger-corrupt');
  });
});
