import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  contentOf,
  elementOf,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  readInteger,
  readOctetAlignedBits,
  readOid,
  readTag,
  TAG,
} from '../encoding/der.ts';
import type { DerCursor } from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { isNull, readAlgorithm, type AlgorithmIdentifier, type SignatureAlgorithm } from './algorithms.ts';
import { prepareGost512Key, verifyGost512 } from './gost/curve.ts';
import { streebog512 } from './gost/streebog.ts';

export interface RsaPublicKey {
  readonly kind: 'rsa';
  readonly bits: number;
  /** RSAPublicKey (RFC 8017 A.1.1), DER. */
  readonly pkcs1: Uint8Array;
}

export interface Gost512PublicKey {
  readonly kind: 'gost512';
  /** X ‖ Y, 64 little-endian octets each. */
  readonly raw: Uint8Array;
}

export interface UnsupportedPublicKey {
  readonly kind: 'unsupported';
  /** Content octets of the key's algorithm identifier. */
  readonly oid: Uint8Array;
  readonly why: string;
}

export type PublicKey = RsaPublicKey | Gost512PublicKey | UnsupportedPublicKey;

const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 16_384;
const MAX_EXPONENT_OCTETS = 8;

/**
 * Reads a SubjectPublicKeyInfo. A key that is well formed but not on the allow-list is `unsupported`, so that a
 * certificate holding it can still be named and refused with the right code.
 *
 * @throws DauysError `ballot-malformed`
 */
export function readPublicKey(cursor: DerCursor): PublicKey {
  const spki = enterTag(cursor, TAG.sequence);
  const algorithm = readAlgorithm(spki);
  const bits = readOctetAlignedBits(spki);
  expectEnd(spki);
  if (isOid(algorithm.oid, OID.rsaEncryption)) return readRsaKey(algorithm, bits);
  if (isOid(algorithm.oid, OID.kzGost512Key)) return readGost512Key(algorithm, bits);
  return { kind: 'unsupported', oid: algorithm.oid, why: 'key algorithm' };
}

function readRsaKey(algorithm: AlgorithmIdentifier, bits: Uint8Array): PublicKey {
  const unsupported = (why: string): PublicKey => ({ kind: 'unsupported', oid: algorithm.oid, why });
  // RFC 3279 §2.3.1: the parameters of rsaEncryption MUST be NULL.
  if (!isNull(algorithm.parameters)) throw malformed('RSA key parameters');
  const outer = openDer(bits, 8);
  const key = enterTag(outer, TAG.sequence);
  expectEnd(outer);
  const modulus = positive(readInteger(key));
  const exponent = positive(readInteger(key));
  expectEnd(key);
  const size = bitLength(modulus);
  if (size < MIN_RSA_BITS || size > MAX_RSA_BITS) return unsupported('RSA key size');
  if (!isOdd(modulus)) return unsupported('even RSA modulus');
  if (exponent.length > MAX_EXPONENT_OCTETS || !isOdd(exponent) || (exponent.length === 1 && exponent[0] === 1)) {
    return unsupported('RSA exponent');
  }
  return { kind: 'rsa', bits: size, pkcs1: bits };
}

/** Magnitude of a positive INTEGER. */
function positive(content: Uint8Array): Uint8Array {
  const first = content[0] ?? 0;
  if (first >= 0x80 || (first === 0 && content.length === 1)) throw malformed('RSA key number not positive');
  return first === 0 ? content.subarray(1) : content;
}

function bitLength(magnitude: Uint8Array): number {
  return magnitude.length * 8 - (Math.clz32(magnitude[0] ?? 0) - 24);
}

function isOdd(magnitude: Uint8Array): boolean {
  return ((magnitude[magnitude.length - 1] ?? 0) & 1) === 1;
}

/** Parameters of curve and digest, and an OCTET STRING of 128 octets inside the BIT STRING, as НУЦ issues them. */
function readGost512Key(algorithm: AlgorithmIdentifier, bits: Uint8Array): PublicKey {
  if (algorithm.parameters === undefined) throw malformed('GOST key parameters');
  const outer = openDer(algorithm.parameters, 8);
  const parameters = enterTag(outer, TAG.sequence);
  const curve = readOid(parameters);
  const digest = readOid(parameters);
  expectEnd(parameters);
  expectEnd(outer);
  if (!isOid(curve, OID.kzGost512Params) || !isOid(digest, OID.streebog512)) {
    return { kind: 'unsupported', oid: algorithm.oid, why: 'GOST parameter set' };
  }
  const key = openDer(bits, 2);
  const raw = contentOf(readTag(key, TAG.octetString));
  expectEnd(key);
  if (raw.length !== 128) throw malformed('GOST key length');
  return { kind: 'gost512', raw };
}

/** OpenSSL's form of keys that verify often (pinned CA keys); a signer's key is used once and not kept. */
const prepared = new WeakMap<RsaPublicKey, KeyObject>();

/** Does the work of the first verification once, for a key that will be used many times. */
export function preparePublicKey(key: PublicKey): void {
  if (key.kind === 'gost512') prepareGost512Key(key.raw);
  if (key.kind === 'rsa') {
    const object = toKeyObject(key);
    if (object !== undefined) prepared.set(key, object);
  }
}

/** From PKCS#1: OpenSSL's SubjectPublicKeyInfo decoder takes twenty times as long. */
function toKeyObject(key: RsaPublicKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: key.pkcs1 as Buffer, format: 'der', type: 'pkcs1' });
  } catch {
    return undefined;
  }
}

/**
 * The one place a signature is checked: false unless key and algorithm are of one kind of the allow-list and the
 * signature over `data` is good.
 */
export function verifySignature(
  key: PublicKey,
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (key.kind === 'gost512') {
    return algorithm.kind === 'gost512' && verifyGost512(key.raw, streebog512(data), signature);
  }
  if (key.kind !== 'rsa' || algorithm.kind !== 'rsa') return false;
  if (signature.length !== Math.ceil(key.bits / 8)) return false;
  const object = prepared.get(key) ?? toKeyObject(key);
  return object !== undefined && verifyOnOpenSsl(algorithm.digest, data, object, signature);
}

/** PKCS#1 v1.5 is the default padding of an RSA key; OpenSSL compares the whole encoded message. */
function verifyOnOpenSsl(digest: string, data: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
  try {
    return verify(digest, data, key, signature);
  } catch {
    return false;
  }
}

/** The element as it stands, for whoever needs the SubjectPublicKeyInfo itself. */
export function peekElement(cursor: DerCursor): Uint8Array {
  const at: DerCursor = { ...cursor };
  return elementOf(readTag(at, TAG.sequence));
}
