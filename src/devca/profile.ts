import { OID } from '../encoding/oids.ts';

/** The verifier's object identifiers and those that only an issuer writes. */
export const DEV_OID = {
  ...OID,
  cps: '1.3.6.1.5.5.7.2.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
  kzPolicy: '1.2.398.3.3.2',
  kzTimeStampPolicy: '1.2.398.3.3.2.6.4',
  kzTimeStampRsaPolicy: '1.2.398.3.3.2.6.2',
  kzOrganizationHead: '1.2.398.3.3.4.1.2.1',
  kzOrganizationSignatory: '1.2.398.3.3.4.1.2.2',
  kzOrganizationEmployee: '1.2.398.3.3.4.1.2.5',
  kzKeyStoragePkcs12: '1.2.398.3.3.5.1.1',
} as const;

/** Named bits of key usage (RFC 5280 §4.2.1.3). */
export const KEY_USAGE = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  keyAgreement: 4,
  keyCertSign: 5,
  crlSign: 6,
} as const;
