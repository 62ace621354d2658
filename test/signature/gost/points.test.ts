import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fold, invert, P, residue } from '../../../src/signature/gost/field.ts';
import { addFixedBase, createFixedBaseTable, multiply } from '../../../src/signature/gost/multiply.ts';
import {
  add,
  addAffine,
  double,
  GENERATOR,
  INFINITY,
  isInfinity,
  isOnCurve,
  type JacobianPoint,
  normalise,
  Q,
  toJacobian,
} from '../../../src/signature/gost/points.ts';
import { CURVE, negate, ReferencePoint } from '../../support/gost-reference.ts';

const scalar = fc.bigInt({ min: 1n, max: Q - 1n });
const EDGES = [1n, 2n, 3n, 15n, 16n, 17n, 31n, 32n, 127n, 128n, 129n, 255n, 256n, 257n, 2n ** 511n, Q - 2n, Q - 1n];
/** Every byte above the half window, so that the recoding carries from the first window out of the last. */
const CARRIES = [2n ** 512n - 1n, BigInt(`0x${'81'.repeat(64)}`), BigInt(`0x${'80'.repeat(64)}`)];

function affine(point: JacobianPoint): { x: bigint; y: bigint } | 'infinity' {
  return isInfinity(point) ? 'infinity' : normalise([point])[0]!;
}

function reference(k: bigint): { x: bigint; y: bigint } | 'infinity' {
  return k % Q === 0n ? 'infinity' : ReferencePoint.BASE.multiplyUnsafe(k % Q).toAffine();
}

/** k·G with a z other than one. */
function point(k: bigint): JacobianPoint {
  const { x, y } = ReferencePoint.BASE.multiplyUnsafe(k).toAffine();
  const z = 2n ** 500n + k;
  return { x: fold(fold(x * z) * z), y: fold(fold(fold(y * z) * z) * z), z };
}

describe('the field', () => {
  it('folds to the same residue, from numbers of either sign and double length', () => {
    const limit = 2n ** 1032n;
    fc.assert(
      fc.property(fc.bigInt({ min: -limit, max: limit }), (x) => {
        const folded = fold(x);
        expect(residue(folded - x, P)).toBe(0n);
        expect(folded > -(2n ** 40n) && folded < 2n ** 512n + 2n ** 40n).toBe(true);
      }),
    );
  });

  it('inverts', () => {
    fc.assert(fc.property(scalar, (x) => residue(invert(x, Q) * x, Q) === 1n && residue(invert(-x, P) * -x, P) === 1n));
  });
});

describe('the group', () => {
  it('has the parameters of the standard', () => {
    expect(GENERATOR).toEqual({ x: CURVE.Gx, y: CURVE.Gy });
    expect([P, Q]).toEqual([CURVE.p, CURVE.n]);
    expect(isOnCurve(GENERATOR)).toBe(true);
    expect(isOnCurve({ x: GENERATOR.x, y: GENERATOR.y + 1n })).toBe(false);
  });

  it.each([
    ['two different points', 5n, 7n],
    ['a point and itself', 5n, 5n],
    ['a point and its opposite', 5n, Q - 5n],
  ])('adds %s', (_, a, b) => {
    const [second] = normalise([point(b)]);
    expect(affine(add(point(a), point(b)))).toEqual(reference(a + b));
    expect(affine(addAffine(point(a), second!))).toEqual(reference(a + b));
  });

  it('adds and doubles infinity', () => {
    expect(affine(add(INFINITY, point(5n)))).toEqual(reference(5n));
    expect(affine(add(point(5n), INFINITY))).toEqual(reference(5n));
    expect(affine(addAffine(INFINITY, GENERATOR))).toEqual(GENERATOR);
    expect(affine(double(INFINITY))).toBe('infinity');
    expect(affine(addAffine(toJacobian(GENERATOR), negate(GENERATOR)))).toBe('infinity');
  });

  it('doubles', () => {
    fc.assert(
      fc.property(scalar, (k) => {
        expect(affine(double(point(k)))).toEqual(reference(2n * k));
      }),
      { numRuns: 10 },
    );
  });
});

describe('multiplication by a scalar', () => {
  const table = createFixedBaseTable(GENERATOR);
  const check = (k: bigint): void => {
    expect(affine(multiply(GENERATOR, k))).toEqual(reference(k));
    expect(affine(addFixedBase(INFINITY, table, k))).toEqual(reference(k));
  };

  it.each([0n, ...EDGES, Q, ...CARRIES])('agrees with the reference implementation on %s', check);

  it('agrees on any scalar', () => {
    fc.assert(fc.property(scalar, check), { numRuns: 15 });
  });

  it('adds to the sum it is given, also when that is the point added', () => {
    expect(affine(addFixedBase(point(9n), table, 9n))).toEqual(reference(18n));
    expect(affine(addFixedBase(point(Q - 9n), table, 9n))).toBe('infinity');
  });
});
