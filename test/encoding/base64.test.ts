import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, toBase64 } from '../../src/encoding/bytes.ts';

describe('base64', () => {
  it("writes what Node's own encoder writes, and reads it back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(text)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('reads one spelling only', () => {
    for (const text of ['A', 'AA', 'AAA', 'AAA=A', 'AB==', 'AAB=', 'A===', '====', 'AA-_', 'AAAA\n', ' AAAA', 'AA=A']) {
      expect(fromBase64(text)).toBeUndefined();
    }
    expect(fromBase64('')).toEqual(new Uint8Array(0));
  });
});
