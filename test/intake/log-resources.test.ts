import { describe, expect, it } from '@jest/globals';
import { concatBytes, toHex } from '../../src/encoding/bytes.ts';
import { createLogResources } from '../../src/intake/log-resources.ts';
import type { HeadRow, LogRows } from '../../src/intake/ports.ts';
import { appendLeaves } from '../../src/log/append.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { leafHash } from '../../src/log/merkle.ts';
import { createNoteVerifier, signNote } from '../../src/log/note.ts';
import { parseProof, verifyProof } from '../../src/log/proof.ts';
import { createLogKey, CRYPTO } from '../log/ed25519.ts';
import { naiveRoot, rangeRoots, sha256 } from '../log/reference-tree.ts';

const ORIGIN = 'vote.example.kz/log/demo';
const { vkey, signer } = createLogKey(ORIGIN);
const verifier = createNoteVerifier(vkey, CRYPTO);
const leaves = Array.from({ length: 1500 }, (_, i) => concatBytes(Uint8Array.of(i >> 8, i & 255), new Uint8Array(126)));
const roots = rangeRoots(leaves);

type Rows = Pick<LogRows, 'head' | 'leaves' | 'nodes' | 'openings' | 'timeAnchors'>;

/** A log of `size` entries in memory; counts the rows it is asked for. */
function createRows(size: number): Rows & { read: number } {
  const { edge, root, nodes } = appendLeaves({ size: 0, edge: [] }, leaves.slice(0, size), sha256);
  const head: HeadRow = { size, root, edge, checkpoint: signNote(checkpointBody(ORIGIN, size, root), [signer]) };
  const hashes = (level: number): Uint8Array[] => nodes.filter((n) => n.level === level).map((n) => n.hash);
  const log = {
    read: 0,
    head: async (contest: string) => (contest === 'demo' ? head : undefined),
    leaves: async (_: string, from: number, to: number) => counted(leaves.slice(0, size).slice(from, to)),
    nodes: async (_: string, level: number, from: number, to: number) => counted(hashes(level).slice(from, to)),
    openings: async (_: string, from: number, to: number) =>
      leaves.slice(from, to).map((__, i) => (from + i === 0 ? undefined : opening(from + i))),
    timeAnchors: async () => [],
  };
  const counted = (rows: Uint8Array[]): Uint8Array[] => {
    log.read += rows.length;
    return rows;
  };
  return log;
}

const opening = (index: number) => ({ candidateNumber: 1 + (index % 129), saltChoice: new Uint8Array(32).fill(index) });

describe('log resources', () => {
  it.each([1, 2, 255, 256, 257, 511, 512, 700, 1023, 1024, 1500])('prove entries of a log of %i', async (size) => {
    const rows = createRows(size);
    const log = createLogResources(rows, sha256);
    for (let index = 0; index < size; index += index > 3 && index < size - 20 ? 19 : 1) {
      rows.read = 0;
      const proof = parseProof((await log.inclusionProof('demo', index))!);
      expect(verifyProof(proof, [verifier], sha256)).toEqual({ origin: ORIGIN, size, root: roots(0, size) });
      expect(proof.leaf).toEqual(leaves[index]);
      expect(rows.read).toBeLessThanOrEqual(1 + 2 * 256);
    }
  });

  it('serve tiles of any width that hash to the root of their size', async () => {
    const log = createLogResources(createRows(700), sha256);
    for (const [index, width] of [
      [0, 1],
      [0, 77],
      [0, 256],
      [1, 256],
      [2, 1],
      [2, 188],
    ] as const) {
      const tile = (await log.tile('demo', 0, index, width))!;
      const bundle = (await log.tile('demo', 'entries', index, width))!;
      expect(tile).toHaveLength(32 * width);
      const from = 256 * index;
      const entries = Array.from({ length: width }, (_, i) => bundle.subarray(130 * i, 130 * (i + 1)));
      expect(entries.every((entry) => entry[0] === 0 && entry[1] === 128)).toBe(true);
      expect(naiveRoot(entries.map((entry) => entry.subarray(2)))).toEqual(roots(from, from + width));
      expect(toHex(tile)).toBe(entries.map((entry) => toHex(leafHash(entry.subarray(2), sha256))).join(''));
    }
    const upper = (await log.tile('demo', 1, 0, 2))!;
    expect(toHex(upper)).toBe(toHex(roots(0, 256)) + toHex(roots(256, 512)));
  });

  it('have nothing beyond the size, and no partial hashed upward', async () => {
    const log = createLogResources(createRows(700), sha256);
    const nothing = [
      log.tile('demo', 0, 2, 189),
      log.tile('demo', 0, 2, 256),
      log.tile('demo', 0, 3, 1),
      log.tile('demo', 0, 0, 0),
      log.tile('demo', 'entries', 2, 189),
      log.tile('demo', 1, 0, 3),
      log.tile('demo', 2, 0, 1),
      log.tile('demo', 63, 0, 1),
      log.openings('demo', 2, 189),
      log.inclusionProof('demo', 700),
      log.inclusionProof('demo', -1),
      log.inclusionProof('demo', 0.5),
      log.checkpoint('other'),
      log.tile('other', 0, 0, 1),
      log.openings('other', 0, 1),
      log.inclusionProof('other', 0),
    ];
    expect(await Promise.all(nothing)).toEqual(nothing.map(() => undefined));
  });

  it('give openings as number and salt, zeros for what is no ballot', async () => {
    const log = createLogResources(createRows(700), sha256);
    const bundle = (await log.openings('demo', 0, 3))!;
    expect(toHex(bundle)).toBe(`${'00'.repeat(34)}0002${'01'.repeat(32)}0003${'02'.repeat(32)}`);
    expect(await log.openings('demo', 2, 188)).toHaveLength(34 * 188);
  });

  it('carry the cosignatures that a checkpoint has', async () => {
    const rows = createRows(5);
    const { checkpoint } = (await rows.head('demo'))!;
    const cosignatures = {
      of: (contest: string, note: string) => (contest === 'demo' && note === checkpoint ? '— w AAAAAAA=\n' : ''),
      newest: (contest: string) => (contest === 'demo' ? 'older' : undefined),
    };
    const log = createLogResources(rows, sha256, cosignatures);
    expect(await log.checkpoint('demo')).toBe(`${checkpoint}— w AAAAAAA=\n`);
    expect(parseProof((await log.inclusionProof('demo', 3))!).checkpoint).toBe(`${checkpoint}— w AAAAAAA=\n`);
    expect([await log.witnessed('demo'), await log.witnessed('other')]).toEqual(['older', undefined]);
    expect(await createLogResources(rows, sha256).checkpoint('demo')).toBe(checkpoint);
  });

  it('reject when rows below the size are missing', async () => {
    const rows = { ...createRows(300), leaves: async () => [], nodes: async () => [] };
    const log = createLogResources(rows, sha256);
    await expect(log.inclusionProof('demo', 4)).toRejectWithCode('ledger-corrupt');
    await expect(log.tile('demo', 0, 0, 256)).toRejectWithCode('ledger-corrupt');
    await expect(log.tile('demo', 'entries', 0, 256)).toRejectWithCode('ledger-corrupt');
    await expect(log.tile('demo', 1, 0, 1)).toRejectWithCode('ledger-corrupt');
  });
});
