import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';

import { concatBytes } from '../../../src/encoding/bytes.ts';
import { prepareGost512Key, verifyGost512 } from '../../../src/signature/gost/curve.ts';
import { readLittleEndian, writeLittleEndian } from '../../../src/signature/gost/scalar.ts';
import { gost512PublicKey, signGost512 } from '../../../src/signature/gost/sign.ts';
import { streebog512 } from '../../../src/signature/gost/streebog.ts';
import { engineKey, engineSign, engineVerifies, hasGostEngine } from '../../support/gost-openssl.ts';
import { CURVE, ReferencePoint, referenceVerify } from '../../support/gost-reference.ts';
import { hasGostVectors, signatureCases } from '../../support/gost-vectors.ts';

const CASES = hasGostVectors ? signatureCases() : [];
const q = CURVE.n;
const le = writeLittleEndian;
const scalar = fc.bigInt({ min: 1n, max: q - 1n }).map(le);
const digest = fc.uint8Array({ minLength: 64, maxLength: 64 });

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

const reverse = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();
const swapHalves = (bytes: Uint8Array): Uint8Array => concatBytes(bytes.subarray(64), bytes.subarray(0, 64));
/** The four ways of writing two numbers of 64 octets one after the other. */
const orders = (pair: Uint8Array): Uint8Array[] => [pair, swapHalves(pair), reverse(swapHalves(pair)), reverse(pair)];

const privateKey = le(0x1234_5678_9abc_def0n * 2n ** 300n + 1n);
const publicKey = gost512PublicKey(privateKey);
const someDigest = streebog512(Uint8Array.of(1, 2, 3));
const signature = signGost512(privateKey, someDigest, randomBytes);
const withR = (r: bigint): Uint8Array => concatBytes(le(r), signature.subarray(64));
const withS = (s: bigint): Uint8Array => concatBytes(signature.subarray(0, 64), le(s));

describe('verifyGost512', () => {
  it('accepts what was signed and refuses any flipped bit, as the reference implementation does', () => {
    fc.assert(
      fc.property(scalar, digest, fc.nat(1023), fc.nat(511), (d, hash, bit, digestBit) => {
        const key = gost512PublicKey(d);
        const good = signGost512(d, hash, randomBytes);
        expect(verifyGost512(key, hash, good)).toBe(true);
        expect(referenceVerify(key, hash, good)).toBe(true);
        expect(verifyGost512(key, hash, flipBit(good, bit))).toBe(false);
        expect(verifyGost512(key, flipBit(hash, digestBit), good)).toBe(false);
        expect(verifyGost512(flipBit(key, bit), hash, good)).toBe(false);
      }),
      { numRuns: 15 },
    );
  });

  it('takes 1 for a digest that is 0 modulo q', () => {
    const one = le(1n);
    const zero = signGost512(privateKey, le(0n), randomBytes);
    for (const hash of [le(0n), le(q), one]) expect(verifyGost512(publicKey, hash, zero)).toBe(true);
    expect(verifyGost512(publicKey, le(2n), zero)).toBe(false);
    expect(verifyGost512(publicKey, le(q + 1n), signGost512(privateKey, one, randomBytes))).toBe(true);
  });

  it.each([
    ['r = 0', withR(0n)],
    ['r = q', withR(q)],
    ['r = 2^512 − 1', withR(2n ** 512n - 1n)],
    ['s = 0', withS(0n)],
    ['s = q', withS(q)],
    ['s = 2^512 − 1', withS(2n ** 512n - 1n)],
    ['s negated', withS(q - readLittleEndian(signature.subarray(64)))],
    ['no octet', new Uint8Array()],
    ['an octet missing', signature.subarray(0, 127)],
    ['an octet more', concatBytes(signature, Uint8Array.of(0))],
  ])('refuses a signature with %s', (_, bad) => {
    expect(verifyGost512(publicKey, someDigest, signature)).toBe(true);
    expect(verifyGost512(publicKey, someDigest, bad)).toBe(false);
  });

  it.each([
    ['all zero', new Uint8Array(128)],
    ['off the curve', flipBit(publicKey, 512)],
    ['x not below p', concatBytes(le(CURVE.p), publicKey.subarray(64))],
    ['y not below p', concatBytes(publicKey.subarray(0, 64), le(2n ** 512n - 1n))],
    ['no octet', new Uint8Array()],
    ['an octet missing', publicKey.subarray(1)],
    ['an octet more', concatBytes(publicKey, Uint8Array.of(0))],
  ])('refuses a key that is %s, also when it was to be prepared', (_, bad) => {
    prepareGost512Key(bad);
    expect(verifyGost512(bad, someDigest, signature)).toBe(false);
  });

  it('refuses under the opposite point, which has the same x', () => {
    const root = le(CURVE.p - readLittleEndian(publicKey.subarray(64)));
    expect(verifyGost512(concatBytes(publicKey.subarray(0, 64), root), someDigest, signature)).toBe(false);
  });

  it('refuses a digest of another length', () => {
    expect(verifyGost512(publicKey, someDigest.subarray(0, 32), signature)).toBe(false);
  });
});

