import type { Iin } from '../domain/ballot.ts';
import { DauysError } from '../domain/errors.ts';
import { isOid, isOidUnder, OID } from '../encoding/oids.ts';
import type { Certificate } from './certificate.ts';
import { attributeText, decodeName, type NameAttribute } from './name.ts';

/** What the rules on persons look at. */
export type PersonCertificate = Pick<Certificate, 'subject' | 'extendedKeyUsage'>;

const BIN = /^\s*BIN\s*\d/iu;
const IIN = /^IIN(\d{12})$/u;

/**
 * A business number anywhere in the subject, or an organisation's extended key usage, makes it no citizen's certificate:
 * employees' certificates carry their ИИН too, and act for their employer.
 * @throws DauysError `certificate-not-individual`
 */
export function checkIndividual({ subject, extendedKeyUsage = [] }: PersonCertificate): void {
  if (decodeName(subject).some((rdn) => rdn.some(holdsBin))) throw notIndividual('BIN in the subject');
  if (extendedKeyUsage.some((usage) => isOidUnder(usage, OID.kzOrganization))) {
    throw notIndividual('key usage of an organisation');
  }
}

/**
 * The person: exactly one serialNumber in the subject, `IIN` and 12 digits. The check digit is not enforced, for НУЦ
 * itself issues numbers that fail it; nothing is derived from the digits.
 * @throws DauysError `signer-id-missing`
 */
export function readIin({ subject }: PersonCertificate): Iin {
  let found: NameAttribute | undefined;
  for (const rdn of decodeName(subject)) {
    for (const attribute of rdn) {
      if (!isOid(attribute.type, OID.serialNumber)) continue;
      if (found !== undefined) throw idMissing('two serialNumbers in the subject');
      found = attribute;
    }
  }
  if (found === undefined) throw idMissing('no serialNumber in the subject');
  const digits = IIN.exec(attributeText(found) ?? '')?.[1];
  if (digits === undefined) throw idMissing('serialNumber is not IIN and 12 digits');
  return digits as Iin;
}

function holdsBin(attribute: NameAttribute): boolean {
  // In every string type a "B" is this octet, so most values need no decoding.
  const { value } = attribute;
  if (!value.includes(0x42) && !value.includes(0x62)) return false;
  return BIN.test(attributeText(attribute) ?? '');
}

function notIndividual(why: string): DauysError {
  return new DauysError('certificate-not-individual', why);
}

function idMissing(why: string): DauysError {
  return new DauysError('signer-id-missing', why);
}
