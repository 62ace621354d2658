import { DauysError } from '../domain/errors.ts';

/** Whom a service asks whether a certificate was revoked. */
export const REVOCATION_MODES = ['ocsp-then-crl', 'crl', 'ocsp', 'off'] as const;
export type RevocationMode = (typeof REVOCATION_MODES)[number];

/** What a verified OCSP answer says; `none` is no answer that could be verified. */
export type OcspFinding = 'good' | 'revoked' | 'unknown' | 'none';
/** What current, verified lists say; `none` when no list covers the certificate. */
export type CrlFinding = 'good' | 'revoked' | 'none';

/** The source that a good verdict stands on. */
export type RevocationSource = 'ocsp' | 'crl' | 'off';

/**
 * The policy, the same at the door and years later. A negative answer of either source asked is final; an answer of
 * "unknown" is not overridden by a list, only no answer at all is.
 * @throws DauysError `certificate-revoked`, `revocation-unavailable`
 */
export function decideRevocation(
  mode: RevocationMode,
  { ocsp, crl }: { readonly ocsp: OcspFinding; readonly crl: CrlFinding },
): RevocationSource {
  if (mode === 'off') return 'off';
  const [usesOcsp, usesCrl] = [mode !== 'crl', mode !== 'ocsp'];
  if ((usesOcsp && ocsp === 'revoked') || (usesCrl && crl === 'revoked')) {
    throw new DauysError('certificate-revoked', 'revoked by its authority');
  }
  if (usesOcsp && ocsp === 'good') return 'ocsp';
  if (usesOcsp && ocsp === 'unknown') throw unavailable('the responder does not know the certificate');
  if (usesCrl && crl === 'good') return 'crl';
  throw unavailable('no source answered');
}

function unavailable(why: string): DauysError {
  return new DauysError('revocation-unavailable', why);
}
