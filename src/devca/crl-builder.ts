import { concatBytes, u64be } from '../encoding/bytes.ts';
import { TAG } from '../encoding/der.ts';
import { der, derBits, derSequence, derUnsigned } from '../encoding/der-writer.ts';
import type { Identity } from './dev-ca.ts';
import { derTime } from './der-values.ts';
import type { DevKey } from './dev-key.ts';
import { authorityKeyIdentifier, extension } from './extensions.ts';
import { DEV_OID } from './profile.ts';

export interface RevokedEntry {
  readonly serialNumber: Uint8Array;
  readonly revokedAt: Date;
  /** Encoded entry extensions. */
  readonly extensions?: readonly Uint8Array[];
}

export interface CrlOptions {
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date | undefined;
  readonly revoked?: readonly RevokedEntry[];
  /** Default 1. */
  readonly number?: number;
  /** Makes it a delta list on the complete list of this number. */
  readonly baseNumber?: number | undefined;
  /** Replaces the list's extensions: authority key identifier, CRL number and delta indicator. */
  readonly extensions?: readonly Uint8Array[];
  /** Signs in the issuer's name with another key of it, or a forger's. */
  readonly key?: DevKey;
}

/** A v2 CRL of `issuer` (RFC 5280 §5.1). */
export function issueCrl(issuer: Identity, options: CrlOptions): Uint8Array {
  const { thisUpdate, nextUpdate, revoked = [], number = 1, baseNumber, key = issuer.key } = options;
  const extensions = options.extensions ?? [
    authorityKeyIdentifier(key.spki),
    crlNumber(number),
    ...(baseNumber === undefined ? [] : [deltaIndicator(baseNumber)]),
  ];
  const tbs = derSequence(
    derUnsigned(Uint8Array.of(1)),
    key.signatureAlgorithm,
    issuer.name,
    derTime(thisUpdate),
    ...(nextUpdate === undefined ? [] : [derTime(nextUpdate)]),
    ...(revoked.length === 0 ? [] : [derSequence(encodeEntries(revoked))]),
    ...(extensions.length === 0 ? [] : [der(0xa0, derSequence(...extensions))]),
  );
  return derSequence(tbs, key.signatureAlgorithm, derBits(key.sign(tbs)));
}

/** A national list has more entries than a call has room for arguments, so they grow in one buffer. */
function encodeEntries(revoked: readonly RevokedEntry[]): Uint8Array {
  let packed = new Uint8Array(64 * revoked.length);
  let length = 0;
  let last: RevokedEntry | undefined;
  let rest: Uint8Array = new Uint8Array();
  for (const one of revoked) {
    // Neighbours mostly share what stands behind the serial number, and encoding a time takes longest.
    if (one.revokedAt !== last?.revokedAt || one.extensions !== last.extensions) rest = encodeRest(one);
    last = one;
    const entry = derSequence(derUnsigned(one.serialNumber), rest);
    if (length + entry.length > packed.length) {
      const larger = new Uint8Array(2 * packed.length + entry.length);
      larger.set(packed);
      packed = larger;
    }
    packed.set(entry, length);
    length += entry.length;
  }
  return packed.subarray(0, length);
}

function encodeRest({ revokedAt, extensions = [] }: RevokedEntry): Uint8Array {
  return concatBytes(derTime(revokedAt), ...(extensions.length === 0 ? [] : [derSequence(...extensions)]));
}

/** @param number - not negative */
export function crlNumber(number: number): Uint8Array {
  return extension(DEV_OID.crlNumber, derUnsigned(u64be(number)));
}

/** @param baseNumber - not negative */
export function deltaIndicator(baseNumber: number, critical = true): Uint8Array {
  return extension(DEV_OID.deltaCrlIndicator, derUnsigned(u64be(baseNumber)), critical);
}

/** @param reason - CRLReason (RFC 5280 §5.3.1) */
export function reasonCode(reason: number): Uint8Array {
  return extension(DEV_OID.reasonCode, der(TAG.enumerated, Uint8Array.of(reason)));
}
