import { DauysError } from '../domain/errors.ts';

/** Why an OCSP answer is no answer: one sentence a rule, for operators and tests. */
export const OCSP_REFUSALS = {
  tooLarge: 'the answer is too large',
  malformed: 'the answer cannot be read',
  malformedRequest: 'the responder says malformedRequest',
  internalError: 'the responder says internalError',
  tryLater: 'the responder says tryLater',
  sigRequired: 'the responder says sigRequired',
  unauthorized: 'the responder says unauthorized',
  otherStatus: 'the responder says what RFC 6960 does not know',
  responseType: 'the answer is not of the basic type',
  version: 'the answer is not of version 1',
  notOneAnswer: 'the answer does not speak of one certificate',
  tooManyCertificates: 'more certificates travel than are looked at',
  unknownCritical: 'a critical extension of the answer is unknown',
  hashAlgorithm: 'the answer names its certificate by another hash than SHA-256',
  otherIssuer: 'the answer speaks of another authority’s certificate',
  otherSerial: 'the answer speaks of another certificate',
  nonceMissing: 'the answer has no nonce',
  nonceOther: 'the answer has the nonce of another question',
  producedLater: 'the answer is from the future',
  updateLater: 'the status is from the future',
  tooOld: 'the answer is too old',
  updateAfterProduction: 'the status is newer than the answer',
  updateOver: 'newer status should have been there',
  updateReversed: 'newer status should have been there before this one',
  algorithm: 'the answer is signed by an algorithm off the allow-list',
  responderUnknown: 'the responder named is neither the authority nor comes with a certificate',
  responderForeign: 'the responder’s certificate is not issued by the authority',
  responderForged: 'the responder’s certificate is not signed by the authority',
  responderUsage: 'the responder’s certificate is not for signing answers',
  responderKeyUsage: 'the responder’s key is not for signatures',
  responderIsAuthority: 'the responder is an authority itself',
  responderPath: 'the responder’s certificate breaks a rule of paths',
  responderExpired: 'the responder’s certificate, or its authority’s, has expired',
  responderNotYetValid: 'the responder’s certificate, or its authority’s, is not yet valid',
  responderUnchecked: 'whether the responder’s certificate was revoked is not known',
  responderRevoked: 'the responder’s certificate was revoked',
  signature: 'the signature of the answer is not good',
} as const;

export type OcspRefusal = keyof typeof OCSP_REFUSALS;

/** Every refusal is of one code: there is no answer. */
export function ocspRefused(rule: OcspRefusal, cause?: unknown): DauysError {
  return new DauysError('revocation-unavailable', OCSP_REFUSALS[rule], cause === undefined ? {} : { cause });
}
