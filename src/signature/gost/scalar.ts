import { Q } from './points.ts';

/** The number whose little-endian octets these are; a multiple of eight of them. */
export function readLittleEndian(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let value = 0n;
  for (let i = bytes.length - 8; i >= 0; i -= 8) value = (value << 64n) | view.getBigUint64(i, true);
  return value;
}

/** @param value - in [0, 2^512) */
export function writeLittleEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 8; i++) view.setBigUint64(8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
  return bytes;
}

/** GOST R 34.10-2012 §6.1 step 2: e, the digest as a number modulo q, with 1 in place of 0. */
export function digestScalar(digest: Uint8Array): bigint {
  const e = readLittleEndian(digest) % Q;
  return e === 0n ? 1n : e;
}
