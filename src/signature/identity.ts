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
  const serialNumbers = decodeName(subject)
    .flat()
    .filter(({ type }) => isOid(type, OID.serialNumber));
  const [attribute, another] = serialNumbers;
  if (attribute === undefined || another !== undefined) throw idMissing('not exactly one serialNumber in the subject');
  const digits = IIN.exec(attributeText(attribute) ?? '')?.[1];
  if (digits === undefined) throw idMissing('serialNumber is not IIN and 12 digits');
  return digits as Iin;
}

function holdsBin(attribute: NameAttribute): boolean {
  return BIN.test(attributeText(attribute) ?? '');
}

function notIndividual(why: string): DauysError {
  return new DauysError('certificate-not-individual', why);
}

function idMissing(why: string): DauysError {
  return new DauysError('signer-id-missing', why);
}
