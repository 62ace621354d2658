import { fromHex } from '../../encoding/bytes.ts';

/** The permutation π′ of RFC 6986 §6.2. */
const PI = bytesOf(
  'fceedd11cf6e3116fbc4fada23c5044de977f0db932e99ba1736f1bb14cd5fc1' +
    'f918655ae25cef21811c3c428b018e4f058402aee36a8fa0060bed987fd4d31f' +
    'eb342c51eac848abf22a68a2fd3aceccb5700e56080c7612bf7213479cb75d87' +
    '15a19629107b9ac7f391786f9d9eb2b13275193dff358a7e6d54c680c3bd0d57' +
    'dff524a93ea843c9d779d6f67c22b903e00fecde7a94b0bcdce828504e330a4a' +
    'a79760731e0062441ab83882649f2641ad454692275e552f8ca3a57d69d5953b' +
    '0758b34086ac1df730376be488d9e789e11b83494c3ff8fe8d53aa90cad88561' +
    '207167a42d2b095bcb9b25d0bee56c5259a674d2e6f4b4c0d166afc2394b63b6',
);

/**
 * The matrix A of RFC 6986 §6.4, every eighth row, from the last: within a group of eight each row is the one below it
 * times x in GF(2^8) modulo x^8+x^4+x^3+x^2+1, byte by byte, so the others follow.
 */
const MATRIX = [
  '641c314b2b8ee083',
  'a48b474f9ef5dc18',
  'f97d86d98a327728',
  '5b068c651810a89e',
  '0321658cba93c138',
  'accc9ca9328a8950',
  '46b60f011a83988e',
  '83478b07b2468764',
].map(bytesOf);

/** C_1 … C_12 of RFC 6986 §6.5, most significant byte first as printed there. */
const ITERATION_CONSTANTS = [
  'b1085bda1ecadae9ebcb2f81c0657c1f2f6a76432e45d016714eb88d7585c4fc4b7ce09192676901a2422a08a460d31505767436cc744d23dd806559f2a64507',
  '6fa3b58aa99d2f1a4fe39d460f70b5d7f3feea720a232b9861d55e0f16b501319ab5176b12d699585cb561c2db0aa7ca55dda21bd7cbcd56e679047021b19bb7',
  'f574dcac2bce2fc70a39fc286a3d843506f15e5f529c1f8bf2ea7514b1297b7bd3e20fe490359eb1c1c93a376062db09c2b6f443867adb31991e96f50aba0ab2',
  'ef1fdfb3e81566d2f948e1a05d71e4dd488e857e335c3c7d9d721cad685e353fa9d72c82ed03d675d8b71333935203be3453eaa193e837f1220cbebc84e3d12e',
  '4bea6bacad4747999a3f410c6ca923637f151c1f1686104a359e35d7800fffbdbfcd1747253af5a3dfff00b723271a167a56a27ea9ea63f5601758fd7c6cfe57',
  'ae4faeae1d3ad3d96fa4c33b7a3039c02d66c4f95142a46c187f9ab49af08ec6cffaa6b71c9ab7b40af21f66c2bec6b6bf71c57236904f35fa68407a46647d6e',
  'f4c70e16eeaac5ec51ac86febf240954399ec6c7e6bf87c9d3473e33197a93c90992abc52d822c3706476983284a05043517454ca23c4af38886564d3a14d493',
  '9b1f5b424d93c9a703e7aa020c6e41414eb7f8719c36de1e89b4443b4ddbc49af4892bcb929b069069d18d2bd1a5c42f36acc2355951a8d9a47f0dd4bf02e71e',
  '378f5a541631229b944c9ad8ec165fde3a7d3a1b258942243cd955b7e00d0984800a440bdbb2ceb17b2b8a9aa6079c540e38dc92cb1f2a607261445183235adb',
  'abbedea680056f52382ae548b2e4f3f38941e71cff8a78db1fffe18a1b3361039fe76702af69334b7a1e6c303b7652f43698fad1153bb6c374b4c7fb98459ced',
  '7bcd9ed0efc889fb3002c6cd635afe94d8fa6bbbebab076120018021148466798a1d71efea48b9caefbacd1d7d476e98dea2594ac06fd85d6bcaa4cd81f32d1b',
  '378ee767f11631bad21380b00449b17acda43c32bcdf1d77f82012d430219f9b5d80ef9d1891cc86e71da4aa88e12852faf417d5d9b21b9948bc924af11bd720',
];

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new TypeError('not hex');
  return bytes;
}

function timesX(byte: number): number {
  return ((byte << 1) ^ (byte >= 0x80 ? 0x11d : 0)) & 0xff;
}

function product(a: number, b: number): number {
  let sum = 0;
  let power = a;
  for (let rest = b; rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) sum ^= power;
    power = timesX(power);
  }
  return sum;
}

/**
 * S, P and L in one look-up: entry `2 * (256 * k + b)` and the one after it are the low and high half of what byte value
 * `b` at place `k` of a 64-bit word (place 0 the least significant) gives to that word.
 */
export function createSplTable(): Int32Array {
  const table = new Int32Array(2 * 8 * 256);
  for (const [k, row] of MATRIX.entries()) {
    for (const [b, substitute] of PI.entries()) {
      const word = new DataView(row.map((coefficient) => product(coefficient, substitute)).buffer);
      table[2 * (256 * k + b)] = word.getInt32(4);
      table[2 * (256 * k + b) + 1] = word.getInt32(0);
    }
  }
  return table;
}

/** The iteration constants as the hash's state holds them: low halves of the eight words, then high halves. */
export function createIterationConstants(): readonly Int32Array[] {
  return ITERATION_CONSTANTS.map((hex) => {
    const bytes = new DataView(bytesOf(hex).buffer);
    return Int32Array.from({ length: 16 }, (_, i) => bytes.getInt32(60 - 8 * (i & 7) - (i < 8 ? 0 : 4)));
  });
}
