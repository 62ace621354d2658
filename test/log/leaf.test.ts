import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import { fromHex, toHex } from '../../src/encoding/bytes.ts';
import { encodeLeaf, leafTime, parseLeaf, type Leaf } from '../../src/log/leaf.ts';

const head = { contestTag: new Uint8Array(16).fill(0xc7), time: 1_763_371_800 };
const [A, B, C] = [0xa1, 0xb2, 0xc3].map((fill) => new Uint8Array(32).fill(fill)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const [a, b, c, zero] = ['a1', 'b2', 'c3', '00'].map((byte) => byte.repeat(32)) as [string, string, string, string];
const number = `00000000499602d2${'00'.repeat(24)}`;

const LEAVES: [string, Leaf, string][] = [
  ['01', { ...head, type: 'ballot', ballotCommit: A, voterTag: B, choiceCommit: C }, a + b + c],
  ['03', { ...head, type: 'annulment', index: 1_234_567_890, decisionCommit: B }, number + b + zero],
  ['10', { ...head, type: 'opened', definitionDigest: A, trustFingerprint: B, keyCheck: C }, a + b + c],
  ['11', { ...head, type: 'closed' }, zero + zero + zero],
  ['12', { ...head, type: 'protocol', protocolSha256: A }, a + zero + zero],
  ['13', { ...head, type: 'time-anchor', tokenSha256: A, root: B, size: 1_234_567_890 }, a + b + number],
  ['14', { ...head, type: 'decision', decisionSha256: A }, a + zero + zero],
  ['15', { ...head, type: 'trust-changed', trustFingerprint: A }, a + zero + zero],
  ['16', { ...head, type: 'erasure', index: 1_234_567_890, decisionSha256: B }, number + b + zero],
];

describe('leaf v1', () => {
  it.each(LEAVES)('type 0x%s is these 128 bytes, and reads back', (code, leaf, fields) => {
    const bytes = encodeLeaf(leaf);
    expect(toHex(bytes)).toBe(`44595331${code}000000${'c7'.repeat(16)}00000000691aeb18${fields}`);
    expect(parseLeaf(bytes)).toEqual(leaf);
  });

  it('carries the time truncated to 60 s', () => {
    expect(leafTime(1_763_371_859_999)).toBe(1_763_371_800);
    expect(leafTime(1_763_371_860_000)).toBe(1_763_371_860);
    expect(() => encodeLeaf({ ...head, time: 61, type: 'closed' })).toThrow('multiple of 60 s');
    expect(() => encodeLeaf({ ...head, time: -60, type: 'closed' })).toThrow('multiple of 60 s');
  });

  it('is not made of fields of another length', () => {
    expect(() => encodeLeaf({ ...head, type: 'protocol', protocolSha256: A.subarray(1) })).toThrow('32 bytes');
    expect(() => encodeLeaf({ ...head, contestTag: A, type: 'closed' })).toThrow('16 bytes');
  });

  const ballot = toHex(encodeLeaf(LEAVES[0]![1]));
  const closed = toHex(encodeLeaf(LEAVES[3]![1]));
  const erasure = toHex(encodeLeaf(LEAVES[8]![1]));
  const put = (hex: string, offset: number, bytes: string): string =>
    hex.slice(0, 2 * offset) + bytes + hex.slice(2 * offset + bytes.length);
  it.each([
    ['nothing', ''],
    ['127 bytes', ballot.slice(2)],
    ['129 bytes', `${ballot}00`],
    ['another magic', put(ballot, 3, '32')],
    ['type 0', put(ballot, 4, '00')],
    ['type 2', put(ballot, 4, '02')],
    ['type 255', put(ballot, 4, 'ff')],
    ['a reserved byte', put(ballot, 5, '01')],
    ['the last reserved byte', put(ballot, 7, '80')],
    ['a time between minutes', put(ballot, 31, '19')],
    ['a time past the safe integers', put(ballot, 24, 'ffffffffffffffff')],
    ['A set where nothing stands', put(closed, 32, '01')],
    ['B set where nothing stands', put(closed, 95, '01')],
    ['C set where nothing stands', put(closed, 127, '01')],
    ['C set in an erasure', put(erasure, 100, '01')],
    ['an index with a tail', put(erasure, 40, '01')],
    ['an index past the safe integers', put(erasure, 32, '0020000000000000')],
  ])('is refused: %s', async (_, hex) => {
    await expect(() => parseLeaf(fromHex(hex)!)).toRejectWithCode('receipt-malformed');
  });

  it('has one spelling: any 128 bytes either encode again to themselves or are refused', () => {
    const near = fc
      .tuple(fc.constantFrom(...LEAVES), fc.nat(127), fc.nat(255))
      .map(([[, leaf], at, value]) => encodeLeaf(leaf).with(at, value));
    fc.assert(
      fc.property(fc.oneof(near, fc.uint8Array({ minLength: 128, maxLength: 128 })), (bytes) => {
        try {
          return toHex(encodeLeaf(parseLeaf(bytes))) === toHex(bytes);
        } catch (error) {
          return isDauysError(error);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
