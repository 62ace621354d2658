import { concatBytes } from '../../encoding/bytes.ts';
import { multiplyGenerator } from './curve.ts';
import { normalise, Q } from './points.ts';
import { digestScalar, readLittleEndian, writeLittleEndian } from './scalar.ts';

const SCALAR_BYTES = 64;
/** q is above 2^511, so more than half of all draws are good: this many in a row fail only with a broken source. */
const MAX_DRAWS = 128;

/**
 * Signs as НУЦ's keys do: r ‖ s, little-endian. Not constant-time: for development certificates, tests and the
 * demonstration; no key of the service is of this kind.
 * @param privateScalarLe - 64 octets, little-endian, in [1, q)
 * @throws TypeError when the scalar, the digest or the source of randomness cannot be used
 */
export function signGost512(
  privateScalarLe: Uint8Array,
  digest: Uint8Array,
  random: (length: number) => Uint8Array,
): Uint8Array {
  const d = readPrivateScalar(privateScalarLe);
  if (digest.length !== SCALAR_BYTES) throw new TypeError('a Streebog-512 digest has 64 octets');
  const e = digestScalar(digest);
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const k = readLittleEndian(random(SCALAR_BYTES));
    if (k === 0n || k >= Q) continue;
    const r = abscissa(k) % Q;
    const s = (r * d + k * e) % Q;
    if (r !== 0n && s !== 0n) return concatBytes(writeLittleEndian(r), writeLittleEndian(s));
  }
  throw new TypeError('the source of randomness gives no usable number');
}

/**
 * The public key of a private scalar: X ‖ Y, little-endian.
 * @throws TypeError when the scalar is not in [1, q)
 */
export function gost512PublicKey(privateScalarLe: Uint8Array): Uint8Array {
  const [point] = normalise([multiplyGenerator(readPrivateScalar(privateScalarLe))]);
  if (point === undefined) throw new TypeError('no point');
  return concatBytes(writeLittleEndian(point.x), writeLittleEndian(point.y));
}

function abscissa(k: bigint): bigint {
  return normalise([multiplyGenerator(k)])[0]?.x ?? 0n;
}

function readPrivateScalar(bytes: Uint8Array): bigint {
  const d = bytes.length === SCALAR_BYTES ? readLittleEndian(bytes) : 0n;
  if (d === 0n || d >= Q) throw new TypeError('a private scalar has 64 octets and lies in [1, q)');
  return d;
}
