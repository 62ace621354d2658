import { crlNumber, deltaIndicator, issueCrl, reasonCode, type CrlOptions } from '../../src/devca/crl-builder.ts';
import type { RevokedEntry } from '../../src/devca/crl-builder.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import { authorityKeyIdentifier, extension } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { derOctets, derSequence, der, derBoolean } from '../../src/encoding/der-writer.ts';
import type { CrlVector } from '../../test/support/crl-vector.ts';
import { days, leaf, type Side } from './world.ts';

/** A vector before it is written; what is left out is the side's own. */
export interface CrlCase {
  readonly expect: CrlVector['expect'];
  readonly name: string;
  readonly about: string;
  readonly lists: readonly Uint8Array[];
  readonly certificate?: Uint8Array;
  readonly intermediates?: readonly Uint8Array[];
}

/** CRLReason by its name (RFC 5280 §5.3.1). */
const REASONS = { keyCompromise: 1, certificateHold: 6, removeFromCrl: 8 } as const;

export const BASE_NUMBER = 166;
const CURRENT = { thisUpdate: days(-1), nextUpdate: days(1) };
export const OVER = { thisUpdate: days(-3), nextUpdate: days(-1) };

/** Where one authority's lists are made. */
export interface CrlDesk {
  readonly side: Side;
  /** The entry of the certificate asked about. */
  readonly entry: (reason?: keyof typeof REASONS) => RevokedEntry;
  /** Of somebody else. */
  readonly stranger: RevokedEntry;
  readonly base: (options?: Partial<CrlOptions>, issuer?: Identity) => Uint8Array;
  /** On that base, with news. */
  readonly delta: (options?: Partial<CrlOptions>, issuer?: Identity) => Uint8Array;
  /** Extensions of a base and of a delta, and one more. */
  readonly baseWith: (...more: readonly Uint8Array[]) => Partial<CrlOptions>;
  readonly deltaWith: (...more: readonly Uint8Array[]) => Partial<CrlOptions>;
}

export function openCrlDesk(side: Side): CrlDesk {
  const { intermediate } = side.ca;
  const keyId = authorityKeyIdentifier(intermediate.key.spki);
  return {
    side,
    entry: (reason) => ({
      serialNumber: side.citizen.serialNumber,
      revokedAt: days(-2),
      ...(reason === undefined ? {} : { extensions: [reasonCode(REASONS[reason])] }),
    }),
    stranger: { serialNumber: leaf(side).serialNumber, revokedAt: days(-2) },
    base: (options, issuer = intermediate) => issueCrl(issuer, { ...CURRENT, number: BASE_NUMBER, ...options }),
    delta: (options, issuer = intermediate) =>
      issueCrl(issuer, { ...CURRENT, number: BASE_NUMBER + 2, baseNumber: BASE_NUMBER, ...options }),
    baseWith: (...more) => ({ extensions: [keyId, crlNumber(BASE_NUMBER), ...more] }),
    deltaWith: (...more) => ({
      extensions: [keyId, crlNumber(BASE_NUMBER + 2), deltaIndicator(BASE_NUMBER), ...more],
    }),
  };
}

export const YES = derBoolean(true).subarray(2);

/** An issuing distribution point (RFC 5280 §5.2.5). */
export function point(...fields: readonly Uint8Array[]): Uint8Array {
  return extension(DEV_OID.issuingDistributionPoint, derSequence(...fields), true);
}

export const flag = (tag: number): Uint8Array => der(tag, YES);

/** A critical extension that nobody knows. */
export const unknownCritical = extension('1.3.6.1.4.1.55555.3', derOctets(Uint8Array.of(1)), true);
