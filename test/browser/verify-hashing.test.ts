import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as here from '../../src/browser/verify/hashing.ts';
import { sha256 } from '../../src/browser/verify/sha256.ts';
import * as original from '../../src/audit/hashing.ts';

const reference = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = fc.uint8Array({ maxLength: 400 });

describe('SHA-256 in a browser', () => {
  it('is SHA-256 at every length around the ends of blocks', () => {
    for (let length = 0; length <= 300; length++) {
      const message = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
      expect([length, hex(sha256(message))]).toEqual([length, reference(message)]);
    }
  });

  it('is SHA-256 of whatever there is', () => {
    fc.assert(
      fc.property(bytes, (message) => {
        expect(here.digestHex(message)).toBe(reference(message));
      }),
    );
  });

  it('is the same however the message was cut', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 8 }), (pieces) => {
        const digest = here.createDigest();
        for (const piece of pieces) digest.update(piece);
        expect(digest.hex()).toBe(reference(Buffer.concat(pieces)));
      }),
    );
  });
});

describe('what the public level hashes with', () => {
  it('makes the same rows of hashes in a browser', () => {
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 5 }), (messages) => {
        const rows = [here, original].map(({ createHashRow }) => {
          const row = createHashRow(messages.length);
          for (const [i, message] of messages.entries()) row.put(i, message);
          return hex(row.bytes);
        });
        expect(rows[0]).toBe(rows[1]);
      }),
    );
  });

  it('finds the same digests in a browser', () => {
    fc.assert(
      fc.property(bytes, fc.nat(20), fc.option(fc.nat(31)), (message, at, spoilt) => {
        const found = new Uint8Array(64);
        found.set(sha256(message), at);
        if (spoilt !== null) found[at + spoilt]! ^= 1;
        for (const { digestFinder } of [here, original]) {
          expect(digestFinder(found)(message, at)).toBe(spoilt === null);
        }
      }),
    );
  });
});
