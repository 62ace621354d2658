import { toHex } from '../../encoding/bytes.ts';
import { createSha256, sha256, sha256Into } from './sha256.ts';

// Stands in for src/audit/hashing.ts in what a browser gets.

const HASH_BYTES = 32;

export function digestHex(message: Uint8Array): string {
  return toHex(sha256(message));
}

export function createDigest(): { update(piece: Uint8Array): unknown; hex(): string } {
  const digest = createSha256();
  return { update: digest.update, hex: () => toHex(digest.digest()) };
}

export function createHashRow(count: number): {
  readonly bytes: Uint8Array;
  put(index: number, message: Uint8Array): void;
} {
  const bytes = new Uint8Array(count * HASH_BYTES);
  return {
    bytes,
    put(index, message) {
      sha256Into(message, bytes, index * HASH_BYTES);
    },
  };
}

export function digestFinder(bytes: Uint8Array): (message: Uint8Array, at: number) => boolean {
  const digest = new Uint8Array(HASH_BYTES);
  return (message, at) => {
    sha256Into(message, digest, 0);
    for (let i = 0; i < HASH_BYTES; i++) if (digest[i] !== bytes[at + i]) return false;
    return true;
  };
}
