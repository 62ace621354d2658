import { toUtf8 } from '../encoding/bytes.ts';
import { der, derBoolean, derOctets, derOid, derSequence, derUnsigned } from '../encoding/der-writer.ts';
import { derNamedBits } from './der-values.ts';
import { keyIdentifier } from './dev-key.ts';
import { DEV_OID, KEY_USAGE } from './profile.ts';

// Context tags of GeneralName, DistributionPoint and AuthorityKeyIdentifier (RFC 5280 appendix A).
const TAG_0 = 0x80;
const URI = 0x86;
const CONSTRUCTED_0 = 0xa0;

/** One certificate or CRL extension. */
export function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return derSequence(derOid(oid), ...(critical ? [derBoolean(true)] : []), derOctets(value));
}

export function keyUsage(usages: readonly (keyof typeof KEY_USAGE)[], critical = true): Uint8Array {
  const bits = derNamedBits(usages.map((usage) => KEY_USAGE[usage]));
  return extension(DEV_OID.keyUsage, bits, critical);
}

export function extendedKeyUsage(oids: readonly string[], critical = false): Uint8Array {
  return extension(DEV_OID.extendedKeyUsage, derSequence(...oids.map(derOid)), critical);
}

export function basicConstraints(isCa: boolean, pathLength?: number): Uint8Array {
  const limit = pathLength === undefined ? [] : [derUnsigned(Uint8Array.of(pathLength))];
  return extension(DEV_OID.basicConstraints, derSequence(...(isCa ? [derBoolean(true)] : []), ...limit), true);
}

export function subjectKeyIdentifier(spki: Uint8Array): Uint8Array {
  return extension(DEV_OID.subjectKeyIdentifier, derOctets(keyIdentifier(spki)));
}

export function authorityKeyIdentifier(issuerSpki: Uint8Array): Uint8Array {
  return extension(DEV_OID.authorityKeyIdentifier, derSequence(der(TAG_0, keyIdentifier(issuerSpki))));
}

const uri = (text: string): Uint8Array => der(URI, toUtf8(text));

function distributionPoint(oid: string, url: string): Uint8Array {
  return extension(oid, derSequence(derSequence(der(CONSTRUCTED_0, der(CONSTRUCTED_0, uri(url))))));
}

/**
 * What НУЦ puts into a citizen's certificate beside key usage, with addresses that lead nowhere.
 * @param ca - `rsa` or `gost`, a part of the addresses
 */
export function citizenExtras(ca: string): Uint8Array[] {
  const policy = derSequence(derOid(DEV_OID.cps), der(0x16, toUtf8('http://pki.example.kz/cps')));
  return [
    extension(DEV_OID.certificatePolicies, derSequence(derSequence(derOid(DEV_OID.kzPolicy), derSequence(policy)))),
    extension(
      DEV_OID.authorityInfoAccess,
      derSequence(
        derSequence(derOid(DEV_OID.ocsp), uri('http://ocsp.pki.example.kz/')),
        derSequence(derOid(DEV_OID.caIssuers), uri(`http://pki.example.kz/cert/dev_${ca}.cer`)),
      ),
    ),
    distributionPoint(DEV_OID.crlDistributionPoints, `http://crl.pki.example.kz/dev_${ca}.crl`),
    distributionPoint(DEV_OID.freshestCrl, `http://crl.pki.example.kz/dev_d_${ca}.crl`),
    extension(DEV_OID.kzKeyStorage, derSequence(derOid(DEV_OID.kzKeyStoragePkcs12))),
  ];
}
