import {
  add,
  addAffine,
  type AffinePoint,
  double,
  INFINITY,
  type JacobianPoint,
  negate,
  normalise,
  toJacobian,
} from './points.ts';
import { writeLittleEndian } from './scalar.ts';

/** Multiples of one point: window i holds 1, 2, … 128 times 256^i · point. */
export type FixedBaseTable = readonly (readonly AffinePoint[])[];

const SCALAR_BYTES = 64;
const HALF_WINDOW = 128;
const ODD_MULTIPLES = 8;

/** Some 60 ms of work and 2 MB: for the generator and for keys that verify many signatures. */
export function createFixedBaseTable(point: AffinePoint): FixedBaseTable {
  const bases: JacobianPoint[] = [];
  let base = toJacobian(point);
  // One window more than the scalar has bytes: recoding with signs can carry out of the last.
  for (let i = 0; i <= SCALAR_BYTES; i++) {
    bases.push(base);
    for (let bit = 0; bit < 8; bit++) base = double(base);
  }
  return normalise(bases).map((affineBase) => {
    const multiples: JacobianPoint[] = [];
    let multiple = toJacobian(affineBase);
    for (let i = 0; i < HALF_WINDOW; i++) {
      multiples.push(multiple);
      multiple = addAffine(multiple, affineBase);
    }
    return normalise(multiples);
  });
}

/** sum + scalar · (the table's point), without doublings. @param scalar - in [0, 2^512) */
export function addFixedBase(sum: JacobianPoint, table: FixedBaseTable, scalar: bigint): JacobianPoint {
  const bytes = writeLittleEndian(scalar);
  let carry = 0;
  for (let i = 0; i <= SCALAR_BYTES; i++) {
    let digit = (bytes[i] ?? 0) + carry;
    carry = digit > HALF_WINDOW ? 1 : 0;
    digit -= 256 * carry;
    const entry = table[i]?.[Math.abs(digit) - 1];
    if (entry !== undefined) sum = addAffine(sum, digit < 0 ? negate(entry) : entry);
  }
  return sum;
}

/** scalar · point. Not constant-time. @param scalar - in [0, 2^512) */
export function multiply(point: AffinePoint, scalar: bigint): JacobianPoint {
  const twice = double(toJacobian(point));
  const odd: JacobianPoint[] = [toJacobian(point)];
  for (let i = 1; i < ODD_MULTIPLES; i++) odd.push(add(odd[i - 1] ?? INFINITY, twice));
  let sum = INFINITY;
  const digits = nonAdjacentForm(scalar);
  for (let i = digits.length - 1; i >= 0; i--) {
    sum = double(sum);
    const digit = digits[i] ?? 0;
    if (digit === 0) continue;
    const entry = odd[(Math.abs(digit) - 1) / 2] ?? INFINITY;
    sum = add(sum, digit < 0 ? { x: entry.x, y: -entry.y, z: entry.z } : entry);
  }
  return sum;
}

/** Width-5 non-adjacent form, least significant first: digits are 0 or odd in ±1 … ±15. */
function nonAdjacentForm(scalar: bigint): Int8Array {
  const bytes = writeLittleEndian(scalar);
  const bitCount = 8 * SCALAR_BYTES;
  const bit = (i: number): number => ((bytes[i >>> 3] ?? 0) >>> (i & 7)) & 1;
  const digits = new Int8Array(bitCount + 1);
  let carry = 0;
  for (let i = 0; i <= bitCount;) {
    if (bit(i) === carry) {
      i++;
      continue;
    }
    let window = carry;
    for (let k = 0; k < 5; k++) window += bit(i + k) << k;
    carry = window >>> 4;
    digits[i] = window - (carry << 5);
    i += 5;
  }
  return digits;
}
