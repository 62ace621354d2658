import { equalBytes } from './bytes.ts';
import { oidContent } from './der-writer.ts';

/** Object identifiers by field name, dotted. */
export const OID = {
  // Keys and signatures: RFC 8017, RFC 3279, RFC 5758; Kazakhstan's register (root.gov.kz/oid)
  rsaEncryption: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  sha1WithRsa: '1.2.840.113549.1.1.5',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  sha384WithRsa: '1.2.840.113549.1.1.12',
  sha512WithRsa: '1.2.840.113549.1.1.13',
  ecPublicKey: '1.2.840.10045.2.1',
  kzGost512Key: '1.2.398.3.10.1.1.2.2',
  kzGost512Params: '1.2.398.3.10.1.1.2.2.1',
  kzGost512Signature: '1.2.398.3.10.1.1.2.3.2',
  kzGost2004Key: '1.2.398.3.10.1.1.1.1',
  kzGost2004Signature: '1.2.398.3.10.1.1.1.2',
  // Digests
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  streebog512: '1.2.398.3.10.1.3.3',
  // CMS: RFC 5652, RFC 5035, RFC 3161
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  // OCSP: RFC 6960 §4.4, RFC 8954
  ocspBasic: '1.3.6.1.5.5.7.48.1.1',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  ocspExtendedRevoke: '1.3.6.1.5.5.7.48.1.9',
  // Names: X.520, RFC 4519
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  locality: '2.5.4.7',
  state: '2.5.4.8',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  givenName: '2.5.4.42',
  emailAddress: '1.2.840.113549.1.9.1',
  // Certificate and CRL extensions: RFC 5280
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  anyPolicy: '2.5.29.32.0',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  freshestCrl: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  // Extended key usages
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  kzIndividual: '1.2.398.3.3.4.1.1',
  kzOrganization: '1.2.398.3.3.4.1.2',
  kzKeyStorage: '1.2.398.3.3.5',
} as const;

/** Field names of `OID`. */
export type OidName = keyof typeof OID;

const CONTENT = new Map<string, Uint8Array>(Object.values(OID).map((dotted) => [dotted, oidContent(dotted)]));

/** Content octets of a dotted identifier; those of `OID` are computed once. */
export function oidBytes(dotted: string): Uint8Array {
  return CONTENT.get(dotted) ?? oidContent(dotted);
}

/** The dotted form of content octets that `readOid` gave. */
export function dottedOid(content: Uint8Array): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [joined = 0n, ...rest] = arcs;
  const first = joined < 80n ? joined / 40n : 2n;
  return [first, joined - first * 40n, ...rest].join('.');
}

/** Whether these content octets are that identifier. */
export function isOid(content: Uint8Array, dotted: string): boolean {
  return equalBytes(content, oidBytes(dotted));
}

/** Whether the identifier is `dotted` or one of its descendants. */
export function isOidUnder(content: Uint8Array, dotted: string): boolean {
  const prefix = oidBytes(dotted);
  return content.length >= prefix.length && equalBytes(content.subarray(0, prefix.length), prefix);
}
