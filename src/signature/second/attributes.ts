import { ObjectIdentifier, OctetString, Sequence, type BaseBlock } from 'asn1js';
import type { Certificate, CryptoEngine, SignerInfo } from 'pkijs';
import { Refusal, refuseUnless } from './refusal.ts';

const DATA = '1.2.840.113549.1.7.1';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/** Signed attributes once each; content-type is id-data; signing-certificate-v2, when there, is the certificate's. */
export async function checkAttributes(
  signer: SignerInfo,
  certificate: Certificate,
  engine: CryptoEngine,
): Promise<void> {
  const attributes = signer.signedAttrs?.attributes ?? [];
  refuseUnless(new Set(attributes.map(({ type }) => type)).size === attributes.length, 'repeated attribute');
  const valueOf = (wanted: string): BaseBlock | undefined => {
    const values = attributes.find(({ type }) => type === wanted)?.values as BaseBlock[] | undefined;
    refuseUnless(values === undefined || values.length === 1, 'attribute of several values');
    return values?.[0];
  };
  const contentType = valueOf(CONTENT_TYPE);
  refuseUnless(contentType instanceof ObjectIdentifier && contentType.getValue() === DATA, 'content-type');
  refuseUnless(valueOf(MESSAGE_DIGEST) instanceof OctetString, 'message-digest');
  const signingCertificate = valueOf(SIGNING_CERTIFICATE_V2);
  if (signingCertificate !== undefined) await checkSigningCertificate(signingCertificate, certificate, engine);
}

async function checkSigningCertificate(
  value: BaseBlock,
  certificate: Certificate,
  engine: CryptoEngine,
): Promise<void> {
  const first = child(child(child(value, 0), 0), 0);
  const identifier = child(child(value, 0), 0);
  const hasAlgorithm = first instanceof Sequence;
  const algorithm = hasAlgorithm ? child(first, 0) : undefined;
  const hash = hasAlgorithm ? child(identifier, 1) : first;
  const name = algorithm instanceof ObjectIdentifier ? HASHES[algorithm.getValue()] : 'SHA-256';
  if (!(hash instanceof OctetString) || name === undefined) throw new Refusal('signing-certificate-v2');
  const actual = new Uint8Array(await engine.digest(name, certificate.toSchema().toBER()));
  const sent = new Uint8Array(hash.getValue());
  refuseUnless(sent.length === actual.length && sent.every((byte, i) => byte === actual[i]), 'signing-certificate-v2');
  const issuerSerial = child(identifier, hasAlgorithm ? 2 : 1);
  if (issuerSerial !== undefined) checkIssuerSerial(issuerSerial, certificate);
}

function checkIssuerSerial(issuerSerial: BaseBlock, certificate: Certificate): void {
  const issuer = child(child(child(issuerSerial, 0), 0), 0);
  const serial = child(issuerSerial, 1);
  const isSame = (block: BaseBlock | undefined, der: ArrayBuffer): boolean =>
    block !== undefined && Buffer.from(block.toBER()).equals(Buffer.from(der));
  refuseUnless(
    isSame(issuer, certificate.issuer.toSchema().toBER()) && isSame(serial, certificate.serialNumber.toBER()),
    'signing-certificate-v2 issuer and serial',
  );
}

function child(block: BaseBlock | undefined, index: number): BaseBlock | undefined {
  const { value } = (block?.valueBlock ?? {}) as { value?: unknown };
  return Array.isArray(value) ? (value as BaseBlock[])[index] : undefined;
}
