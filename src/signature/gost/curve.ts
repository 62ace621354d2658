import { toHex } from '../../encoding/bytes.ts';
import { areCongruent, fold, invert, P } from './field.ts';
import { addFixedBase, createFixedBaseTable, type FixedBaseTable, multiply } from './multiply.ts';
import { type AffinePoint, GENERATOR, INFINITY, isInfinity, isOnCurve, type JacobianPoint, Q } from './points.ts';
import { digestScalar, readLittleEndian } from './scalar.ts';

const KEY_BYTES = 128;
const DIGEST_BYTES = 64;
const SIGNATURE_BYTES = 128;

/** Tables are made for pinned keys, of which there are a few; more than these verify without one. */
const MAX_PREPARED_KEYS = 16;

const preparedKeys = new Map<string, FixedBaseTable>();
let generatorTable: FixedBaseTable | undefined;

/**
 * GOST R 34.10-2012 with a 512-bit key on tc26-gost-3410-12-512-paramSetA, in the byte orders of Kazakhstan's
 * certificates. Answers false to anything it cannot read; never throws.
 * @param publicKey - attacker-controlled: X then Y, 64 octets each, little-endian
 * @param digest - Streebog-512 of the signed bytes, as it comes from the hash
 * @param signature - attacker-controlled: r then s, 64 octets each, little-endian
 */
export function verifyGost512(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES || digest.length !== DIGEST_BYTES) return false;
  if (signature.length !== SIGNATURE_BYTES) return false;
  const r = readLittleEndian(signature.subarray(0, 64));
  const s = readLittleEndian(signature.subarray(64));
  if (r === 0n || r >= Q || s === 0n || s >= Q) return false;
  const table = preparedKeys.get(toHex(publicKey));
  const key = readPoint(publicKey);
  if (key === undefined) return false;
  const v = invert(digestScalar(digest), Q);
  const z1 = (s * v) % Q;
  const z2 = ((Q - r) * v) % Q;
  const keyPart = table === undefined ? multiply(key, z2) : addFixedBase(INFINITY, table, z2);
  return hasAbscissa(addFixedBase(keyPart, tableOfGenerator(), z1), r);
}

/**
 * Makes later verifications under this key several times cheaper, for 2.5 MB and some 80 ms of work. For the
 * keys of pinned authorities only. A key that is not on the curve is ignored.
 */
export function prepareGost512Key(publicKey: Uint8Array): void {
  const name = toHex(publicKey);
  if (preparedKeys.has(name) || preparedKeys.size >= MAX_PREPARED_KEYS) return;
  const point = publicKey.length === KEY_BYTES ? readPoint(publicKey) : undefined;
  if (point !== undefined) preparedKeys.set(name, createFixedBaseTable(point));
}

/** scalar · G, with the table all verifications use. */
export function multiplyGenerator(scalar: bigint): JacobianPoint {
  return addFixedBase(INFINITY, tableOfGenerator(), scalar);
}

function tableOfGenerator(): FixedBaseTable {
  generatorTable ??= createFixedBaseTable(GENERATOR);
  return generatorTable;
}

function readPoint(publicKey: Uint8Array): AffinePoint | undefined {
  const point = { x: readLittleEndian(publicKey.subarray(0, 64)), y: readLittleEndian(publicKey.subarray(64)) };
  return isOnCurve(point) ? point : undefined;
}

/** Whether the point's x is r modulo q, compared as X = r·Z² to save the inversion. */
function hasAbscissa(point: JacobianPoint, r: bigint): boolean {
  if (isInfinity(point)) return false;
  const zz = fold(point.z * point.z);
  // q < p < 2q: an x in [q, p) also reduces to r.
  return areCongruent(point.x, r * zz) || (r + Q < P && areCongruent(point.x, (r + Q) * zz));
}
