import { type Code, getLocal, I64, setLocal, teeLocal, type WasmFunction } from './wasm-writer.ts';

/**
 * Elements of the field in the kernel's memory: 19 limbs of 28 bits, each in a signed 64-bit word, least significant
 * first. A product's limbs are "tight": in [0, 2^28), the third up to a few units outside. Sums and differences are not
 * carried, so their limbs are larger and may be negative. Multiplication is exact as long as the bounds of its operands,
 * in units of 2^28, multiply to at most 6: a column has 19 products, and 6.7 · 19 · 2^56 is what a signed word holds.
 */
export const LIMBS = 19;
export const LIMB_BITS = 28n;
export const LIMB_MASK = (1n << LIMB_BITS) - 1n;
export const ELEMENT_BYTES = 8 * LIMBS;

/** 2^532 = 2^20 · 2^512 modulo 2^512 − 569. */
const FOLD = 569n << 20n;

/** memory[first parameter] = memory[second] · memory[third], or memory[second]², plus memory[last] where there is an addend. */
export function multiplication(isSquare: boolean, hasAddend: boolean): WasmFunction {
  const parameters = 2 + (isSquare ? 0 : 1) + (hasAddend ? 1 : 0);
  const a = parameters;
  const b = isSquare ? a : a + LIMBS;
  const carry = b + LIMBS;
  const limbs = carry + 1;
  const body: Code[] = [loadLimbs(1, a), isSquare ? [] : loadLimbs(2, b)];
  for (let k = 0; k < 2 * LIMBS - 1; k++) {
    body.push(isSquare ? squareColumn(a, k) : productColumn(a, b, k));
    if (hasAddend && k < LIMBS) body.push(getLocal(parameters - 1), I64.load(8 * k), I64.add);
    if (k > 0) body.push(getLocal(carry), I64.add);
    body.push(splitInto(limbs + k, carry));
  }
  body.push(getLocal(carry), setLocal(limbs + 2 * LIMBS - 1), reduce(limbs, carry));
  for (let i = 0; i < LIMBS; i++) body.push(getLocal(0), getLocal(limbs + i), I64.store(8 * i));
  return { parameters, locals: limbs + 2 * LIMBS - parameters, hasResult: false, body };
}

function loadLimbs(parameter: number, first: number): Code {
  return Array.from({ length: LIMBS }, (_, i) => [getLocal(parameter), I64.load(8 * i), setLocal(first + i)]);
}

function productColumn(a: number, b: number, k: number): Code {
  const code: Code[] = [];
  for (let i = Math.max(0, k - LIMBS + 1); i <= Math.min(k, LIMBS - 1); i++) {
    const isFirst = code.length === 0;
    code.push(getLocal(a + i), getLocal(b + k - i), I64.mul, isFirst ? [] : I64.add);
  }
  return code;
}

function squareColumn(a: number, k: number): Code {
  const code: Code[] = [];
  for (let i = Math.max(0, k - LIMBS + 1); i < k - i; i++) {
    const isFirst = code.length === 0;
    code.push(getLocal(a + i), getLocal(a + k - i), I64.mul, isFirst ? [] : I64.add);
  }
  const hasPairs = code.length > 0;
  if (hasPairs) code.push(I64.constant(1n), I64.shl);
  if (k % 2 === 0) code.push(getLocal(a + k / 2), getLocal(a + k / 2), I64.mul, hasPairs ? I64.add : []);
  return code;
}

/** Of the number on the stack the low 28 bits go to `limb`, the rest, with its sign, to `carry`. */
function splitInto(limb: number, carry: number): Code {
  return [
    [teeLocal(carry), I64.constant(LIMB_MASK), I64.and, setLocal(limb)],
    [getLocal(carry), I64.constant(LIMB_BITS), I64.shiftRight, setLocal(carry)],
  ];
}

/** 38 limbs to 19: the upper half times 2^532, then what stands above bit 512 times 2^512, and a short carry. */
function reduce(limbs: number, carry: number): Code {
  const code: Code[] = [];
  for (let i = 0; i < LIMBS; i++) {
    code.push(getLocal(limbs + i), getLocal(limbs + LIMBS + i), I64.constant(FOLD), I64.mul, I64.add);
    if (i > 0) code.push(getLocal(carry), I64.add);
    code.push(i < LIMBS - 1 ? splitInto(limbs + i, carry) : setLocal(carry));
  }
  code.push(getLocal(carry), I64.constant(0xffn), I64.and, setLocal(limbs + LIMBS - 1));
  code.push(getLocal(carry), I64.constant(8n), I64.shiftRight, I64.constant(569n), I64.mul);
  code.push(getLocal(limbs), I64.add, splitInto(limbs, carry));
  code.push(getLocal(limbs + 1), getLocal(carry), I64.add, splitInto(limbs + 1, carry));
  code.push(getLocal(limbs + 2), getLocal(carry), I64.add, setLocal(limbs + 2));
  return code;
}
