import { ELEMENT_BYTES, LIMB_MASK, LIMBS, multiplication } from './kernel-field.ts';
import {
  call,
  type Code,
  encodeModule,
  getLocal,
  I32_ADD,
  I64,
  i32Constant,
  returnOneIf,
  type WasmFunction,
} from './wasm-writer.ts';

/** Code that leaves the address of an element on the stack. */
type Place = Code;

const slot = (index: number): Place => i32Constant(index * ELEMENT_BYTES);
/** A coordinate of the point at the address the function is given. */
const operand = (coordinate: number): Place => [getLocal(0), i32Constant(coordinate * ELEMENT_BYTES), I32_ADD];

/** The accumulator is at address 0; then come the temporaries, then whatever the caller keeps. */
const [X, Y, Z] = [slot(0), slot(1), slot(2)];
const [A, B, C, D, E] = [slot(3), slot(4), slot(5), slot(6), slot(7)];
const [H, R, U, S] = [slot(8), slot(9), slot(10), slot(11)];
export const FIRST_FREE_ADDRESS = 12 * ELEMENT_BYTES;

const FIELD = [
  multiplication(false, false),
  multiplication(false, true),
  multiplication(true, false),
  multiplication(true, true),
];
const multiply = (to: Place, a: Place, b: Place): Code => [to, a, b, call(0)];
const multiplyAdd = (to: Place, a: Place, b: Place, c: Place): Code => [to, a, b, c, call(1)];
const square = (to: Place, a: Place): Code => [to, a, call(2)];
const squareAdd = (to: Place, a: Place, b: Place): Code => [to, a, b, call(3)];

/** to = Σ factor · place, limb by limb, not carried. */
function combine(to: Place, ...terms: readonly (readonly [factor: bigint, place: Place])[]): Code {
  return Array.from({ length: LIMBS }, (_, i) => [
    to,
    I64.constant(0n),
    terms.map(([factor, place]) => [place, I64.load(8 * i), plusTimes(factor)]),
    I64.store(8 * i),
  ]);
}

function plusTimes(factor: bigint): Code {
  if (factor === 1n) return I64.add;
  return factor === -1n ? I64.sub : [I64.constant(factor), I64.mul, I64.add];
}

/** As `double` of points.ts. Bounds in brackets, in the units of kernel-field.ts. */
const DOUBLE: Code = [
  square(D, Z),
  square(S, Y),
  [combine(A, [3n, X], [-3n, D]), combine(B, [1n, X], [1n, D]), multiply(A, A, B)], // α [3 · 2]
  [combine(B, [4n, X]), multiply(B, B, S)], // 4β [4 · 1]
  [combine(C, [-2n, B]), squareAdd(X, A, C)],
  [combine(C, [2n, Y]), multiply(Z, C, Z)], // [2 · 1]
  [square(C, S), combine(C, [-8n, C]), combine(B, [1n, B], [-1n, X]), multiplyAdd(Y, A, B, C)],
];

/** Given h in H, r in R [2] and the new z in D: returns 1 with the accumulator as it was when z may be zero, or adds. */
function finishAddition(u1: Place, s1: Place): Code {
  return [
    // Zero and P, the tight forms of 0, have every middle limb 0 or all ones.
    [D, I64.load(8 * 6), I64.constant(1n), I64.add, I64.constant(LIMB_MASK), I64.and],
    [I64.constant(2n), I64.lessThanUnsigned, returnOneIf],
    combine(Z, [1n, D]),
    [square(A, H), multiply(B, H, A), multiply(C, u1, A), multiply(E, s1, B)],
    [combine(D, [-1n, B], [-2n, C]), squareAdd(X, R, D)], // [2 · 2]
    [combine(C, [1n, C], [-1n, X]), combine(E, [-1n, E]), multiplyAdd(Y, R, C, E)], // [2 · 1]
    i32Constant(0),
  ];
}

/** As `addAffine` of points.ts, with the operand's y times `sign`. */
function addAffine(sign: bigint): Code {
  return [
    [square(A, Z), multiply(B, operand(0), A), combine(H, [1n, B], [-1n, X])],
    [multiply(C, operand(1), Z), multiply(C, C, A), combine(R, [sign, C], [-1n, Y])],
    multiply(D, Z, H),
    finishAddition(X, Y),
  ];
}

/** As `add` of points.ts, with the operand's y times `sign`. */
function addJacobian(sign: bigint): Code {
  return [
    [square(A, Z), square(B, operand(2)), multiply(U, X, B)],
    [multiply(S, Y, operand(2)), multiply(S, S, B)],
    [multiply(D, operand(0), A), combine(H, [1n, D], [-1n, U])],
    [multiply(D, operand(1), Z), multiply(D, D, A), combine(R, [sign, D], [-1n, S])],
    [multiply(D, Z, operand(2)), multiply(D, D, H)],
    finishAddition(U, S),
  ];
}

const addition = (name: string, body: Code): WasmFunction => ({
  name,
  parameters: 1,
  locals: 0,
  hasResult: true,
  body,
});

export function encodeKernel(): Uint8Array {
  return encodeModule(
    [
      ...FIELD,
      { name: 'double', parameters: 0, locals: 0, hasResult: false, body: DOUBLE },
      addition('addAffine', addAffine(1n)),
      addition('subtractAffine', addAffine(-1n)),
      addition('addJacobian', addJacobian(1n)),
      addition('subtractJacobian', addJacobian(-1n)),
    ],
    1,
  );
}
