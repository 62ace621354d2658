import { createIterationConstants, createSplTable } from './streebog-tables.ts';

/** A 512-bit vector as 32-bit halves: `[0..7]` the low halves of its eight 64-bit words, `[8..15]` the high halves. */
type Vector = Int32Array;

const BLOCK_BYTES = 64;
const TABLE = createSplTable();
const CONSTANTS = createIterationConstants();
const ZERO: Vector = new Int32Array(16);

// Scratch of one compression; everything here is synchronous, so it is never used twice at a time.
const key: Vector = new Int32Array(16);
const nextKey: Vector = new Int32Array(16);
const state: Vector = new Int32Array(16);
const nextState: Vector = new Int32Array(16);
const block: Vector = new Int32Array(16);

/**
 * Streebog-512 (GOST R 34.11-2012, RFC 6986), the digest's bytes in the order gost-engine prints them.
 */
export function streebog512(data: Uint8Array): Uint8Array {
  const h: Vector = new Int32Array(16);
  const bitCount: Vector = new Int32Array(16);
  const sum: Vector = new Int32Array(16);
  let offset = 0;
  for (; data.length - offset >= BLOCK_BYTES; offset += BLOCK_BYTES) {
    loadBlock(data, offset);
    compress(h, bitCount, block);
    addTo(bitCount, 8 * BLOCK_BYTES);
    addVector(sum, block);
  }
  const last = new Uint8Array(BLOCK_BYTES);
  last.set(data.subarray(offset));
  last[data.length - offset] = 1;
  loadBlock(last, 0);
  compress(h, bitCount, block);
  addTo(bitCount, 8 * (data.length - offset));
  addVector(sum, block);
  compress(h, ZERO, bitCount);
  compress(h, ZERO, sum);
  return bytesOf(h);
}

/** g_N(h, m) of RFC 6986 §8: `h` becomes E(LPS(h ⊕ N), m) ⊕ h ⊕ m. */
function compress(h: Vector, n: Vector, m: Vector): void {
  let k = key;
  let spareKey = nextKey;
  let s = state;
  let spareState = nextState;
  substituteAndMix(h, n, k);
  s.set(m);
  for (const constant of CONSTANTS) {
    substituteAndMix(k, s, spareState);
    substituteAndMix(k, constant, spareKey);
    [k, spareKey] = [spareKey, k];
    [s, spareState] = [spareState, s];
  }
  for (let i = 0; i < 16; i++) h[i] = at(h, i) ^ at(m, i) ^ at(s, i) ^ at(k, i);
}

/**
 * LPS(a ⊕ b) into `out`, which is neither of them. P transposes the 8×8 bytes, so word i of the result takes byte i of
 * each word of the input.
 */
function substituteAndMix(a: Vector, b: Vector, out: Vector): void {
  for (let half = 0; half < 16; half += 8) {
    const w0 = at(a, half) ^ at(b, half);
    const w1 = at(a, half + 1) ^ at(b, half + 1);
    const w2 = at(a, half + 2) ^ at(b, half + 2);
    const w3 = at(a, half + 3) ^ at(b, half + 3);
    const w4 = at(a, half + 4) ^ at(b, half + 4);
    const w5 = at(a, half + 5) ^ at(b, half + 5);
    const w6 = at(a, half + 6) ^ at(b, half + 6);
    const w7 = at(a, half + 7) ^ at(b, half + 7);
    for (let i = 0; i < 4; i++) {
      const shift = 8 * i;
      const t0 = ((w0 >>> shift) & 0xff) << 1;
      const t1 = (((w1 >>> shift) & 0xff) << 1) + 0x200;
      const t2 = (((w2 >>> shift) & 0xff) << 1) + 0x400;
      const t3 = (((w3 >>> shift) & 0xff) << 1) + 0x600;
      const t4 = (((w4 >>> shift) & 0xff) << 1) + 0x800;
      const t5 = (((w5 >>> shift) & 0xff) << 1) + 0xa00;
      const t6 = (((w6 >>> shift) & 0xff) << 1) + 0xc00;
      const t7 = (((w7 >>> shift) & 0xff) << 1) + 0xe00;
      const low = at(TABLE, t0) ^ at(TABLE, t1) ^ at(TABLE, t2) ^ at(TABLE, t3);
      const high = at(TABLE, t0 + 1) ^ at(TABLE, t1 + 1) ^ at(TABLE, t2 + 1) ^ at(TABLE, t3 + 1);
      const word = (half >>> 1) + i;
      out[word] = low ^ at(TABLE, t4) ^ at(TABLE, t5) ^ at(TABLE, t6) ^ at(TABLE, t7);
      out[word + 8] = high ^ at(TABLE, t4 + 1) ^ at(TABLE, t5 + 1) ^ at(TABLE, t6 + 1) ^ at(TABLE, t7 + 1);
    }
  }
}

/** An element known to be there, as the type checker wants it: compiled, the check costs nothing. */
function at(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}

/** The place in a Vector of the `i`-th 32-bit limb, least significant first. */
function limb(i: number): number {
  return (i >>> 1) + ((i & 1) << 3);
}

function loadBlock(data: Uint8Array, offset: number): void {
  for (let i = 0, o = offset; i < 16; i++, o += 4) {
    block[limb(i)] =
      (data[o] ?? 0) | ((data[o + 1] ?? 0) << 8) | ((data[o + 2] ?? 0) << 16) | ((data[o + 3] ?? 0) << 24);
  }
}

function bytesOf(vector: Vector): Uint8Array {
  const bytes = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 16; i++) view.setInt32(4 * i, at(vector, limb(i)), true);
  return bytes;
}

/** Addition modulo 2^512. */
function addVector(sum: Vector, term: Vector): void {
  let carry = 0;
  for (let i = 0; i < 16; i++) {
    const total = (at(sum, limb(i)) >>> 0) + (at(term, limb(i)) >>> 0) + carry;
    sum[limb(i)] = total;
    carry = total > 0xffff_ffff ? 1 : 0;
  }
}

function addTo(sum: Vector, term: number): void {
  let carry = term;
  for (let i = 0; i < 16 && carry > 0; i++) {
    const total = (at(sum, limb(i)) >>> 0) + carry;
    sum[limb(i)] = total;
    carry = total > 0xffff_ffff ? 1 : 0;
  }
}
