import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDauysError } from '../../src/domain/errors.ts';
import { parseTileIndex, parseTilePath, pathTiles, tilePath, tileWidth } from '../../src/log/tiles.ts';

const level = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 }));
const index = fc.oneof(fc.nat(2000), fc.maxSafeNat());

describe('tile paths', () => {
  it('read back as the tile they name', () => {
    fc.assert(
      fc.property(level, index, fc.integer({ min: 1, max: 256 }), (l, i, width) => {
        const tile = { level: l, index: i, width };
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  it.each([
    '',
    'tile',
    'tile/0/',
    'tile//000',
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/0/x000/000',
    'tile/0/x000/x001/000',
    'tile/0/x001',
    'tile/0/001/002',
    'tile/0/x01/002',
    'tile/0/X001/002',
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/100/000',
    'tile/-1/000',
    'tile/data/000',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/999',
    'tile/0/000.p/-1',
    'tile/0/000.p/1/2',
    'tile/0/000.p/1\n',
    'tile/0/000\n',
    '/tile/0/000',
    'tile/0/../000',
    'tile/0/x001/%30%30%30',
    'tile/0/x999/x999/x999/x999/x999/999',
    `tile/0/${'x001/'.repeat(1000)}000`,
    'tile/0/٠٠٠',
  ])('are refused: %j', async (path) => {
    await expect(() => parseTilePath(path)).toRejectWithCode('not-found');
  });

  it('have one spelling: whatever is read is written the same', () => {
    const pieces = fc.constantFrom(
      'tile/',
      'entries/',
      '0/',
      '1/',
      '63/',
      'x001/',
      'x000/',
      '000',
      '255',
      '.p/',
      '7',
      '/',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const path = parts.join('');
        try {
          return tilePath(parseTilePath(path)) === path;
        } catch (error) {
          return isDauysError(error);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('tileWidth', () => {
  it('counts what a tile has at a size, nothing of a partial tile upward', () => {
    expect([0, 255, 256].map((i) => tileWidth(65_536 + 255, 0, i))).toEqual([256, 256, 255]);
    expect([0, 1].map((i) => tileWidth(65_536 + 255, 1, i))).toEqual([256, 0]);
    expect(tileWidth(65_536 + 255, 2, 0)).toBe(1);
    expect(tileWidth(255, 1, 0)).toBe(0);
    expect(tileWidth(0, 0, 0)).toBe(0);
  });
});

describe('pathTiles', () => {
  it('reads one aligned range of at most 256 hashes for each tile level', () => {
    expect(pathTiles(70_000, 17)).toEqual([
      { level: 0, from: 69_888, to: 70_144, position: 112 },
      { level: 1, from: 256, to: 512, position: 17 },
      { level: 2, from: 0, to: 2, position: 1 },
    ]);
    expect(pathTiles(5, 0)).toEqual([]);
    expect(pathTiles(261, 2)).toEqual([{ level: 0, from: 260, to: 264, position: 1 }]);
  });
});

const FILE = '../shared/vectors/tlog/tile-paths.json';
const suite = existsSync(FILE) ? describe : describe.skip;
suite(`tile path vectors${existsSync(FILE) ? '' : ' (skipped: no ../shared)'}`, () => {
  const vectors = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as TileVectors) : undefined;

  it('name entry bundles', () => {
    for (const [entry, size, path] of vectors!.entriesForIndex) {
      const i = Math.floor(entry / 256);
      expect(tilePath({ level: 'entries', index: i, width: tileWidth(size, 0, i) })).toBe(path);
    }
  });

  it('name hash tiles, full ones with width 0 in the vectors', () => {
    for (const [l, i, partial, path] of vectors!.tilePath) {
      const tile = { level: l, index: i, width: partial === 0 ? 256 : partial };
      expect(tilePath(tile)).toBe(path);
      expect(parseTilePath(path)).toEqual(tile);
    }
  });

  it('refuse what others refuse', async () => {
    expect(vectors!.parseErrors).toHaveLength(6);
    for (const path of vectors!.parseErrors) await expect(() => parseTileIndex(path)).toRejectWithCode('not-found');
  });

  it('give the tiles of a log of 70,000 entries', () => {
    const widths = (l: number): number[] =>
      Array.from({ length: 300 }, (_, i) => tileWidth(70_000, l, i)).filter((w) => w > 0);
    const { full0, partial0, full1, partial1, partial2 } = vectors!.tileSet70000;
    expect(widths(0)).toEqual([...Array.from({ length: full0 }, () => 256), partial0]);
    expect(widths(1)).toEqual([...Array.from({ length: full1 }, () => 256), partial1]);
    expect(widths(2)).toEqual([partial2]);
    expect(widths(3)).toEqual([]);
  });
});

interface TileVectors {
  entriesForIndex: [number, number, string][];
  tilePath: [number, number, number, string][];
  parseErrors: string[];
  tileSet70000: Record<'full0' | 'partial0' | 'full1' | 'partial1' | 'partial2', number>;
}
