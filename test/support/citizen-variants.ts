import { citizenExtensions, issueCitizen, type CitizenOptions, type Identity } from '../../src/devca/dev-ca.ts';
import { derName, rdn } from '../../src/devca/der-values.ts';
import { extendedKeyUsage, keyUsage } from '../../src/devca/extensions.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import type { RsaDevKey } from '../../src/devca/rsa-key.ts';
import { testCa } from './ballots.ts';
import { citizen, cms, type CmsChanges } from './cms-builder.ts';

/** A certificate of the test's own authority, for the first citizen's key, with fields replaced. */
export function issued(fields: CitizenOptions['fields'], options: Partial<CitizenOptions> = {}): Identity {
  return issueCitizen(testCa(), { iin: '000000000001', key: citizen().key, fields: fields ?? {}, ...options });
}

export const signedBy = (signer: Identity, changes: CmsChanges = {}): Uint8Array => cms({ signer, ...changes });

export const rsaKeyOf = ({ key }: Identity): RsaDevKey => key as RsaDevKey;

/** A citizen's extensions with these in place of both key usages. */
export function extensionsWith(...changed: readonly Uint8Array[]): Uint8Array[] {
  const all = citizenExtensions(citizen().key, testCa().intermediate.key);
  return [...all.slice(0, -4), ...all.slice(-2), ...changed];
}

export const CITIZEN_KU = keyUsage(['digitalSignature', 'nonRepudiation']);
export const CITIZEN_EKU = extendedKeyUsage([DEV_OID.emailProtection, DEV_OID.kzIndividual]);

export function subject(...parts: readonly [string, string][]): Uint8Array {
  return derName(parts.map(([type, text]) => rdn(type, text)));
}
