import { constants, createHash, sign } from 'node:crypto';
import { attribute, ncaAttributes } from '../../src/devca/cms-builder.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { derTime } from '../../src/devca/der-values.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { signEncodedMessage, type RsaDevKey } from '../../src/devca/rsa-key.ts';
import { concatBytes } from '../../src/encoding/bytes.ts';
import { derOctets, derOid, derSequence, derSetOf } from '../../src/encoding/der-writer.ts';
import { Q } from '../../src/signature/gost/points.ts';
import { readLittleEndian, writeLittleEndian } from '../../src/signature/gost/scalar.ts';
import { signGost512 } from '../../src/signature/gost/sign.ts';
import { streebog512 } from '../../src/signature/gost/streebog.ts';
import { anotherKey, AT, days, leaf, random, signWith, type Side, type VectorCase, type World } from './world.ts';

type Case = readonly [name: string, about: string, sign: (toBeSigned: Uint8Array) => Uint8Array];

/** Signatures that are none. */
export function signatureCases(world: World): VectorCase[] {
  const { rsa, gost, ballot } = world;
  const cases = (side: Side, found: readonly Case[]): VectorCase[] =>
    found.map(([name, about, sign]) =>
      invalid(side, name, about, signWith(side.citizen, ballot, { fields: { sign } })),
    );
  return [
    ...[rsa, gost].flatMap((side) => [...cases(side, common(side, ballot)), ...wholesale(side, ballot)]),
    ...cases(rsa, paddings(rsa.key)),
    ...cases(rsa, lengths(rsa.key)),
    ...cases(gost, byteOrders(world.gost)),
    ...cases(gost, outOfRange(world.gost)),
    invalid(gost, 'point-off-curve', 'the public key is no point of the curve', offCurve(world.gost, ballot)),
    invalid(
      gost,
      'key-in-big-endian',
      'the public key stands in the other byte order',
      bigEndianKey(world.gost, ballot),
    ),
  ];
}

function invalid(side: Side, name: string, about: string, cms: Uint8Array): VectorCase {
  return { name: `${name}-${side.label}`, about, side, cms, expect: 'signature-invalid' };
}

function common(side: Side, ballot: Uint8Array): Case[] {
  const { key } = side;
  const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const under =
    (tag: number) =>
    (bytes: Uint8Array): Uint8Array =>
      key.sign(bytes.map((byte, i) => (i === 0 ? tag : byte)));
  const otherTime = ncaAttributes(side.citizen, ballot, days(-1));
  return [
    ['first-bit', 'a bit of the first octet is changed', (bytes) => flip(key.sign(bytes), 0)],
    ['last-bit', 'a bit of the last octet is changed', (bytes) => flip(key.sign(bytes), key.sign(bytes).length - 1)],
    ['zeros', 'zeros instead of a signature', (bytes) => new Uint8Array(key.sign(bytes).length)],
    ['empty', 'no octets of a signature', () => new Uint8Array()],
    ['one-octet-more', 'an octet too many', (bytes) => concatBytes(key.sign(bytes), Uint8Array.of(0))],
    ['one-octet-less', 'an octet too few', (bytes) => key.sign(bytes).subarray(1)],
    ['over-implicit-tag', 'the attributes were signed under the tag they travel with', under(0xa0)],
    ['over-content', 'the content was signed and not the attributes', () => key.sign(ballot)],
    ['over-other-time', 'the signing time was changed afterwards', () => key.sign(derSetOf(...otherTime))],
  ];
}

/** Signatures of somebody else. */
function wholesale(side: Side, ballot: Uint8Array): VectorCase[] {
  const stranger = anotherKey(side);
  const other = leaf(side, {}, anotherKey(side));
  const attributes = [
    attribute(DEV_OID.contentType, derOid(DEV_OID.data)),
    attribute(DEV_OID.signingTime, derTime(AT)),
    attribute(DEV_OID.messageDigest, derOctets(side.key.digest(ballot))),
  ];
  return [
    invalid(
      side,
      'other-key',
      'signed with a key that is not the certificate’s',
      signWith(side.citizen, ballot, { fields: { sign: stranger.sign } }),
    ),
    invalid(
      side,
      'certificate-exchanged',
      'another person’s signature under this certificate',
      signWith(side.citizen, ballot, {
        fields: { signedAttributes: attributes, sign: other.key.sign },
      }),
    ),
  ];
}

