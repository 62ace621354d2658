import { issueCrl, type CrlOptions, type RevokedEntry } from '../../src/devca/crl-builder.ts';
import { daysFrom, type Identity } from '../../src/devca/dev-ca.ts';
import { parseCertificate, type Certificate } from '../../src/signature/certificate.ts';
import { parseCrl, type CertificateList } from '../../src/signature/crl.ts';
import { reasonCode } from '../../src/devca/crl-builder.ts';
import { TEST_NOW, testCa, testCitizen } from './ballots.ts';

/** CRLReason by its name (RFC 5280 §5.3.1). */
export const REASONS = { keyCompromise: 1, affiliationChanged: 3, certificateHold: 6, removeFromCrl: 8 } as const;

/** One citizen under one authority, and lists of that authority about them, current at `TEST_NOW`. */
export interface CrlWorld {
  readonly citizen: Identity;
  /** From the citizen to the anchor. */
  readonly path: readonly Certificate[];
  readonly authority: Identity;
  /** The citizen's entry. */
  readonly entry: (reason?: keyof typeof REASONS) => RevokedEntry;
  readonly der: (options?: Partial<CrlOptions>) => Uint8Array;
  readonly list: (options?: Partial<CrlOptions>) => CertificateList;
}

export function crlWorld(algorithm: 'rsa' | 'gost512' = 'rsa'): CrlWorld {
  const ca = testCa(TEST_NOW, algorithm);
  const citizen = testCitizen(1, ca);
  const der = (options: Partial<CrlOptions> = {}): Uint8Array =>
    issueCrl(ca.intermediate, { thisUpdate: day(-1), nextUpdate: day(1), ...options });
  return {
    citizen,
    authority: ca.intermediate,
    path: [citizen.certificateDer, ca.intermediateDer, ca.anchorDer].map((file) => parseCertificate(file)),
    entry: (reason) => ({
      serialNumber: citizen.serialNumber,
      revokedAt: day(-2),
      ...(reason === undefined ? {} : { extensions: [reasonCode(REASONS[reason])] }),
    }),
    der,
    list: (options) => parseCrl(der(options)),
  };
}

export function day(count: number): Date {
  return daysFrom(TEST_NOW, count);
}
