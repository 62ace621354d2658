import { DauysError } from '../domain/errors.ts';
import { equalBytes, fromUtf8 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';

/** Whom a service asks whether a certificate was revoked. */
export const REVOCATION_MODES = ['ocsp-then-crl', 'crl', 'ocsp', 'off'] as const;
export type RevocationMode = (typeof REVOCATION_MODES)[number];

/** The rule a ballot was decided by; kept with it, because its evidence means nothing without it. */
export interface RevocationPolicy {
  readonly mode: RevocationMode;
  /** How old an OCSP answer may be when a ballot is accepted on it. */
  readonly ocspMaxAgeMs: number;
  /** How far the authority's clock may part from ours. */
  readonly skewMs: number;
}

/** The policy as evidence: JCS. */
export function encodeRevocationPolicy({ mode, ocspMaxAgeMs, skewMs }: RevocationPolicy): Uint8Array {
  return canonicalJson({ mode, ocspMaxAgeMs, skewMs });
}

/** @throws DauysError `evidence-invalid` on anything that `encodeRevocationPolicy` does not write */
export function parseRevocationPolicy(value: Uint8Array): RevocationPolicy {
  const wrong = (): DauysError => new DauysError('evidence-invalid', 'not a revocation policy');
  if (value.length > 256) throw wrong();
  try {
    const { mode, ocspMaxAgeMs, skewMs } = JSON.parse(fromUtf8(value)) as RevocationPolicy;
    const policy = { mode, ocspMaxAgeMs, skewMs };
    const isInRange = [ocspMaxAgeMs, skewMs].every((ms) => Number.isSafeInteger(ms) && ms >= 0);
    if (isInRange && REVOCATION_MODES.includes(mode) && equalBytes(encodeRevocationPolicy(policy), value))
      return policy;
  } catch {
    throw wrong();
  }
  throw wrong();
}

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
