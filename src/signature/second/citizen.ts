import { BitString, type BaseBlock } from 'asn1js';
import { ExtKeyUsage, RSAPublicKey, type Certificate, type Extension, type SignerInfo } from 'pkijs';
import { Refusal, refuseUnless } from './refusal.ts';

const RSA = '1.2.840.113549.1.1.1';
const DIGEST_OF: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.11': '2.16.840.1.101.3.4.2.1',
  '1.2.840.113549.1.1.12': '2.16.840.1.101.3.4.2.2',
  '1.2.840.113549.1.1.13': '2.16.840.1.101.3.4.2.3',
};
const MIN_BITS = 2048;

const SERIAL_NUMBER = '2.5.4.5';
const KEY_USAGE = '2.5.29.15';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EXT_KEY_USAGE = '2.5.29.37';
/** Extensions this verifier, or the chain engine for it, understands. */
const UNDERSTOOD = new Set([
  KEY_USAGE,
  BASIC_CONSTRAINTS,
  EXT_KEY_USAGE,
  ...['14', '17', '30', '32', '33', '35', '36', '54'].map((last) => `2.5.29.${last}`),
]);

const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const INDIVIDUAL = '1.2.398.3.3.4.1.1';
const ORGANISATION = '1.2.398.3.3.4.1.2';

/** RSA of 2048 bits or more with SHA-2, named alike wherever it is named. */
export function checkSignerAlgorithms(signer: SignerInfo, certificate: Certificate): void {
  const signature = signer.signatureAlgorithm.algorithmId;
  const digest = signer.digestAlgorithm.algorithmId;
  const isNamed = signature === RSA ? Object.values(DIGEST_OF).includes(digest) : DIGEST_OF[signature] === digest;
  refuseUnless(isNamed, 'algorithm of the signer');
  refuseUnless(certificate.signatureAlgorithm.algorithmId in DIGEST_OF, 'algorithm of the certificate');
  const { algorithm, parsedKey } = certificate.subjectPublicKeyInfo;
  refuseUnless(algorithm.algorithmId === RSA && parsedKey instanceof RSAPublicKey, 'key of the signer');
  const modulus = new Uint8Array((parsedKey as RSAPublicKey).modulus.valueBlock.valueHexView);
  const first = modulus.findIndex((byte) => byte !== 0);
  const bits = (modulus.length - first) * 8 - (Math.clz32(modulus[first] ?? 0) - 24);
  refuseUnless(bits >= MIN_BITS, 'RSA key size');
}

/** An individual's signing certificate. @returns the twelve digits */
export function checkCitizen(certificate: Certificate): string {
  const attributes = certificate.subject.typesAndValues.map(({ type, value }) => ({ type, text: textOf(value) }));
  refuseUnless(!attributes.some(({ text }) => /^\s*BIN\s*\d/i.test(text)), 'BIN');
  const usages = extensionOf(certificate, EXT_KEY_USAGE)?.parsedValue as unknown;
  const purposes = usages instanceof ExtKeyUsage ? usages.keyPurposes : [];
  refuseUnless(!purposes.some((oid) => oid === ORGANISATION || oid.startsWith(`${ORGANISATION}.`)), 'organisation');
  refuseUnless(purposes.includes(EMAIL_PROTECTION) && purposes.includes(INDIVIDUAL), 'extended key usage');
  const keyUsage = extensionOf(certificate, KEY_USAGE)?.parsedValue as unknown;
  const bits = keyUsage instanceof BitString ? (keyUsage.valueBlock.valueHexView[0] ?? 0) : 0;
  refuseUnless((bits & 0x40) !== 0, 'key usage');
  const [id, another] = attributes.filter(({ type }) => type === SERIAL_NUMBER);
  const digits = /^IIN([0-9]{12})$/.exec(id?.text ?? '')?.[1];
  if (digits === undefined || another !== undefined) throw new Refusal('serialNumber');
  return digits;
}

export function hasUnknownCriticalExtension({ extensions = [] }: Certificate): boolean {
  return extensions.some(({ extnID, critical }) => critical && !UNDERSTOOD.has(extnID));
}

function textOf({ valueBlock }: BaseBlock): string {
  const { value } = valueBlock as { value?: unknown };
  return typeof value === 'string' ? value : '';
}

function extensionOf({ extensions = [] }: Certificate, oid: string): Extension | undefined {
  return extensions.find(({ extnID }) => extnID === oid);
}
