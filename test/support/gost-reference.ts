import { weierstrass } from '@noble/curves/abstract/weierstrass.js';

import { readLittleEndian } from '../../src/signature/gost/scalar.ts';

/** tc26-gost-3410-12-512-paramSetA as RFC 7836 prints it, on a general implementation of curves. */
export const CURVE = {
  p: 2n ** 512n - 569n,
  n: BigInt(
    '0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275',
  ),
  h: 1n,
  a: 2n ** 512n - 572n,
  b: BigInt(
    '0xe8c2505dedfc86ddc1bd0b2b6667f1da34b82574761cb0e879bd081cfd0b6265ee3cb090f30d27614cb4574010da90dd862ef9d4ebee4761503190785a71c760',
  ),
  Gx: 3n,
  Gy: BigInt(
    '0x7503cfe87a836ae3a61b8816e25450e6ce5e1c93acf1abc1778064fdcbefa921df1626be4fd036e93d75e6a50e3a41e98028fe5fc235f5b889a589cb5215f2a4',
  ),
};

export const ReferencePoint = weierstrass(CURVE);

/** GOST R 34.10-2012 §6.2 written down as it stands there. */
export function referenceVerify(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  const q = CURVE.n;
  const field = ReferencePoint.Fn;
  const r = readLittleEndian(signature.subarray(0, 64));
  const s = readLittleEndian(signature.subarray(64));
  if (r <= 0n || r >= q || s <= 0n || s >= q) return false;
  const e = readLittleEndian(digest) % q;
  const v = field.inv(e === 0n ? 1n : e);
  const key = ReferencePoint.fromAffine({
    x: readLittleEndian(publicKey.subarray(0, 64)),
    y: readLittleEndian(publicKey.subarray(64)),
  });
  try {
    key.assertValidity();
  } catch {
    return false;
  }
  const sum = ReferencePoint.BASE.multiplyUnsafe(field.mul(s, v)).add(key.multiplyUnsafe(field.neg(field.mul(r, v))));
  return !sum.is0() && sum.toAffine().x % q === r;
}

/** The opposite point. */
export function negate({ x, y }: { x: bigint; y: bigint }): { x: bigint; y: bigint } {
  return { x, y: -y };
}