/** A key and a signature whose sum is the point C, made backwards from it: z1 = a, z2 = b. */
function backwards(c: InstanceType<typeof ReferencePoint>, r: bigint): [Uint8Array, Uint8Array, Uint8Array] {
  const field = ReferencePoint.Fn;
  const [a, b] = [0xabcdefn, 0xfedcban];
  const key = c.add(ReferencePoint.BASE.multiplyUnsafe(a).negate()).multiplyUnsafe(field.inv(b)).toAffine();
  const e = field.inv(field.mul(field.neg(b), field.inv(r)));
  return [concatBytes(le(key.x), le(key.y)), le(e), concatBytes(le(r), le(field.mul(a, e)))];
}

describe('verifyGost512 when the sum of points is special', () => {
  it.each([1n, 2n, q - 1n, 0x1234567n])('refuses infinity, under the key of scalar %s, prepared or not', (d) => {
    const key = gost512PublicKey(le(d));
    const r = 7n;
    const sum = concatBytes(le(r), le((r * d) % q));
    expect(verifyGost512(key, someDigest, sum)).toBe(false);
    prepareGost512Key(key);
    expect(verifyGost512(key, someDigest, sum)).toBe(false);
  });

  it('accepts an x between q and p, which stands for x − q, and only so', () => {
    let r = 1n;
    const square = (x: bigint): bigint => ReferencePoint.Fp.create(x * x * x + CURVE.a * x + CURVE.b);
    const isSquare = (n: bigint): boolean => ReferencePoint.Fp.pow(n, (CURVE.p - 1n) / 2n) === 1n;
    while (!isSquare(square(q + r))) r++;
    const point = ReferencePoint.fromAffine({ x: q + r, y: ReferencePoint.Fp.sqrt(square(q + r)) });
    const [key, hash, good] = backwards(point, r);
    expect(referenceVerify(key, hash, good)).toBe(true);
    expect(verifyGost512(key, hash, good)).toBe(true);
    expect(verifyGost512(key, hash, concatBytes(le(q + r), good.subarray(64)))).toBe(false);
  });
});

describe('verifyGost512 of a small s', () => {
  it('accepts s and refuses s + q, which 64 octets also hold', () => {
    const field = ReferencePoint.Fn;
    const [k, s] = [0x7777777n, 5n];
    const r = ReferencePoint.BASE.multiplyUnsafe(k).toAffine().x % q;
    const e = readLittleEndian(someDigest) % q;
    const key = gost512PublicKey(le(field.div(field.sub(s, field.mul(k, e)), r)));
    expect(verifyGost512(key, someDigest, concatBytes(le(r), le(s)))).toBe(true);
    expect(verifyGost512(key, someDigest, concatBytes(le(r), le(s + q)))).toBe(false);
  });
});

