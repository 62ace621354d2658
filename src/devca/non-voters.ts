import { derName, rdn } from './der-values.ts';
import { daysFrom, issueCitizen, type CitizenOptions, type DevCa, type Identity } from './dev-ca.ts';
import type { DevKey } from './dev-key.ts';
import {
  authorityKeyIdentifier,
  citizenExtras,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
} from './extensions.ts';
import { DEV_OID, type KEY_USAGE } from './profile.ts';

// Certificates that НУЦ issues and that cast no ballot.

export interface OrganisationOptions extends CitizenOptions {
  /** Twelve invented digits. */
  readonly bin: string;
  /** Head (1.2.398.3.3.4.1.2.1), right to sign (.2.2) or any employee (.2.5). */
  readonly role: 'head' | 'signatory' | 'employee';
}

const ROLE = {
  head: DEV_OID.kzOrganizationHead,
  signatory: DEV_OID.kzOrganizationSignatory,
  employee: DEV_OID.kzOrganizationEmployee,
} as const;

/** A person's signing certificate in an organisation: the same ИИН, with O, `BIN…` in OU and its own usage. */
export function issueOrganisation(ca: DevCa, options: OrganisationOptions): Identity {
  const { iin, bin, role, key, surname = 'СЫНАҚОВ', firstName = 'АЗАМАТ', fields } = options;
  const subject = derName([
    rdn(DEV_OID.commonName, `${surname} ${firstName}`),
    rdn(DEV_OID.surname, surname),
    rdn(DEV_OID.serialNumber, `IIN${iin}`),
    rdn(DEV_OID.country, 'KZ'),
    rdn(DEV_OID.organization, 'АО "СЫНАҚ"'),
    rdn(DEV_OID.organizationalUnit, `BIN${bin}`),
    rdn(DEV_OID.givenName, 'СЫНАҚҰЛЫ'),
  ]);
  const usages = [DEV_OID.emailProtection, DEV_OID.kzOrganization, ROLE[role]];
  const extensions = extensionsOf(ca, key, usages, ['digitalSignature', 'nonRepudiation']);
  return issueCitizen(ca, { ...options, fields: { subject, extensions, ...fields } });
}

/** An individual's certificate to log in with: clientAuth, and no nonRepudiation. */
export function issueAuthentication(ca: DevCa, options: CitizenOptions): Identity {
  const usages = [DEV_OID.clientAuth, DEV_OID.kzIndividual];
  const extensions = extensionsOf(ca, options.key, usages, ['digitalSignature']);
  return issueCitizen(ca, { ...options, fields: { extensions, ...options.fields } });
}

/** A citizen's signing certificate that ended a month ago. */
export function issueExpired(ca: DevCa, options: CitizenOptions): Identity {
  const validity = { notBefore: daysFrom(ca.now, -395), notAfter: daysFrom(ca.now, -30) };
  return issueCitizen(ca, { ...options, fields: { ...validity, ...options.fields } });
}

function extensionsOf(
  ca: DevCa,
  key: DevKey,
  usages: readonly string[],
  keyUsages: readonly (keyof typeof KEY_USAGE)[],
): Uint8Array[] {
  const issuerKey = ca.intermediate.key;
  // НУЦ gives GOST keys keyAgreement, and RSA keys for logging in keyEncipherment.
  const isSigning = keyUsages.includes('nonRepudiation');
  const forKeys = key.kind === 'gost512' ? (['keyAgreement'] as const) : (['keyEncipherment'] as const);
  return [
    ...citizenExtras(issuerKey.kind === 'rsa' ? 'rsa' : 'gost'),
    extendedKeyUsage(usages),
    keyUsage([...keyUsages, ...(isSigning && key.kind === 'rsa' ? [] : forKeys)]),
    subjectKeyIdentifier(key.spki),
    authorityKeyIdentifier(issuerKey.spki),
  ];
}
