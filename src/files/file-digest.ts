import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readSync } from 'node:fs';
import type { FileDigest } from '../audit/export-manifest.ts';

const READ_BYTES = 1 << 20;

/** Length and digest of what passes by. */
export interface Meter {
  add(chunk: Uint8Array): void;
  digest(): FileDigest;
}

export function createMeter(): Meter {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add(chunk: Uint8Array): void {
      hash.update(chunk);
      bytes += chunk.length;
    },
    digest: (): FileDigest => ({ bytes, sha256: hash.digest('hex') }),
  };
}

/** True for a file of just this length and digest, read in pieces. */
export function isAsListed(path: string, { bytes, sha256 }: FileDigest): boolean {
  if (!existsSync(path)) return false;
  const descriptor = openSync(path, 'r');
  try {
    const meter = createMeter();
    const buffer = Buffer.alloc(READ_BYTES);
    for (let count = -1; count !== 0;) {
      count = readSync(descriptor, buffer);
      meter.add(buffer.subarray(0, count));
    }
    const found = meter.digest();
    return found.bytes === bytes && found.sha256 === sha256;
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a file or a directory last. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
