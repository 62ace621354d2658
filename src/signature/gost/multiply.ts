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
} from './kernel.ts';
import { addAffine, type AffinePoint, double, INFINITY, type JacobianPoint, normalise, toJacobian } from './points.ts';
import { writeLittleEndian } from './scalar.ts';

/** Multiples of one point in the kernel's memory: window i holds 1, 2, … 128 times 256^i · point, affine. */
export interface FixedBaseTable {
  readonly address: number;
}

const SCALAR_BYTES = 64;
/** One more than the scalar has bytes: recoding with signs can carry out of the last. */
const WINDOWS = SCALAR_BYTES + 1;
const HALF_WINDOW = 128;
const ODD_MULTIPLES = 8;

/** Room for 1, 3, … 15 times the point of one multiplication, then twice it. */
const oddMultiples = allocate((ODD_MULTIPLES + 1) * JACOBIAN_BYTES);
const twice = oddMultiples + ODD_MULTIPLES * JACOBIAN_BYTES;

/** Some 80 ms of work and 2.5 MB for good: for the generator and for keys that verify many signatures. */
export function createFixedBaseTable(point: AffinePoint): FixedBaseTable {
  const bases: JacobianPoint[] = [];
  let base = toJacobian(point);
  for (let i = 0; i < WINDOWS; i++) {
    bases.push(base);
    for (let bit = 0; bit < 8; bit++) base = double(base);
  }
  const table = { address: allocate(WINDOWS * HALF_WINDOW * AFFINE_BYTES) };
  for (const [window, affineBase] of normalise(bases).entries()) {
    const multiples: JacobianPoint[] = [];
    let multiple = toJacobian(affineBase);
    for (let i = 0; i < HALF_WINDOW; i++) {
      multiples.push(multiple);
      multiple = addAffine(multiple, affineBase);
    }
    for (const [i, entry] of normalise(multiples).entries()) writeAffine(entryAddress(table, window, i + 1), entry);
  }
  return table;
}

function entryAddress({ address }: FixedBaseTable, window: number, digit: number): number {
  return address + (window * HALF_WINDOW + digit - 1) * AFFINE_BYTES;
}

/** sum + scalar · (the table's point), without doublings. @param scalar - in [0, 2^512) */
export function addFixedBase(sum: JacobianPoint, table: FixedBaseTable, scalar: bigint): JacobianPoint {
  setAccumulator(sum);
  const bytes = writeLittleEndian(scalar);
  let carry = 0;
  for (let i = 0; i < WINDOWS; i++) {
    let digit = (bytes[i] ?? 0) + carry;
    carry = digit > HALF_WINDOW ? 1 : 0;
    digit -= 256 * carry;
    if (digit !== 0) addAffineAt(entryAddress(table, i, Math.abs(digit)), digit < 0);
  }
  return readAccumulator();
}

/** scalar · point. Not constant-time. @param scalar - in [0, 2^512) */
export function multiply(point: AffinePoint, scalar: bigint): JacobianPoint {
  const digits = nonAdjacentForm(scalar);
  writeOddMultiples(point);
  setAccumulator(INFINITY);
  for (let i = digits.length - 1; i >= 0; i--) {
    doubleAccumulator();
    const digit = digits[i] ?? 0;
    if (digit !== 0) addJacobianAt(oddMultiples + ((Math.abs(digit) - 1) / 2) * JACOBIAN_BYTES, digit < 0);
  }
  return readAccumulator();
}

function writeOddMultiples(point: AffinePoint): void {
  setAccumulator(toJacobian(point));
  doubleAccumulator();
  storeAccumulator(twice);
  setAccumulator(toJacobian(point));
  storeAccumulator(oddMultiples);
  for (let i = 1; i < ODD_MULTIPLES; i++) {
    addJacobianAt(twice, false);
    storeAccumulator(oddMultiples + i * JACOBIAN_BYTES);
  }
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
