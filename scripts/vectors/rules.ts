import type { RefusalCode } from '../../src/domain/errors.ts';

/** The step of the pipeline behind each verdict. */
export const RULES: Partial<Record<RefusalCode | 'accept', string>> = {
  accept: 'A ballot that breaks no rule is taken.',
  'ballot-malformed': 'The bytes are one SignedData of the right versions and bounds, in DER where it was signed.',
  'signer-count': 'There is exactly one signer.',
  'ballot-wrong-content': 'The content is data, and byte for byte a ballot of the contest.',
  'certificate-missing': 'The certificate that the signer identifier names travels with the signature.',
  'algorithm-unsupported': 'Every algorithm is on the allow-list and fits the key.',
  'certificate-not-individual': 'The certificate is a person’s own, not given to act for an organisation.',
  'certificate-wrong-usage': 'The key may sign documents: nonRepudiation, emailProtection, individual.',
  'signer-id-missing': 'The subject holds exactly one serialNumber, IIN and 12 digits.',
  'certificate-untrusted': 'A path that obeys RFC 5280 leads over a pinned intermediate to a pinned anchor.',
  'certificate-expired': 'No certificate of the path had expired when the ballot came.',
  'certificate-not-yet-valid': 'Every certificate of the path was valid already when the ballot came.',
  'digest-mismatch':
    'Content-type and message-digest stand once each and are right, and signing-certificate-v2 when it is there.',
  'signature-invalid': 'The signature over the attributes is good.',
  'time-stamp-invalid': 'A time-stamp that came along holds over the signature, under an authority for time-stamps.',
  'certificate-revoked': 'The certificate is not on a revocation list.',
  'revocation-unavailable': 'Once lists are given, a good and current one covers the signer.',
};
