/** The prime of tc26-gost-3410-12-512-paramSetA (RFC 7836, Appendix A.2): 2^512 − 569. */
export const P = (1n << 512n) - 569n;

/**
 * A number congruent to `x` modulo P, between −2^40 and 2^512 + 2^40, for any `x` below 2^1032 in magnitude. Not a canonical residue: the
 * arithmetic works on such numbers and only comparisons reduce fully, because 2^512 ≡ 569 makes this several times
 * cheaper than `%`. An arithmetic shift and asUintN split a negative number rightly too.
 */
export function fold(x: bigint): bigint {
  const once = (x >> 512n) * 569n + BigInt.asUintN(512, x);
  return (once >> 512n) * 569n + BigInt.asUintN(512, once);
}

/** Whether a folded number is zero modulo P. */
export function isZero(folded: bigint): boolean {
  return folded === 0n || folded === P;
}

/** Whether two numbers are equal modulo P. */
export function areCongruent(a: bigint, b: bigint): boolean {
  return (a - b) % P === 0n;
}

/** The residue of `x` in [0, modulus). */
export function residue(x: bigint, modulus: bigint): bigint {
  const remainder = x % modulus;
  return remainder < 0n ? remainder + modulus : remainder;
}

/** The inverse modulo a prime, for a number that is not a multiple of it. Not constant-time. */
export function invert(x: bigint, modulus: bigint): bigint {
  let a = residue(x, modulus);
  let b = modulus;
  let u = 1n;
  let v = 0n;
  while (a > 1n) {
    const quotient = b / a;
    [a, b] = [b - quotient * a, a];
    [u, v] = [v - quotient * u, u];
  }
  return residue(u, modulus);
}
