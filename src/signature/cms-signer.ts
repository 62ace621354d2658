import { DauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import type { StepMeter } from '../encoding/der.ts';
import { signerAlgorithmOf, type SignatureAlgorithm } from './algorithms.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import type { SignerIdentifier, SignerInfo } from './cms-signer-info.ts';

/**
 * The one certificate that the signer identifier names, among those that came along. Names are compared byte by byte:
 * nobody signed the identifier, so it must not exist in two spellings.
 * @throws DauysError `certificate-missing`, and `ballot-malformed` when any of them cannot be read
 */
export function findSignerCertificate(
  ders: readonly Uint8Array[],
  sid: SignerIdentifier,
  meter: StepMeter,
): Certificate {
  const [certificate, another] = ders.map((der) => parseCertificate(der, meter)).filter((each) => isNamedBy(sid, each));
  if (certificate === undefined || another !== undefined) {
    throw new DauysError('certificate-missing', 'not exactly one certificate of the signer');
  }
  return certificate;
}

/** Whether a signer identifier names this certificate (RFC 5652 §5.3). */
export function isNamedBy(sid: SignerIdentifier, certificate: Certificate): boolean {
  if ('keyIdentifier' in sid) {
    return certificate.subjectKeyId !== undefined && equalBytes(certificate.subjectKeyId, sid.keyIdentifier);
  }
  return equalBytes(certificate.serialNumber, sid.serialNumber) && equalBytes(certificate.issuer.der, sid.issuer);
}

/**
 * The signer's algorithm: on the allow-list, and of one kind with the certificate's key and with its signature.
 * @throws DauysError `algorithm-unsupported`
 */
export function signerAlgorithm(signer: SignerInfo, certificate: Certificate): SignatureAlgorithm {
  const algorithm = signerAlgorithmOf(signer.signatureAlgorithm, signer.digestAlgorithm);
  if (algorithm === undefined) throw unsupported('signature or digest algorithm of the signer');
  const { publicKey, signatureAlgorithm } = certificate;
  if (publicKey.kind === 'unsupported') throw unsupported(`key of the signer: ${publicKey.why}`);
  if (publicKey.kind !== algorithm.kind) throw unsupported('signature algorithm does not fit the key');
  if (signatureAlgorithm === undefined) throw unsupported('certificate signed with another algorithm');
  return algorithm;
}

function unsupported(why: string): DauysError {
  return new DauysError('algorithm-unsupported', why);
}
