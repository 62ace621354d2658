import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { equalBytes } from '../../src/encoding/bytes.ts';
import { derUnsigned } from '../../src/encoding/der-writer.ts';
import { entryRange, entryReason } from '../../src/signature/crl-entries.ts';
import { openSharedCrl, shareCrl } from '../../src/signature/crl-shared.ts';
import { findRevocation, parseCrl } from '../../src/signature/crl.ts';
import { random, sha256, TEST_NOW } from '../support/ballots.ts';
import { createMutator, dice } from '../support/cms-mutator.ts';
import { crlWorld, day } from '../support/crl-world.ts';

const SEED = Number(process.env['DAUYS_FUZZ_SEED'] ?? 20_251_122);
const { path, list, der, entry } = crlWorld();

describe(`mutants of lists (seed ${SEED})`, () => {
  const others = Array.from({ length: 3 }, () => ({ serialNumber: random(20), revokedAt: day(-3) }));
  const base = der({ number: 10, revoked: [...others, entry('certificateHold')] });
  const delta = der({ number: 12, baseNumber: 10, revoked: [entry('removeFromCrl'), ...others] });

  it.each([
    ['a base', base, 8000],
    ['a delta', delta, 8000],
  ])('of %s: none believed, nothing but refusals', (_, original, count) => {
    const mutator = createMutator(original, dice(SEED));
    const { tbs, signature } = parseCrl(original);
    let read = 0;
    for (let i = 0; i < count; i++) {
      const mutant = mutator.next();
      try {
        const one = parseCrl(mutant);
        read++;
        for (let index = 0; index < one.serials.size; index++) {
          entryReason(one, index);
          const { offset, length } = entryRange(one, index);
          if (offset + length > one.der.length) throw new TypeError('an entry outside its list');
        }
        // The algorithm is named once more outside of what is signed, with NULL parameters or none.
        if (equalBytes(one.tbs, tbs) && equalBytes(one.signature, signature)) continue;
        if (findRevocation(path, [one], TEST_NOW).status !== 'none') throw new TypeError('a mutant was believed');
        const withBase = findRevocation(path, [one, parseCrl(base)], TEST_NOW).status;
        if (withBase !== 'revoked') throw new TypeError('a mutant lifted a hold');
      } catch (error) {
        expect(error).toMatchObject({ name: 'DauysError', code: 'ballot-malformed' });
      }
    }
    expect(read).toBeGreaterThan(count / 20);
  });
});

describe('the index over serial numbers', () => {
  const serials = fc.uint8Array({ minLength: 1, maxLength: 3 }).filter((bytes) => bytes[0] !== 0);

  it('finds what a walk over the list finds, shared or not', () => {
    fc.assert(
      fc.property(fc.array(serials, { minLength: 1, maxLength: 40 }), serials, (listed, wanted) => {
        const revokedAt = day(-1);
        const parsed = list({ revoked: listed.map((serialNumber) => ({ serialNumber, revokedAt })) });
        const opened = openSharedCrl(shareCrl(parsed, path[1]!), path, sha256);
        const content = (magnitude: Uint8Array): Uint8Array => derUnsigned(magnitude).subarray(2);
        for (const sought of [wanted, ...listed]) {
          const expected = listed.flatMap((one, i) => (equalBytes(one, sought) ? [i] : []));
          expect(parsed.serials.find(content(sought))).toEqual(expected);
          expect(opened.serials.find(content(sought))).toEqual(expected);
        }
      }),
      { numRuns: 60, seed: SEED },
    );
  });
});
