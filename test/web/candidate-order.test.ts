import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { candidateOrder, orderCount } from '../../src/web/candidate-order.ts';

const seeds = fc.uint8Array({ minLength: 4, maxLength: 32 });
const sizes = fc.integer({ min: 1, max: 40 });
const visitors = fc.nat({ max: 2 ** 20 });
const numbered = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** The orders that so many visitors in a row meet. */
function met(n: number, from: number, seed: Uint8Array): readonly (readonly number[])[] {
  return numbered(orderCount(n)).map((i) => candidateOrder(numbered(n), from + i, seed));
}

describe('candidateOrder', () => {
  it('shows everybody once', () => {
    fc.assert(
      fc.property(sizes, visitors, seeds, (n, visitor, seed) => {
        const shown = candidateOrder(numbered(n), visitor, seed);
        expect(shown.toSorted((a, b) => a - b)).toEqual(numbered(n));
      }),
    );
    expect(candidateOrder([], 7, new Uint8Array(4))).toEqual([]);
  });

  it('stays as it is for one visitor', () => {
    fc.assert(
      fc.property(sizes, visitors, seeds, (n, visitor, seed) => {
        expect(candidateOrder(numbered(n), visitor, seed)).toEqual(candidateOrder(numbered(n), visitor, seed));
      }),
    );
  });

  it('gives every candidate every place equally often, over visitors in a row', () => {
    fc.assert(
      fc.property(sizes, visitors, seeds, (n, from, seed) => {
        const times = new Map<string, number>();
        for (const order of met(n, from, seed)) {
          for (const [place, who] of order.entries()) {
            times.set(`${who} at ${place}`, (times.get(`${who} at ${place}`) ?? 0) + 1);
          }
        }
        expect(times.size).toBe(n * n);
        expect(new Set(times.values())).toEqual(new Set([1]));
      }),
      { numRuns: 60 },
    );
  });

  it('lets every candidate stand beside every other one equally often', () => {
    fc.assert(
      fc.property(
        sizes.filter((n) => n > 1),
        visitors,
        seeds,
        (n, from, seed) => {
          const times = new Map<string, number>();
          for (const order of met(n, from, seed)) {
            for (const [place, who] of order.slice(1).entries()) {
              const pair = [who, order[place]!].sort((a, b) => a - b).join(' beside ');
              times.set(pair, (times.get(pair) ?? 0) + 1);
            }
          }
          expect(times.size).toBe((n * (n - 1)) / 2);
          expect(new Set(times.values())).toEqual(new Set([2]));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('knows few enough orders to be kept: one for each candidate', () => {
    fc.assert(
      fc.property(sizes, visitors, seeds, (n, visitor, seed) => {
        expect(orderCount(n)).toBe(n);
        const later = candidateOrder(numbered(n), visitor + orderCount(n), seed);
        expect(later).toEqual(candidateOrder(numbered(n), visitor, seed));
      }),
    );
  });

  it('differs between contests', () => {
    const order = (seed: number): readonly number[] => candidateOrder(numbered(129), 0, Uint8Array.of(0, 0, 0, seed));
    expect(order(1)).not.toEqual(order(2));
  });
});
