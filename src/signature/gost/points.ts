import { areCongruent, fold, invert, isZero, P, residue } from './field.ts';

/**
 * A point in Jacobian coordinates (x/z², y/z³), z = 0 for infinity; coordinates are folded numbers, not residues.
 * y² = x³ − 3x + b.
 */
export interface JacobianPoint {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

const B =
  0xe8c2505dedfc86ddc1bd0b2b6667f1da34b82574761cb0e879bd081cfd0b6265ee3cb090f30d27614cb4574010da90dd862ef9d4ebee4761503190785a71c760n;

/** The order of the group, a prime: the cofactor is 1. */
export const Q =
  0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275n;

export const GENERATOR: AffinePoint = {
  x: 3n,
  y: 0x7503cfe87a836ae3a61b8816e25450e6ce5e1c93acf1abc1778064fdcbefa921df1626be4fd036e93d75e6a50e3a41e98028fe5fc235f5b889a589cb5215f2a4n,
};

export const INFINITY: JacobianPoint = { x: 1n, y: 1n, z: 0n };

/** Whether the coordinates are residues of a point on the curve (which is then in the group, and not infinity). */
export function isOnCurve({ x, y }: AffinePoint): boolean {
  return x >= 0n && x < P && y >= 0n && y < P && areCongruent(y * y, fold(x * x - 3n) * x + B);
}

export function toJacobian({ x, y }: AffinePoint): JacobianPoint {
  return { x, y, z: 1n };
}

/** 2·point; "dbl-2001-b" of the Explicit-Formulas Database, for a = −3. No point of this group has order two. */
export function double({ x, y, z }: JacobianPoint): JacobianPoint {
  const delta = fold(z * z);
  const gamma = fold(y * y);
  const beta = fold(x * gamma) << 2n;
  const alpha = fold((x - delta) * (x + delta)) * 3n;
  const x3 = fold(alpha * alpha - (beta << 1n));
  const y3 = fold(alpha * (beta - x3) - ((gamma * gamma) << 3n));
  return { x: x3, y: y3, z: fold((y * z) << 1n) };
}

/** a + b in every case: a or b infinity, a = b, a = −b. */
export function add(a: JacobianPoint, b: JacobianPoint): JacobianPoint {
  if (isInfinity(a)) return b;
  if (isInfinity(b)) return a;
  const z1z1 = fold(a.z * a.z);
  const z2z2 = fold(b.z * b.z);
  const u1 = fold(a.x * z2z2);
  const s1 = fold(fold(a.y * b.z) * z2z2);
  const h = fold(b.x * z1z1) - u1;
  const r = fold(fold(b.y * a.z) * z1z1) - s1;
  return finishAddition(a, fold(a.z * b.z), h, r, u1, s1);
}

/** a + b in every case, with b affine. */
export function addAffine(a: JacobianPoint, b: AffinePoint): JacobianPoint {
  if (isInfinity(a)) return toJacobian(b);
  const zz = fold(a.z * a.z);
  const h = fold(b.x * zz) - a.x;
  const r = fold(fold(b.y * a.z) * zz) - a.y;
  return finishAddition(a, a.z, h, r, a.x, a.y);
}

function finishAddition(
  a: JacobianPoint,
  zProduct: bigint,
  h: bigint,
  r: bigint,
  u1: bigint,
  s1: bigint,
): JacobianPoint {
  const z3 = fold(zProduct * h);
  // The same x: the points are equal or opposite, which the formulas below do not cover.
  if (isZero(z3)) return areCongruent(r, 0n) ? double(a) : INFINITY;
  const hh = fold(h * h);
  const hhh = fold(h * hh);
  const v = fold(u1 * hh);
  const x3 = fold(r * r - hhh - (v << 1n));
  return { x: x3, y: fold(r * (v - x3) - s1 * hhh), z: z3 };
}

export function isInfinity({ z }: JacobianPoint): boolean {
  return isZero(z);
}

/** The same points in affine coordinates, for one inversion in all. None may be infinity. */
export function normalise(points: readonly JacobianPoint[]): AffinePoint[] {
  const prefix: bigint[] = [];
  let product = 1n;
  for (const { z } of points) {
    prefix.push(product);
    product = fold(product * z);
  }
  let inverse = invert(product, P);
  const affine: AffinePoint[] = [];
  for (let i = points.length - 1; i >= 0; i--) {
    const { x, y, z } = points[i] ?? INFINITY;
    const zInverse = fold(inverse * (prefix[i] ?? 1n));
    inverse = fold(inverse * z);
    const zz = fold(zInverse * zInverse);
    affine.push({ x: residue(fold(x * zz), P), y: residue(fold(fold(y * zInverse) * zz), P) });
  }
  return affine.reverse();
}
