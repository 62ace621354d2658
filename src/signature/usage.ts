import { DauysError } from '../domain/errors.ts';
import { isOid, OID } from '../encoding/oids.ts';
import { hasKeyUsage } from './certificate.ts';
import type { CommonExtensions } from './extensions.ts';

/**
 * A citizen's signing key: nonRepudiation among its usages (an authentication key has none), and the extended usages
 * emailProtection and НУЦ's "individual". Neither the exact set of usages nor criticality is asked for: НУЦ's vary.
 * @throws DauysError `certificate-wrong-usage`
 */
export function checkSigningUsage(certificate: CommonExtensions): void {
  const { extendedKeyUsage = [] } = certificate;
  const has = (dotted: string): boolean => extendedKeyUsage.some((usage) => isOid(usage, dotted));
  if (!hasKeyUsage(certificate, 'nonRepudiation')) {
    throw wrongUsage('key usage without nonRepudiation');
  }
  if (!has(OID.emailProtection)) throw wrongUsage('extended key usage without emailProtection');
  if (!has(OID.kzIndividual)) throw wrongUsage('extended key usage without that of an individual');
}

function wrongUsage(why: string): DauysError {
  return new DauysError('certificate-wrong-usage', why);
}