/** EMSA-PKCS1-v1_5 as lax verifiers take it (RFC 8017 §9.2). */
function paddings(key: RsaDevKey): Case[] {
  const size = 256;
  const info = (oid: string, hash: Uint8Array, parameters = true): Uint8Array =>
    derSequence(parameters ? algorithmIdentifier(oid) : derSequence(derOid(oid)), derOctets(hash));
  const hashed = (bytes: Uint8Array, name = 'sha256'): Uint8Array =>
    new Uint8Array(createHash(name).update(bytes).digest());
  const encode = (
    digestInfo: Uint8Array,
    { type = 1, fill = 0xff, ones = size - 3 - digestInfo.length, garbage = 0 } = {},
  ): Uint8Array =>
    concatBytes(
      Uint8Array.of(0, type),
      new Uint8Array(ones).fill(fill),
      Uint8Array.of(0),
      digestInfo,
      random(garbage),
    ).subarray(0, size);
  const forge =
    (make: (bytes: Uint8Array) => Uint8Array) =>
    (bytes: Uint8Array): Uint8Array =>
      signEncodedMessage(key, make(bytes));
  const good = (bytes: Uint8Array): Uint8Array => info(DEV_OID.sha256, hashed(bytes));
  return [
    [
      'padding-garbage-after',
      'eight octets of padding, then the digest, then garbage',
      forge((b) => encode(good(b), { ones: 8, garbage: size })),
    ],
    ['padding-type-0', 'block type 0', forge((b) => encode(good(b), { type: 0, fill: 0 }))],
    ['padding-type-2', 'block type 2', forge((b) => encode(good(b), { type: 2, fill: 0x5a }))],
    ['padding-not-ones', 'padding octets other than ff', forge((b) => encode(good(b), { fill: 0xfe }))],
    [
      'digest-info-without-null',
      'no NULL in the digest’s identifier',
      forge((b) => encode(info(DEV_OID.sha256, hashed(b), false))),
    ],
    ['digest-info-other-hash', 'the padding names SHA-1', forge((b) => encode(info(DEV_OID.sha1, hashed(b, 'sha1'))))],
    ['digest-info-absent', 'the digest stands without its identifier', forge((b) => encode(hashed(b)))],
    [
      'digest-info-long-length',
      'a length in BER',
      forge((b) => {
        const [, , ...rest] = good(b);
        return encode(Uint8Array.of(0x30, 0x81, rest.length, ...rest));
      }),
    ],
    [
      'pss',
      'a PSS signature under a PKCS#1 v1.5 name',
      (b) => new Uint8Array(sign('sha256', b, { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING })),
    ],
  ];
}

function lengths(key: RsaDevKey): Case[] {
  const modulus = BigInt(
    `0x${Buffer.from(key.privateKey.export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`,
  );
  const toOctets = (value: bigint): Uint8Array =>
    new Uint8Array(Buffer.from(value.toString(16).padStart(512, '0'), 'hex'));
  const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  return [
    ['leading-zero', 'a zero octet before the signature', (bytes) => concatBytes(Uint8Array.of(0), key.sign(bytes))],
    ['modulus-added', 'the signature plus the modulus', (bytes) => toOctets(toNumber(key.sign(bytes)) + modulus)],
    ['modulus', 'the modulus itself', () => toOctets(modulus)],
    ['one', 'the number one', () => toOctets(1n)],
  ];
}

function byteOrders({ key }: World['gost']): Case[] {
  const parts = (bytes: Uint8Array): [Uint8Array, Uint8Array] => {
    const signature = key.sign(bytes);
    return [signature.slice(0, 64), signature.slice(64)];
  };
  return [
    ['s-before-r', 's stands before r', (b) => concatBytes(...parts(b).reverse())],
    ['big-endian', 'r and s in big-endian order', (b) => concatBytes(...parts(b).map((part) => part.reverse()))],
    ['all-reversed', 'the whole reversed, as RFC 9215 writes it', (b) => key.sign(b).reverse()],
    [
      'digest-reversed',
      'the digest taken in the other byte order',
      (b) => signGost512(key.scalarLe, streebog512(b).reverse(), random),
    ],
  ];
}

function outOfRange({ key }: World['gost']): Case[] {
  const r = (bytes: Uint8Array): Uint8Array => key.sign(bytes).slice(0, 64);
  const s = (bytes: Uint8Array): Uint8Array => key.sign(bytes).slice(64);
  const zero = new Uint8Array(64);
  const order = writeLittleEndian(Q);
  const ones = new Uint8Array(64).fill(0xff);
  const negated = (bytes: Uint8Array): Uint8Array => writeLittleEndian(Q - readLittleEndian(bytes));
  return [
    ['r-zero', 'r is zero', (b) => concatBytes(zero, s(b))],
    ['s-zero', 's is zero', (b) => concatBytes(r(b), zero)],
    ['r-order', 'r is the group’s order', (b) => concatBytes(order, s(b))],
    ['s-order', 's is the group’s order', (b) => concatBytes(r(b), order)],
    ['r-above', 'r is above the order', (b) => concatBytes(ones, s(b))],
    ['s-above', 's is above the order', (b) => concatBytes(r(b), ones)],
    [
      's-negated',
      's is negated, as ECDSA would take it',
      (b) => {
        const signature = key.sign(b);
        return concatBytes(signature.slice(0, 64), negated(signature.slice(64)));
      },
    ],
  ];
}

function offCurve(side: World['gost'], ballot: Uint8Array): Uint8Array {
  const spki = side.key.spki.map((byte, i) => (i === side.key.spki.length - 1 ? byte ^ 1 : byte));
  return signWith(leaf(side, { spki }), ballot);
}

function bigEndianKey(side: World['gost'], ballot: Uint8Array): Uint8Array {
  const { spki } = side.key;
  const [x, y] = [spki.slice(-128, -64).reverse(), spki.slice(-64).reverse()];
  return signWith(leaf(side, { spki: concatBytes(spki.slice(0, -128), x, y) }), ballot);
}
