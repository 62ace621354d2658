import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { P, residue } from '../../../src/signature/gost/field.ts';
import {
  addAffineAt,
  addJacobianAt,
  AFFINE_BYTES,
  allocate,
  doubleAccumulator,
  JACOBIAN_BYTES,
  readAccumulator,
  setAccumulator,
  storeAccumulator,
  writeAffine,
} from '../../../src/signature/gost/kernel.ts';
import { add, addAffine, double, GENERATOR, INFINITY, type JacobianPoint } from '../../../src/signature/gost/points.ts';
import { negate } from '../../support/gost-reference.ts';

/** Numbers whose limbs are all ones or all zero, besides random ones: the largest products the kernel can meet. */
const coordinate = fc.oneof(
  fc.constantFrom(0n, 1n, P - 1n, P - 2n, P - 569n, 2n ** 511n, 2n ** 504n - 1n, 2n ** 28n - 1n),
  fc.bigInt({ min: 0n, max: P - 1n }),
);
/** The formulas are polynomials: two ways of computing them agree off the curve, too. */
const triple = fc.record({ x: coordinate, y: coordinate, z: coordinate });

const affineAddress = allocate(AFFINE_BYTES);
const jacobianAddress = allocate(JACOBIAN_BYTES);

function residues({ x, y, z }: JacobianPoint): bigint[] {
  return [x, y, z].map((value) => residue(value, P));
}

function negateJacobian({ x, y, z }: JacobianPoint): JacobianPoint {
  return { x, y: -y, z };
}

function kernelDouble(a: JacobianPoint): bigint[] {
  setAccumulator(a);
  doubleAccumulator();
  return residues(readAccumulator());
}

function kernelAddAffine(a: JacobianPoint, b: { x: bigint; y: bigint }, isNegative: boolean): bigint[] {
  writeAffine(affineAddress, b);
  setAccumulator(a);
  addAffineAt(affineAddress, isNegative);
  return residues(readAccumulator());
}

function kernelAdd(a: JacobianPoint, b: JacobianPoint, isNegative: boolean): bigint[] {
  setAccumulator(b);
  storeAccumulator(jacobianAddress);
  setAccumulator(a);
  addJacobianAt(jacobianAddress, isNegative);
  return residues(readAccumulator());
}

/** The same point with another z. */
function scaled({ x, y }: { x: bigint; y: bigint }, z: bigint): JacobianPoint {
  return { x: residue(x * z * z, P), y: residue(y * z * z * z, P), z };
}

describe('the kernel', () => {
  it('doubles as points.ts does, whatever the coordinates', () => {
    fc.assert(
      fc.property(triple, (a) => {
        expect(kernelDouble(a)).toEqual(residues(double(a)));
      }),
      { numRuns: 500 },
    );
  });

  it('adds and takes away as points.ts does, whatever the coordinates', () => {
    fc.assert(
      fc.property(triple, triple, (a, b) => {
        expect(kernelAddAffine(a, b, false)).toEqual(residues(addAffine(a, b)));
        expect(kernelAddAffine(a, b, true)).toEqual(residues(addAffine(a, negate(b))));
        expect(kernelAdd(a, b, false)).toEqual(residues(add(a, b)));
        expect(kernelAdd(a, b, true)).toEqual(residues(add(a, negateJacobian(b))));
      }),
      { numRuns: 500 },
    );
  });

  it('stays exact over a long run of its own unreduced results', () => {
    let expected = scaled(GENERATOR, P - 1n);
    setAccumulator(expected);
    writeAffine(affineAddress, GENERATOR);
    for (let i = 0; i < 300; i++) {
      doubleAccumulator();
      storeAccumulator(jacobianAddress);
      addAffineAt(affineAddress, i % 3 === 0);
      addJacobianAt(jacobianAddress, i % 2 === 0);
      const doubled = double(expected);
      const sum = addAffine(doubled, i % 3 === 0 ? negate(GENERATOR) : GENERATOR);
      expected = add(sum, i % 2 === 0 ? negateJacobian(doubled) : doubled);
    }
    expect(residues(readAccumulator())).toEqual(residues(expected));
  });

  it('knows equal and opposite points, and infinity', () => {
    const point = scaled(GENERATOR, 7n);
    const same = scaled(GENERATOR, P - 3n);
    const twice = residues(double(point));
    expect(kernelAddAffine(point, GENERATOR, false)).toEqual(twice);
    expect(kernelAdd(point, same, false)).toEqual(twice);
    expect(kernelAddAffine(point, GENERATOR, true)[2]).toBe(0n);
    expect(kernelAdd(point, same, true)[2]).toBe(0n);
    expect(kernelAdd(point, INFINITY, true)).toEqual(residues(point));
    expect(kernelAdd(INFINITY, point, true)).toEqual(residues(negateJacobian(point)));
    expect(kernelAddAffine(INFINITY, GENERATOR, false)).toEqual([GENERATOR.x, GENERATOR.y, 1n]);
    expect(kernelDouble(INFINITY)[2]).toBe(0n);
  });

  it('keeps what is in its memory when it grows', () => {
    writeAffine(affineAddress, GENERATOR);
    allocate(200_000);
    setAccumulator(scaled(GENERATOR, 5n));
    addAffineAt(affineAddress, false);
    expect(residues(readAccumulator())).toEqual(residues(addAffine(scaled(GENERATOR, 5n), GENERATOR)));
  });
});
