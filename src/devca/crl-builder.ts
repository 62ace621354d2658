import { der, derBits, derSequence, derUnsigned } from '../encoding/der-writer.ts';
import type { Identity } from './dev-ca.ts';
import { derTime } from './der-values.ts';
import type { DevKey } from './dev-key.ts';
import { authorityKeyIdentifier, extension } from './extensions.ts';
import { DEV_OID } from './profile.ts';

interface RevokedEntry {
  readonly serialNumber: Uint8Array;
  readonly revokedAt: Date;
  /** Encoded entry extensions. */
  readonly extensions?: readonly Uint8Array[];
}

export interface CrlOptions {
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date | undefined;
  readonly revoked?: readonly RevokedEntry[];
  /** Replaces the list's extensions: authority key identifier and CRL number. */
  readonly extensions?: readonly Uint8Array[];
  /** Signs in the issuer's name with another key of it, or a forger's. */
  readonly key?: DevKey;
}

/** A v2 CRL of `issuer` (RFC 5280 §5.1). */
export function issueCrl(issuer: Identity, options: CrlOptions): Uint8Array {
  const { thisUpdate, nextUpdate, revoked = [], key = issuer.key } = options;
  const extensions = options.extensions ?? [authorityKeyIdentifier(key.spki), crlNumber(1)];
  const entries = revoked.map((entry) =>
    derSequence(
      derUnsigned(entry.serialNumber),
      derTime(entry.revokedAt),
      ...optional(entry.extensions ?? [], (all) => derSequence(...all)),
    ),
  );
  const tbs = derSequence(
    derUnsigned(Uint8Array.of(1)),
    key.signatureAlgorithm,
    issuer.name,
    derTime(thisUpdate),
    ...(nextUpdate === undefined ? [] : [derTime(nextUpdate)]),
    ...optional(entries, (all) => derSequence(...all)),
    ...optional(extensions, (all) => der(0xa0, derSequence(...all))),
  );
  return derSequence(tbs, key.signatureAlgorithm, derBits(key.sign(tbs)));
}

/** @param number - 0 to 127 */
export function crlNumber(number: number): Uint8Array {
  return extension(DEV_OID.crlNumber, derUnsigned(Uint8Array.of(number)));
}

function optional(items: readonly Uint8Array[], wrap: (items: readonly Uint8Array[]) => Uint8Array): Uint8Array[] {
  return items.length === 0 ? [] : [wrap(items)];
}
