import { toHex } from '../encoding/bytes.ts';
import { createCrlPublisher, type CrlLifetimes, type CrlPublisher, type Revocation } from './crl-publisher.ts';
import type { DevCa, Identity } from './dev-ca.ts';
import type { DevKey } from './dev-key.ts';
import { issueOcspResponder, NEVER_ISSUED, type OcspCertStatus } from './ocsp-builder.ts';
import { issueTsa } from './time-stamp-builder.ts';

/** An authority with its register: what it issued, what it revoked, and the lists and answers that say so. */
export interface DevAuthority extends Pick<CrlPublisher, 'list' | 'staleList'> {
  readonly ca: DevCa;
  /** A part of the names of files and lists. */
  readonly label: 'rsa' | 'gost';
  readonly responder: Identity;
  readonly tsa: Identity;
  /** Enters a certificate as issued: all others are answered as НУЦ answers about those it never issued. */
  register<T extends Identity>(identity: T): T;
  /** Revokes one, by default now and without a reason. @throws TypeError when it was never issued */
  revoke(serialNumber: Uint8Array, revocation?: Partial<Revocation>): void;
  hasIssued(serialNumber: Uint8Array): boolean;
  statusOf(serialNumber: Uint8Array): OcspCertStatus;
  /** What a later authority takes to go on from here; serial numbers in hex. */
  snapshot(): AuthorityRegister;
}

export interface AuthorityRegister {
  readonly issued: readonly string[];
  readonly revoked: ReadonlyMap<string, Revocation>;
}

export interface DevAuthorityOptions extends CrlLifetimes {
  readonly ca: DevCa;
  readonly responder: Identity;
  readonly tsa: Identity;
  readonly clock: () => Date;
  readonly known?: AuthorityRegister | undefined;
}

/** An authority over a CA in hand. Its register lives in memory. */
export function createDevAuthority(options: DevAuthorityOptions): DevAuthority {
  const { ca, responder, tsa, clock, known } = options;
  const issued = new Set(known?.issued);
  const revoked = new Map(known?.revoked);
  const lists = createCrlPublisher({ ...options, revoked });
  return {
    ca,
    label: ca.intermediate.key.kind === 'rsa' ? 'rsa' : 'gost',
    responder,
    tsa,
    list: lists.list,
    staleList: lists.staleList,
    register(identity) {
      issued.add(serialKey(identity.serialNumber));
      return identity;
    },
    revoke(serialNumber, { revokedAt = clock(), reason } = {}) {
      const serial = serialKey(serialNumber);
      if (!issued.has(serial)) throw new TypeError('this serial number was never issued');
      revoked.set(serial, { revokedAt, reason });
      lists.changed();
    },
    hasIssued: (serialNumber) => issued.has(serialKey(serialNumber)),
    statusOf(serialNumber) {
      const serial = serialKey(serialNumber);
      const revocation = revoked.get(serial);
      if (revocation !== undefined) return { kind: 'revoked', ...revocation };
      return issued.has(serial) ? { kind: 'good' } : NEVER_ISSUED;
    },
    snapshot: () => ({ issued: [...issued], revoked }),
  };
}

/** Issues what the authority answers with: a delegate for OCSP and a time-stamping certificate. */
export function issueServers(ca: DevCa, makeKey: () => DevKey): { responder: Identity; tsa: Identity } {
  return { responder: issueOcspResponder(ca, { key: makeKey() }), tsa: issueTsa(ca, { key: makeKey() }) };
}

/** Hex of a serial number without the zero that DER puts in front of a high bit. */
export function serialKey(serialNumber: Uint8Array): string {
  return toHex(serialNumber).replace(/^(00)+(?=.)/, '');
}
