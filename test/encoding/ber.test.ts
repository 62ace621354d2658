import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toDer } from '../../src/encoding/ber.ts';
import { concatBytes, fromHex, toHex } from '../../src/encoding/bytes.ts';
import { der } from '../../src/encoding/der-writer.ts';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''))!;
const convert = (text: string): string => toHex(toDer(hex(text)));

/** A ContentInfo around a SignedData with `fields` after version, digestAlgorithms and encapContentInfo. */
const signedData = (...fields: readonly Uint8Array[]): Uint8Array =>
  der(0x30, hex('060101'), der(0xa0, der(0x30, hex('020101'), hex('3100'), hex('3000'), ...fields)));
const signerInfos = (...fields: readonly Uint8Array[]): Uint8Array => der(0x31, der(0x30, hex('020101'), ...fields));

describe('toDer', () => {
  it('returns the very array that is already DER', () => {
    const bytes = hex('3006 0201 05 0401 aa');
    expect(toDer(bytes)).toBe(bytes);
  });

  it.each([
    ['indefinite lengths, nested', '3080 3080 020105 0000 0000', '30053003020105'],
    ['a length in long form that fits the short one', '3081 03 020105', '3003020105'],
    ['a length with leading zero octets', '3083 000003 020105', '3003020105'],
    ['a length that shrinks its parents', '3006 0484 00000000', '30020400'],
    ['a constructed OCTET STRING', '3080 2480 0402aabb 0401cc 0000 0000', '30050403aabbcc'],
    ['a constructed OCTET STRING of definite length', '3007 2405 0401aa 0400', '30030401aa'],
    ['nested segments', '300b 2409 2405 0401aa 0400 0400', '30030401aa'],
    ['an OCTET STRING of no segments', '3002 2400', '30020400'],
  ])('converts %s', (_, ber, expected) => {
    expect(convert(ber)).toBe(expected);
  });

  it.each([
    ['nothing', ''],
    ['one byte', '30'],
    ['trailing bytes after DER', '3000 00'],
    ['trailing bytes after BER', '3080 0000 00'],
    ['a missing end of contents', '3080 020105'],
    ['half an end of contents', '3080 00'],
    ['end of contents in a definite element', '3002 0000'],
    ['a primitive element of indefinite length', '3080 0480 0000 0000'],
    ['a child longer than its parent', '3003 0402 aabb'],
    ['a child of an indefinite parent longer than the input', '3080 0405 aabb 0000'],
    ['a tag number above 30', '3004 1f81 0100'],
    ['a reserved tag', '3002 2000'],
    ['a primitive SEQUENCE', '3002 1000'],
    ['a primitive SET', '3080 1100 0000'],
    ['an empty OBJECT IDENTIFIER', '3002 0600'],
    ['an OBJECT IDENTIFIER cut short', '3004 0602 2a80'],
    ['a constructed BIT STRING', '3080 2380 030100 0000 0000'],
    ['a constructed UTF8String', '3080 2c03 0c0161 0000'],
    ['a foreign segment', '3080 2403 020105 0000'],
    ['a length of eight octets', '3088 ffffffffffffffff 00'],
    ['a length cut short', '3084 0000'],
  ])('refuses %s', async (_, ber) => {
    await expect(() => toDer(hex(ber))).toRejectWithCode('ballot-malformed');
  });

  it('bounds depth', async () => {
    const nested = (levels: number, indefinite: boolean): Uint8Array => {
      let bytes = hex('0500');
      for (let i = 0; i < levels; i++)
        bytes = indefinite ? concatBytes(hex('3080'), bytes, hex('0000')) : der(0x30, bytes);
      return bytes;
    };
    expect(toHex(toDer(nested(32, true)))).toBe(toHex(nested(32, false)));
    expect(toDer(nested(32, false))).toHaveLength(66);
    await expect(() => toDer(nested(33, true))).toRejectWithCode('ballot-malformed');
    await expect(() => toDer(nested(33, false))).toRejectWithCode('ballot-malformed');
  });

  it('bounds the number of elements and the size', async () => {
    const many = (count: number): Uint8Array => new Uint8Array(2 * count).map((_, i) => (i % 2 === 0 ? 5 : 0));
    expect(toDer(der(0x30, many(4095)))).toBeInstanceOf(Uint8Array);
    await expect(() => toDer(der(0x30, many(4096)))).toRejectWithCode('ballot-malformed');
    await expect(() => toDer(concatBytes(hex('3080'), many(4096), hex('0000')))).toRejectWithCode('ballot-malformed');
    await expect(() => toDer(der(0x04, new Uint8Array(1024 * 1024)))).toRejectWithCode('ballot-malformed');
  });

  describe('inside what was signed', () => {
    const indefinite = hex('3080 020105 0000');
    const longForm = hex('308103020105');

    it.each([
      ['a certificate', (part: Uint8Array) => signedData(der(0xa0, part), hex('3100'))],
      ['the signed attributes', (part: Uint8Array) => signedData(signerInfos(der(0xa0, part)))],
    ])('refuses BER in %s', async (_, wrap) => {
      await expect(() => toDer(wrap(indefinite))).toRejectWithCode('ballot-malformed');
      await expect(() => toDer(wrap(longForm))).toRejectWithCode('ballot-malformed');
      await expect(() => toDer(wrap(hex('2403 0401aa')))).toRejectWithCode('ballot-malformed');
    });

    it('refuses an indefinite length of the signed attributes themselves', async () => {
      const attributes = concatBytes(hex('a080'), hex('3000'), hex('0000'));
      await expect(() => toDer(signedData(signerInfos(attributes)))).toRejectWithCode('ballot-malformed');
    });

    it('keeps DER certificates in a SET of indefinite length', () => {
      const certificate = der(0x30, hex('020105'));
      const ber = signedData(concatBytes(hex('a080'), certificate, hex('0000')), hex('3100'));
      expect(toHex(toDer(ber))).toBe(toHex(signedData(der(0xa0, certificate), hex('3100'))));
    });

    it('guards a time-stamp token as a message of its own', async () => {
      const wrap = (token: Uint8Array): Uint8Array =>
        signedData(signerInfos(der(0xa1, der(0x30, hex('060101'), der(0x31, token)))));
      const token = signedData(der(0xa0, hex('3003020105')), hex('3100'));
      const ber = concatBytes(hex('3080'), token.subarray(2), hex('0000'));
      expect(toHex(toDer(wrap(ber)))).toBe(toHex(wrap(token)));
      await expect(() => toDer(wrap(signedData(der(0xa0, longForm), hex('3100'))))).toRejectWithCode(
        'ballot-malformed',
      );
    });
  });

  it('is idempotent and never lets anything but ballot-malformed out', () => {
    const octet = fc.oneof(fc.constantFrom(0x30, 0x80, 0x24, 0x04, 0x00, 0xa0, 0x31, 0x01, 0x02), fc.nat(255));
    fc.assert(
      fc.property(fc.array(octet, { maxLength: 60 }), (octets) => {
        let once: Uint8Array;
        try {
          once = toDer(Uint8Array.from(octets));
        } catch (error) {
          return (error as { code?: string }).code === 'ballot-malformed';
        }
        return toDer(once) === once;
      }),
      { numRuns: 20_000 },
    );
  });
});
