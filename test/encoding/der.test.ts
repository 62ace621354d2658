import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import {
  contentOf,
  elementOf,
  enterTag,
  expectEnd,
  openDer,
  readBoolean,
  readInteger,
  readNamedBits,
  readOctetAlignedBits,
  readOid,
  readOptional,
  readSmallInteger,
  readTag,
  readTlv,
  type DerCursor,
} from '../../src/encoding/der.ts';

const at = (...octets: readonly number[]): DerCursor => openDer(Uint8Array.from(octets));
const big = (header: readonly number[], length: number): DerCursor =>
  openDer(Uint8Array.from([...header, ...new Array<number>(length).fill(0)]));

describe('readTlv', () => {
  it('gives views', () => {
    const cursor = at(0x04, 0x02, 7, 8, 0x05, 0x00);
    const first = readTlv(cursor);
    expect([...contentOf(first)]).toEqual([7, 8]);
    expect([...elementOf(first)]).toEqual([4, 2, 7, 8]);
    expect(readOptional(cursor, 0x04)).toBeUndefined();
    readTag(cursor, 0x05);
    expectEnd(cursor);
  });

  it.each([
    ['nothing', at()],
    ['a lone tag', at(0x04)],
    ['a cut content', at(0x04, 0x02, 7)],
    ['a cut length', at(0x04, 0x82, 0x01)],
    ['an indefinite length', at(0x30, 0x80, 0, 0)],
    ['a long tag', at(0x1f, 0x81, 0x01, 0x00)],
    ['81 below 80', big([0x04, 0x81, 0x7f], 0x7f)],
    ['82 with a leading zero', big([0x04, 0x82, 0x00, 0x80], 0x80)],
    ['a length of five octets', at(0x04, 0x85, 0, 0, 0, 0, 0)],
    ['a length past the end', at(0x04, 0x84, 0xff, 0xff, 0xff, 0xff)],
  ])('refuses %s', async (_, cursor) => {
    await expect(() => readTlv(cursor)).toRejectWithCode('ballot-malformed');
  });

  it('reads the longest short and the shortest long length', () => {
    expect(contentOf(readTlv(big([0x04, 0x7f], 0x7f)))).toHaveLength(0x7f);
    expect(contentOf(readTlv(big([0x04, 0x81, 0x80], 0x80)))).toHaveLength(0x80);
    expect(contentOf(readTlv(big([0x04, 0x82, 0x01, 0x00], 0x100)))).toHaveLength(0x100);
  });

  it('counts its steps and stops at the limit', async () => {
    const cursor = openDer(Uint8Array.of(5, 0, 5, 0, 5, 0), 2);
    readTlv(cursor);
    readTlv(cursor);
    await expect(() => readTlv(cursor)).toRejectWithCode('ballot-malformed');
  });

  it('stops at a depth', async () => {
    const nested = Array.from({ length: 60 }, (_, i) => [0x30, 2 * (59 - i)]).flat();
    const dive = (): void => {
      for (let cursor = openDer(Uint8Array.from(nested)); ;) cursor = enterTag(cursor, 0x30);
    };
    await expect(dive).toRejectWithCode('ballot-malformed');
  });

  it('never throws anything but a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const cursor = openDer(bytes);
        try {
          while (cursor.offset < cursor.end) contentOf(readTlv(cursor));
        } catch (error) {
          expect(isDauysError(error)).toBe(true);
        }
      }),
    );
  });
});

describe('primitive values', () => {
  it('integers', async () => {
    expect([...readInteger(at(2, 2, 0, 0x80))]).toEqual([0, 0x80]);
    expect(readSmallInteger(at(2, 2, 0x01, 0x00))).toBe(256);
    for (const bad of [at(2, 0), at(2, 2, 0, 1), at(2, 2, 0xff, 0x80)]) {
      await expect(() => readInteger(bad)).toRejectWithCode('ballot-malformed');
    }
    for (const bad of [at(2, 1, 0xff), at(2, 5, 1, 0, 0, 0, 0)]) {
      await expect(() => readSmallInteger(bad)).toRejectWithCode('ballot-malformed');
    }
  });

  it('booleans', async () => {
    expect([readBoolean(at(1, 1, 0xff)), readBoolean(at(1, 1, 0))]).toEqual([true, false]);
    for (const bad of [at(1, 1, 1), at(1, 0), at(1, 2, 0xff, 0xff)]) {
      await expect(() => readBoolean(bad)).toRejectWithCode('ballot-malformed');
    }
  });

  it('bit strings', async () => {
    expect([...readOctetAlignedBits(at(3, 2, 0, 9))]).toEqual([9]);
    expect([...readNamedBits(at(3, 2, 6, 0xc0))]).toEqual([0xc0]);
    expect([...readNamedBits(at(3, 1, 0))]).toEqual([]);
    await expect(() => readOctetAlignedBits(at(3, 2, 1, 8))).toRejectWithCode('ballot-malformed');
    await expect(() => readOctetAlignedBits(at(3, 0))).toRejectWithCode('ballot-malformed');
    for (const bad of [at(3, 0), at(3, 1, 1), at(3, 2, 8, 0), at(3, 2, 6, 0xe0), at(3, 2, 5, 0xc0)]) {
      await expect(() => readNamedBits(bad)).toRejectWithCode('ballot-malformed');
    }
  });

  it('identifiers', async () => {
    expect([...readOid(at(6, 3, 0x55, 0x1d, 0x0f))]).toEqual([0x55, 0x1d, 0x0f]);
    for (const bad of [at(6, 0), at(6, 2, 0x55, 0x9d), at(6, 3, 0x55, 0x80, 0x01), at(6, 1, 0x80)]) {
      await expect(() => readOid(bad)).toRejectWithCode('ballot-malformed');
    }
  });
});
