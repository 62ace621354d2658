import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../src/encoding/bytes.ts';
import { contentOf, enterTag, expectEnd, openDer, readInteger, readOid, readTlv } from '../../src/encoding/der.ts';
import {
  der,
  derBits,
  derBoolean,
  derNull,
  derOctets,
  derOid,
  derPrintable,
  derSequence,
  derSetOf,
  derUnsigned,
  derUtf8,
  oidContent,
} from '../../src/encoding/der-writer.ts';

describe('the writer', () => {
  it('writes what the strict reader reads, at every length', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(300), fc.constantFrom(0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000)), (length) => {
        const cursor = openDer(derSequence(derOctets(new Uint8Array(length))));
        const inner = enterTag(cursor, 0x30);
        expect(contentOf(readTlv(inner))).toHaveLength(length);
        expectEnd(inner);
        expectEnd(cursor);
      }),
    );
  });

  it('writes minimal unsigned integers', () => {
    const written = [[], [0], [0, 0], [1], [0, 1], [0x80], [0, 0xff]].map((octets) =>
      toHex(derUnsigned(Uint8Array.from(octets))),
    );
    expect(written).toEqual(['020100', '020100', '020100', '020101', '020101', '02020080', '020200ff']);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) => {
        expect(readInteger(openDer(derUnsigned(octets))).length).toBeGreaterThan(0);
      }),
    );
  });

  it('writes identifiers', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.nat(39), fc.array(fc.nat(2 ** 31 - 1), { maxLength: 8 }), (first, second, rest) => {
        const content = readOid(openDer(derOid([first, second, ...rest].join('.'))));
        expect(content.filter((octet) => octet < 0x80)).toHaveLength(1 + rest.length);
      }),
    );
    expect(toHex(oidContent('1.2.398.3.10.1.3.3'))).toBe('2a830e030a010303');
    expect(toHex(oidContent('2.999'))).toBe('8837');
  });

  it('sorts sets by their encodings', () => {
    const [a, b, c] = [derOctets(Uint8Array.of(1, 2)), derOctets(Uint8Array.of(9)), derNull()];
    expect(toHex(derSetOf(c, a, b))).toBe(toHex(der(0x31, b, a, c)));
  });

  it('writes the small ones', () => {
    expect([derNull(), derBoolean(true), derBoolean(false), derBits(Uint8Array.of(7))].map(toHex)).toEqual([
      '0500',
      '0101ff',
      '010100',
      '03020007',
    ]);
    expect([derUtf8('Қ'), derPrintable('KZ')].map(toHex)).toEqual(['0c02d29a', '13024b5a']);
  });
});