describe('prepareGost512Key', () => {
  it('changes no answer', () => {
    const d = le(0xfedcba9876543210n * 2n ** 200n);
    const key = gost512PublicKey(d);
    const good = signGost512(d, someDigest, randomBytes);
    const answers = (): boolean[] => [
      verifyGost512(key, someDigest, good),
      verifyGost512(key, someDigest, flipBit(good, 3)),
      verifyGost512(key, flipBit(someDigest, 9), good),
      verifyGost512(publicKey, someDigest, good),
    ];
    expect(answers()).toEqual([true, false, false, false]);
    prepareGost512Key(key);
    prepareGost512Key(key);
    expect(answers()).toEqual([true, false, false, false]);
  });
});

describe('signGost512', () => {
  it.each([
    ['zero', le(0n)],
    ['q', le(q)],
    ['63 octets long', new Uint8Array(63).fill(1)],
  ])('refuses a private scalar that is %s', (_, bad) => {
    expect(() => signGost512(bad, someDigest, randomBytes)).toThrow('private scalar');
    expect(() => gost512PublicKey(bad)).toThrow('private scalar');
  });

  it('refuses a digest of another length and a source that gives only zeros', () => {
    expect(() => signGost512(privateKey, someDigest.subarray(1), randomBytes)).toThrow('digest');
    expect(() => signGost512(privateKey, someDigest, (n) => new Uint8Array(n))).toThrow('randomness');
  });

  it('passes over numbers that are not below q', () => {
    const draws = [le(0n), le(q), le(5n)];
    const good = signGost512(privateKey, someDigest, () => draws.shift() ?? new Uint8Array(64));
    expect(draws).toHaveLength(0);
    expect(verifyGost512(publicKey, someDigest, good)).toBe(true);
  });
});

(hasGostVectors ? describe : describe.skip)(
  `verifyGost512 on НУЦ's certificates${hasGostVectors ? '' : ' (skipped: no ../shared)'}`,
  () => {
    it.each(CASES)('accepts: $name', ({ publicKey: key, digest: hash, signature: good }) => {
      expect(verifyGost512(key, hash, good)).toBe(true);
      expect(verifyGost512(key, flipBit(hash, 100), good)).toBe(false);
      expect(verifyGost512(key, hash, flipBit(good, 700))).toBe(false);
      prepareGost512Key(key);
      expect(verifyGost512(key, hash, good)).toBe(true);
      expect(verifyGost512(key, hash, flipBit(good, 700))).toBe(false);
    });

    it('refuses every other order of the bytes of key, digest and signature', () => {
      const { publicKey: key, digest: hash, signature: good } = CASES[1]!;
      const accepted = orders(key).flatMap((k, i) =>
        [hash, reverse(hash)].flatMap((h, j) =>
          orders(good).flatMap((s, n) => (verifyGost512(k, h, s) ? [[i, j, n]] : [])),
        ),
      );
      expect(accepted).toEqual([[0, 0, 0]]);
    });
  },
);

(hasGostEngine ? describe : describe.skip)(
  `GOST signatures beside gost-engine${hasGostEngine ? '' : ' (skipped: no gost engine in OpenSSL)'}`,
  () => {
    it.each([0, 1, 200])('exchanges keys and signatures, message of %i octets', (length) => {
      const message = randomBytes(length);
      const hash = streebog512(message);
      const key = engineKey();
      expect(gost512PublicKey(key.scalarLe)).toEqual(key.publicKey);
      const theirs = engineSign(key, message);
      expect(verifyGost512(key.publicKey, hash, theirs)).toBe(true);
      expect(verifyGost512(key.publicKey, hash, flipBit(theirs, 1))).toBe(false);
      const ours = signGost512(key.scalarLe, hash, randomBytes);
      expect(engineVerifies(key.publicKey, message, ours)).toBe(true);
      expect(engineVerifies(key.publicKey, message, flipBit(ours, 1))).toBe(false);
    });
  },
);
