import { describe, expect, it } from '@jest/globals';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { openDer } from '../../src/encoding/der.ts';
import { der } from '../../src/encoding/der-writer.ts';
import { readPreciseTime, readTime } from '../../src/encoding/time.ts';

const read = (tag: number, value: string): string => readTime(openDer(der(tag, toUtf8(value)))).toISOString();
const UTC = 0x17;
const GENERALIZED = 0x18;

describe('readTime', () => {
  it.each([
    [UTC, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [UTC, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [UTC, '991231235959Z', '1999-12-31T23:59:59.000Z'],
    [UTC, '000229000000Z', '2000-02-29T00:00:00.000Z'],
    [GENERALIZED, '19500101000000Z', '1950-01-01T00:00:00.000Z'],
    [GENERALIZED, '20240229120000Z', '2024-02-29T12:00:00.000Z'],
    [GENERALIZED, '99991231235959Z', '9999-12-31T23:59:59.000Z'],
    [GENERALIZED, '00500101000000Z', '0050-01-01T00:00:00.000Z'],
  ])('%i %s', (tag, value, expected) => {
    expect(read(tag, value)).toBe(expected);
  });

  it.each([
    [UTC, ''],
    [UTC, '2401010000Z'],
    [UTC, '240101000000'],
    [UTC, '240101000000+0000'],
    [UTC, '20240101000000Z'],
    [UTC, '24010100000 Z'],
    [UTC, '230229000000Z'],
    [UTC, '241301000000Z'],
    [UTC, '240001000000Z'],
    [UTC, '240100000000Z'],
    [UTC, '240431000000Z'],
    [UTC, '240101240000Z'],
    [UTC, '240101006000Z'],
    [UTC, '240101000060Z'],
    [GENERALIZED, '240101000000Z'],
    [GENERALIZED, '20240101000000.0Z'],
    [GENERALIZED, '19000229000000Z'],
    [0x16, '240101000000Z'],
  ])('refuses %i %s', async (tag, value) => {
    await expect(() => read(tag, value)).toRejectWithCode('ballot-malformed');
  });
});

describe('readPreciseTime', () => {
  const readPrecise = (value: string, tag = GENERALIZED): string =>
    readPreciseTime(openDer(der(tag, toUtf8(value)))).toISOString();

  it.each([
    ['20261122070000Z', '2026-11-22T07:00:00.000Z'],
    ['20261122070000.1Z', '2026-11-22T07:00:00.100Z'],
    ['20261122070000.012Z', '2026-11-22T07:00:00.012Z'],
    ['20261122070000.999999999Z', '2026-11-22T07:00:00.999Z'],
    ['20261122070000.000001Z', '2026-11-22T07:00:00.000Z'],
    ['20240229235959.5Z', '2024-02-29T23:59:59.500Z'],
  ])('%s', (value, expected) => {
    expect(readPrecise(value)).toBe(expected);
  });

  it.each([
    '',
    'Z',
    '20261122070000',
    '202611220700Z',
    '2026112207Z',
    '20261122070000.Z',
    '20261122070000.0Z',
    '20261122070000.10Z',
    '20261122070000.1',
    '20261122070000,1Z',
    '20261122070000.1 Z',
    '20261122070000.-1Z',
    '20261122070000.1234567891Z',
    '202611220700.5Z',
    '20261122120000+0500',
    '20261122070060Z',
    '20261131070000Z',
    '261122070000Z',
  ])('refuses %s', async (value) => {
    await expect(() => readPrecise(value)).toRejectWithCode('ballot-malformed');
  });

  it('refuses UTCTime', async () => {
    await expect(() => readPrecise('261122070000Z', UTC)).toRejectWithCode('ballot-malformed');
  });
});
