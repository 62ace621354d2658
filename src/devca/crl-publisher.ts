import { fromHex, u64be } from '../encoding/bytes.ts';
import { der, derUnsigned } from '../encoding/der-writer.ts';
import { TAG } from '../encoding/der.ts';
import { issueCrl } from './crl-builder.ts';
import type { DevCa, Identity } from './dev-ca.ts';
import { authorityKeyIdentifier, extension } from './extensions.ts';
import { DEV_OID } from './profile.ts';

const HOUR_MS = 3_600_000;
/** НУЦ issues a list some hours before the last one runs out: its 27 hours are renewed every 24. */
const RENEWED_AFTER = 24 / 27;

export type CrlKind = 'base' | 'delta' | 'root';

/** What an authority remembers of a certificate it revoked. */
export interface Revocation {
  readonly revokedAt: Date;
  /** CRLReason (RFC 5280 §5.3.1); none writes no reason. */
  readonly reason?: number | undefined;
}

/** Time from thisUpdate to nextUpdate. */
export interface CrlLifetimes {
  /** Default 27 h, as НУЦ's. */
  readonly baseCrlMs?: number | undefined;
  /** Default 7.5 h. */
  readonly deltaCrlMs?: number | undefined;
}

export interface CrlPublisherOptions extends CrlLifetimes {
  readonly ca: DevCa;
  readonly clock: () => Date;
  /** By serial number in hex; read anew whenever a list is issued. */
  readonly revoked: ReadonlyMap<string, Revocation>;
}

export interface CrlPublisher {
  /**
   * The list of the moment. `base` is kept until it is due, so that what is revoked in between stands in `delta` alone;
   * `root` is the root's, over the intermediate.
   */
  list(kind: CrlKind): Uint8Array;
  /** The same, run out. */
  staleList(kind: CrlKind): Uint8Array;
  /** Something was revoked: the next delta is a new one. */
  changed(): void;
}

interface IssuedList {
  readonly der: Uint8Array;
  readonly number: number;
  readonly serials: ReadonlySet<string>;
  readonly dueAtMs: number;
}

/** Issues the lists of an authority when they are asked for. */
export function createCrlPublisher(options: CrlPublisherOptions): CrlPublisher {
  const { ca, clock, revoked, baseCrlMs = 27 * HOUR_MS, deltaCrlMs = 7.5 * HOUR_MS } = options;
  const lists = new Map<CrlKind, IssuedList>();
  // Never less than what a process before this one may have used, if clocks go forward.
  let lastNumber = 0;

  function issue(kind: CrlKind, at: Date, number: number): IssuedList {
    const base = kind === 'delta' ? current('base') : undefined;
    const validMs = kind === 'delta' ? deltaCrlMs : baseCrlMs;
    const all = kind === 'root' ? [] : [...revoked].filter(([serial]) => base?.serials.has(serial) !== true);
    const issuer = kind === 'root' ? ca.anchor : ca.intermediate;
    const nextUpdate = new Date(at.getTime() + validMs);
    return {
      der: signList(issuer, { thisUpdate: at, nextUpdate, number, baseNumber: base?.number, revoked: all }),
      number,
      serials: new Set(all.map(([serial]) => serial)),
      dueAtMs: at.getTime() + validMs * RENEWED_AFTER,
    };
  }

  function current(kind: CrlKind): IssuedList {
    const now = clock();
    const known = lists.get(kind);
    if (known !== undefined && now.getTime() < known.dueAtMs) return known;
    // A delta stands on the base that it names.
    if (kind === 'base') lists.delete('delta');
    lastNumber = Math.max(lastNumber + 1, now.getTime());
    const list = issue(kind, now, lastNumber);
    lists.set(kind, list);
    return list;
  }

  return {
    list(kind) {
      if (kind === 'delta') current('base');
      return current(kind).der;
    },
    staleList(kind) {
      const validMs = kind === 'delta' ? deltaCrlMs : baseCrlMs;
      const at = new Date(clock().getTime() - 2 * validMs);
      return issue(kind, at, at.getTime()).der;
    },
    changed() {
      lists.delete('delta');
    },
  };
}

interface ListFields {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly number: number;
  readonly baseNumber: number | undefined;
  readonly revoked: readonly (readonly [serial: string, Revocation])[];
}

function signList(issuer: Identity, { thisUpdate, nextUpdate, number, baseNumber, revoked }: ListFields): Uint8Array {
  const integer = (value: number): Uint8Array => derUnsigned(u64be(value));
  return issueCrl(issuer, {
    thisUpdate,
    nextUpdate,
    revoked: revoked.map(([serial, { revokedAt, reason }]) => ({
      serialNumber: fromHex(serial) ?? new Uint8Array(),
      revokedAt,
      extensions:
        reason === undefined ? [] : [extension(DEV_OID.reasonCode, der(TAG.enumerated, Uint8Array.of(reason)))],
    })),
    extensions: [
      authorityKeyIdentifier(issuer.key.spki),
      extension(DEV_OID.crlNumber, integer(number)),
      ...(baseNumber === undefined ? [] : [extension(DEV_OID.deltaCrlIndicator, integer(baseNumber), true)]),
    ],
  });
}
