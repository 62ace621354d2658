import { createHash, hash } from 'node:crypto';

// What the public level hashes with, on OpenSSL. A browser has the same functions (src/browser/verify/hashing.ts).

const HASH_BYTES = 32;

/** SHA-256 in a text of one character an octet: to make an array of every digest takes longer than to hash. */
export function digestText(message: Uint8Array): string {
  return hash('sha256', message, 'binary');
}

/** SHA-256 in hex. */
export function digestHex(message: Uint8Array): string {
  return hash('sha256', message, 'hex');
}

/** SHA-256 of what comes in pieces. */
export function createDigest(): { update(piece: Uint8Array): unknown; hex(): string } {
  const digest = createHash('sha256');
  return { update: (piece) => digest.update(piece), hex: () => digest.digest('hex') };
}

/** Hashes one after the other, each written as it is made. */
export interface HashRow {
  readonly bytes: Uint8Array;
  /** Puts the SHA-256 of a message in the place of the `index`-th hash. */
  put(index: number, message: Uint8Array): void;
}

export function createHashRow(count: number): HashRow {
  const bytes = Buffer.alloc(count * HASH_BYTES);
  return {
    bytes,
    put(index, message) {
      bytes.write(digestText(message), index * HASH_BYTES, HASH_BYTES, 'latin1');
    },
  };
}

/** Says whether the SHA-256 of a message stands in these octets at an offset. */
export function digestFinder(bytes: Uint8Array): (message: Uint8Array, at: number) => boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return (message, at) => digestText(message) === buffer.toString('latin1', at, at + HASH_BYTES);
}
