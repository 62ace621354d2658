import { P, residue } from './field.ts';
import { ELEMENT_BYTES, LIMB_BITS, LIMB_MASK, LIMBS } from './kernel-field.ts';
import { encodeKernel, FIRST_FREE_ADDRESS } from './kernel-program.ts';
import { add, addAffine, type AffinePoint, type JacobianPoint } from './points.ts';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  double(): void;
  /** These return 1, changing nothing, for operands their formulas may not cover. */
  addAffine(address: number): number;
  subtractAffine(address: number): number;
  addJacobian(address: number): number;
  subtractJacobian(address: number): number;
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const PAGE_BYTES = 65_536;
export const AFFINE_BYTES = 2 * ELEMENT_BYTES;
export const JACOBIAN_BYTES = 3 * ELEMENT_BYTES;

/**
 * The arithmetic of points.ts some three times as fast, as WebAssembly put together here at load: one accumulator that
 * points in the kernel's memory are added to. Cases its formulas do not cover go to points.ts. Everything is synchronous.
 */
const kernel = new WebAssembly.Instance(new WebAssembly.Module(encodeKernel())).exports as Exports;
let words = new BigInt64Array(kernel.memory.buffer);
let firstFree = FIRST_FREE_ADDRESS;

/** The address of so many bytes of the kernel's memory, for the life of the process. */
export function allocate(bytes: number): number {
  const address = firstFree;
  firstFree += bytes;
  const missing = firstFree - 8 * words.length;
  if (missing > 0) {
    kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
    words = new BigInt64Array(kernel.memory.buffer);
  }
  return address;
}

export function setAccumulator({ x, y, z }: JacobianPoint): void {
  writeElements(0, [x, y, z]);
}

export function readAccumulator(): JacobianPoint {
  return readJacobian(0);
}

/** Copies the accumulator to an address. */
export function storeAccumulator(address: number): void {
  words.copyWithin(address / 8, 0, JACOBIAN_BYTES / 8);
}

export function writeAffine(address: number, { x, y }: AffinePoint): void {
  writeElements(address, [x, y]);
}

export function doubleAccumulator(): void {
  kernel.double();
}

/** Adds the affine point at the address, or takes it away. */
export function addAffineAt(address: number, isNegative: boolean): void {
  const isUndone = isNegative ? kernel.subtractAffine(address) : kernel.addAffine(address);
  if (isUndone === 0) return;
  const y = readElement(address + ELEMENT_BYTES);
  setAccumulator(addAffine(readAccumulator(), { x: readElement(address), y: isNegative ? -y : y }));
}

/** Adds the Jacobian point at the address, or takes it away. */
export function addJacobianAt(address: number, isNegative: boolean): void {
  const isUndone = isNegative ? kernel.subtractJacobian(address) : kernel.addJacobian(address);
  if (isUndone === 0) return;
  const { x, y, z } = readJacobian(address);
  setAccumulator(add(readAccumulator(), { x, y: isNegative ? -y : y, z }));
}

function readJacobian(address: number): JacobianPoint {
  return {
    x: readElement(address),
    y: readElement(address + ELEMENT_BYTES),
    z: readElement(address + 2 * ELEMENT_BYTES),
  };
}

function readElement(address: number): bigint {
  let value = 0n;
  for (let i = LIMBS - 1; i >= 0; i--) value = (value << LIMB_BITS) + (words[address / 8 + i] ?? 0n);
  return value;
}

function writeElements(address: number, values: readonly bigint[]): void {
  let word = address / 8;
  for (const value of values) {
    let rest = residue(value, P);
    for (let i = 0; i < LIMBS; i++, rest >>= LIMB_BITS) words[word++] = rest & LIMB_MASK;
  }
}
