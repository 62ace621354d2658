/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index is inside its array by construction */
const HASH_BYTES = 32;
const BLOCK = 64;
/** Longest tail of a message that still has room for 80 and the length in its block. */
const ROOM = 55;

// FIPS 180-4 §4.2.2, §5.3.3: the first 32 bits behind the point of cube and square roots of primes. Written out, since
// browsers may round such roots as they like.
const ROUNDS = Int32Array.of(
  ...[0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
  ...[0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
  ...[0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
  ...[0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
  ...[0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
  ...[0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
  ...[0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
  ...[0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
);
const START = Int32Array.of(
  ...[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
);

const words = new Int32Array(64);
const shared = new Int32Array(8);
const tail = new Uint8Array(2 * BLOCK);
const lengthIn = new DataView(tail.buffer);

/** One block into a state (FIPS 180-4 §6.2.2). */
function compress(state: Int32Array, bytes: Uint8Array, from: number): void {
  for (let i = 0, at = from; i < 16; i++, at += 4) {
    words[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!;
    const y = words[i - 2]!;
    const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16]! + low + words[i - 7]! + high) | 0;
  }
  // One by one: taking a list apart costs more than the round it is for.
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const turnedE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + turnedE + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0;
    const turnedA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (turnedA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

/** The last blocks of a message of `length` octets, whose tail begins at `from`, and the digest. */
function finish(state: Int32Array, rest: Uint8Array, from: number, length: number, target: Uint8Array, at: number) {
  const left = rest.length - from;
  tail.fill(0);
  for (let i = 0; i < left; i++) tail[i] = rest[from + i]!;
  tail[left] = 0x80;
  const end = left > ROOM ? 2 * BLOCK : BLOCK;
  lengthIn.setUint32(end - 8, Math.floor(length / 0x2000_0000));
  lengthIn.setUint32(end - 4, (length * 8) % 0x1_0000_0000);
  compress(state, tail, 0);
  if (end > BLOCK) compress(state, tail, BLOCK);
  for (let i = 0, to = at; i < 8; i++, to += 4) {
    const word = state[i]!;
    target[to] = word >>> 24;
    target[to + 1] = word >>> 16;
    target[to + 2] = word >>> 8;
    target[to + 3] = word;
  }
}

/** Writes the SHA-256 of a message into `target`; makes nothing new, since millions of leaves go through here. */
export function sha256Into(message: Uint8Array, target: Uint8Array, at: number): void {
  shared.set(START);
  let from = 0;
  for (; from + BLOCK <= message.length; from += BLOCK) compress(shared, message, from);
  finish(shared, message, from, message.length, target, at);
}

/** SHA-256 at once, where WebCrypto has only a promise of it. */
export function sha256(message: Uint8Array): Uint8Array {
  const digest = new Uint8Array(HASH_BYTES);
  sha256Into(message, digest, 0);
  return digest;
}

/** SHA-256 of what comes in pieces. */
export function createSha256(): { update(piece: Uint8Array): void; digest(): Uint8Array } {
  const state = Int32Array.from(START);
  const kept = new Uint8Array(BLOCK);
  let held = 0;
  let length = 0;
  return {
    update(piece) {
      length += piece.length;
      let from = 0;
      if (held > 0) {
        from = Math.min(BLOCK - held, piece.length);
        kept.set(piece.subarray(0, from), held);
        held += from;
        if (held < BLOCK) return;
        compress(state, kept, 0);
      }
      for (; from + BLOCK <= piece.length; from += BLOCK) compress(state, piece, from);
      kept.set(piece.subarray(from));
      held = piece.length - from;
    },
    digest() {
      const target = new Uint8Array(HASH_BYTES);
      finish(state, kept.subarray(0, held), 0, length, target, 0);
      return target;
    },
  };
}
