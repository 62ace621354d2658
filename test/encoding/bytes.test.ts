import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  compareBytes,
  concatBytes,
  equalBytes,
  fromBase64,
  fromHex,
  fromUtf8,
  readU64be,
  toBase64,
  toHex,
  toUtf8,
  u16be,
  u32be,
  u64be,
} from '../../src/encoding/bytes.ts';

const anyBytes = fc.uint8Array({ maxLength: 200 });
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('base64', () => {
  it('is that of Node’s Buffer, both ways', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(text);
        expect(fromBase64(text)).toEqual(bytes);
      }),
    );
  });

  it.each([
    'A',
    'AA',
    'AAA',
    'AA==A',
    'AB==',
    'AAB=',
    'A===',
    '====',
    '=AAA',
    'AA=A',
    'A A=',
    'AAAA\n',
    'AAA-',
    'AAA_',
    'AAAЖ',
  ])('refuses %j', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });

  it('takes no two texts for the same bytes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8, unit: fc.constantFrom(...'AQZaz09+/= \n-_'.split('')) }), (text) => {
        const bytes = fromBase64(text);
        expect(bytes === undefined || toBase64(bytes) === text).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('hex', () => {
  it('is that of Node’s Buffer, both ways and in either case', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = Buffer.from(bytes).toString('hex');
        expect(toHex(bytes)).toBe(text);
        expect(fromHex(text)).toEqual(bytes);
        expect(fromHex(text.toUpperCase())).toEqual(bytes);
      }),
    );
  });

  it.each(['0', '0g', ' 0', '0x', '-1', '٠٠', '00\n'])('refuses %j', (text) => {
    expect(fromHex(text)).toBeUndefined();
  });
});

describe('UTF-8', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromUtf8(toUtf8(text))).toBe(text);
      }),
    );
  });

  it('keeps a byte order mark', () => {
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA');
  });

  it.each([
    ['a lone continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a cut sequence', [0xd0]],
    ['a point past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses %s', (_, bytes) => {
    expect(codeOf(() => fromUtf8(Uint8Array.from(bytes)))).toBe('ERR_ENCODING_INVALID_ENCODED_DATA');
  });
});

describe('big-endian integers', () => {
  it('are those of DataView', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const view = new DataView(new ArrayBuffer(8));
        view.setBigUint64(0, BigInt(value));
        const octets = new Uint8Array(view.buffer);
        expect(u64be(value)).toEqual(octets);
        expect(u32be(value % 2 ** 32)).toEqual(octets.subarray(4));
        expect(u16be(value % 2 ** 16)).toEqual(octets.subarray(6));
        expect(readU64be(concatBytes(Uint8Array.of(9), octets), 1)).toBe(value);
      }),
    );
  });

  it('are not read past the safe ones', () => {
    expect(readU64be(Uint8Array.of(0, 0x1f, 255, 255, 255, 255, 255, 255))).toBe(Number.MAX_SAFE_INTEGER);
    expect(readU64be(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0))).toBeUndefined();
  });

  it('are read out of a view at its own offset', () => {
    expect(readU64be(Uint8Array.of(1, 2, 0, 0, 0, 0, 0, 0, 0, 7).subarray(2))).toBe(7);
  });
});

describe('comparing', () => {
  it('has the order of Buffer.compare', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b));
        expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });

  it('sees one changed octet, and one more', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  });
});
