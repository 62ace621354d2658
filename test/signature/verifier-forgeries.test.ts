import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { issueCitizen } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { generateRsaKey, signEncodedMessage, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { concatBytes, fromHex, toHex } from '../../src/encoding/bytes.ts';
import { derNull, derOctets, derOid, derSequence } from '../../src/encoding/der-writer.ts';
import { testCa, testCitizen, TEST_NOW } from '../support/ballots.ts';
import { citizen, cms, trustOf, verify } from '../support/cms-builder.ts';

const SIZE = 256;
const digest = (data: Uint8Array, hash = 'sha256'): Uint8Array => createHash(hash).update(data).digest();
const digestInfo = (data: Uint8Array, algorithm = algorithmIdentifier(DEV_OID.sha256)): Uint8Array =>
  derSequence(algorithm, derOctets(digest(data)));
const repeat = (count: number, octet: number): Uint8Array => new Uint8Array(count).fill(octet);

/** 00, block type, padding, 00, payload, tail: an encoded message of the modulus' length. */
function encoded(
  payload: Uint8Array,
  options: { type?: number; pad?: number; padding?: number; tail?: number; separator?: number } = {},
): Uint8Array {
  const { type = 1, pad = 0xff, tail = 0xaa, separator = 0, padding = SIZE - 3 - payload.length } = options;
  const head = concatBytes(Uint8Array.of(0, type), repeat(padding, pad), Uint8Array.of(separator), payload);
  return concatBytes(head, repeat(SIZE - head.length, tail));
}

const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
const toBytes = (value: bigint, size: number): Uint8Array => fromHex(value.toString(16).padStart(2 * size, '0'))!;
const modulus = (key: RsaDevKey): bigint =>
  toInteger(Buffer.from(key.privateKey.export({ format: 'jwk' }).n ?? '', 'base64url'));

describe('PKCS#1 v1.5 forgeries', () => {
  const key = citizen().key as RsaDevKey;
  const signed = (sign: (data: Uint8Array) => Uint8Array): Uint8Array => cms({ signerFields: { sign } });
  const sealed = (encode: (data: Uint8Array) => Uint8Array): Uint8Array =>
    signed((data) => signEncodedMessage(key, encode(data)));

  it('has builders that make a good signature when nothing is forged', () => {
    expect(verify(sealed((data) => encoded(digestInfo(data)))).iin).toBe('000000000001');
  });

  it.each<[string, (data: Uint8Array) => Uint8Array]>([
    ['short padding with garbage after the digest', (data) => encoded(digestInfo(data), { padding: 8 })],
    ['short padding with zeros after the digest', (data) => encoded(digestInfo(data), { padding: 8, tail: 0 })],
    ['no padding at all', (data) => encoded(digestInfo(data), { padding: 0 })],
    ['one padding octet less', (data) => encoded(digestInfo(data), { padding: SIZE - 4 - digestInfo(data).length })],
    ['padding of other octets', (data) => encoded(digestInfo(data), { pad: 0xfe })],
    ['block type 0', (data) => encoded(digestInfo(data), { type: 0, pad: 0 })],
    ['block type 2', (data) => encoded(digestInfo(data), { type: 2, pad: 0x77 })],
    ['a separator that is not zero', (data) => encoded(digestInfo(data), { separator: 1 })],
    ['no NULL in the DigestInfo', (data) => encoded(digestInfo(data, derSequence(derOid(DEV_OID.sha256))))],
    [
      'other parameters in the DigestInfo',
      (data) => encoded(digestInfo(data, derSequence(derOid(DEV_OID.sha256), derOctets(derNull())))),
    ],
    ['another hash in the DigestInfo', (data) => encoded(digestInfo(data, algorithmIdentifier(DEV_OID.sha512)))],
    [
      'garbage inside the DigestInfo',
      (data) => encoded(derSequence(algorithmIdentifier(DEV_OID.sha256), derOctets(digest(data)), derOctets(data))),
    ],
    ['the digest without a DigestInfo', (data) => encoded(digest(data))],
    [
      'a SHA-1 DigestInfo',
      (data) => encoded(derSequence(algorithmIdentifier(DEV_OID.sha1), derOctets(digest(data, 'sha1')))),
    ],
    [
      'a long length in the DigestInfo',
      (data) => encoded(concatBytes(fromHex('308131')!, digestInfo(data).subarray(2))),
    ],
  ])('refuses %s', async (_, encode) => {
    await expect(() => verify(sealed(encode))).toRejectWithCode('signature-invalid');
  });

  it.each<[string, (good: Uint8Array) => Uint8Array]>([
    ['with a zero octet before it', (good) => concatBytes(Uint8Array.of(0), good)],
    ['with a zero octet after it', (good) => concatBytes(good, Uint8Array.of(0))],
    ['cut short', (good) => good.subarray(1)],
    ['empty', () => new Uint8Array()],
    ['of zeros', (good) => repeat(good.length, 0)],
    ['of one', (good) => concatBytes(repeat(good.length - 1, 0), Uint8Array.of(1))],
    ['plus the modulus', (good) => toBytes(toInteger(good) + modulus(key), SIZE + 1)],
    ['taken from the modulus', (good) => toBytes(modulus(key) - toInteger(good), SIZE)],
    ['reversed', (good) => good.slice().reverse()],
  ])('refuses a signature %s', async (_, change) => {
    await expect(() => verify(signed((data) => change(key.sign(data))))).toRejectWithCode('signature-invalid');
  });

  it('refuses the cube root that Bleichenbacher 2006 needs no private key for', async () => {
    const cubeKey = generateRsaKey(2048, 3);
    const signer = issueCitizen(testCa(), { iin: '000000000001', key: cubeKey });
    expect(verify(cms({ signer })).iin).toBe('000000000001');
    const forge = (data: Uint8Array): Uint8Array => {
      const wanted = encoded(digestInfo(data), { padding: 8, tail: 0 });
      const root = cubeRoot(toInteger(wanted)) + 1n;
      // The forgery is what it says: its cube begins with the wanted block, digest included.
      expect(toBytes(root ** 3n, SIZE).subarray(0, 62)).toEqual(wanted.subarray(0, 62));
      return toBytes(root, SIZE);
    };
    await expect(() => verify(cms({ signer, signerFields: { sign: forge } }))).toRejectWithCode('signature-invalid');
  });
});

describe('GOST signatures', () => {
  const ca = testCa(TEST_NOW, 'gost512');
  const signer = testCitizen(1, ca);
  const trust = trustOf(ca);
  const Q =
    'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275';
  const q = fromHex(Q)!.reverse();
  const littleEndian = (value: bigint): Uint8Array => toBytes(value, 64).reverse();
  const plusQ = (half: Uint8Array): Uint8Array => {
    const sum = toInteger(half.slice().reverse()) + BigInt(`0x${Q}`);
    return sum < 1n << 512n ? littleEndian(sum) : repeat(64, 0xff);
  };
  const reversed = (bytes: Uint8Array): Uint8Array => bytes.slice().reverse();

  it.each<[string, (r: Uint8Array, s: Uint8Array) => readonly Uint8Array[]]>([
    ['r of zero', (_, s) => [repeat(64, 0), s]],
    ['s of zero', (r) => [r, repeat(64, 0)]],
    ['both zero', () => [repeat(128, 0)]],
    ['r of q', (_, s) => [q, s]],
    ['s of q', (r) => [r, q]],
    ['r past q', (r, s) => [plusQ(r), s]],
    ['s past q', (r, s) => [r, plusQ(s)]],
    ['all ones', () => [repeat(128, 0xff)]],
    ['r negated', (r, s) => [littleEndian(BigInt(`0x${Q}`) - toInteger(reversed(r))), s]],
    ['s negated', (r, s) => [r, littleEndian(BigInt(`0x${Q}`) - toInteger(reversed(s)))]],
    ['s before r', (r, s) => [s, r]],
    ['big-endian halves', (r, s) => [reversed(r), reversed(s)]],
    ['the byte order of RFC 9215', (r, s) => [reversed(s), reversed(r)]],
    ['a DER pair', (r, s) => [derSequence(derOctets(r), derOctets(s))]],
    ['one octet less', (r, s) => [r, s.subarray(1)]],
    ['one octet more', (r, s) => [r, s, Uint8Array.of(0)]],
    ['nothing', () => []],
  ])('are refused with %s', async (_, change) => {
    const sign = (data: Uint8Array): Uint8Array => {
      const good = signer.key.sign(data);
      return concatBytes(...change(good.subarray(0, 64), good.subarray(64)));
    };
    await expect(() => verify(cms({ signer, signerFields: { sign } }), { trust })).toRejectWithCode(
      'signature-invalid',
    );
  });
});

/** Floor of the cube root, by Newton's steps from above. */
function cubeRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 3) + 1);
  for (;;) {
    const next = (2n * root + value / (root * root)) / 3n;
    if (next >= root) return root;
    root = next;
  }
}
