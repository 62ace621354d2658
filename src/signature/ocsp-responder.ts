import { hash } from 'node:crypto';
import { isDauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import type { StepMeter } from '../encoding/der.ts';
import { publicKeyBits } from './cert-id.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import type { CertificateList } from './crl.ts';
import { namesMatch } from './name.ts';
import { checkDelegateRevocation, checkDelegateRules } from './ocsp-delegate.ts';
import { ocspRefused } from './ocsp-refusal.ts';
import type { BasicResponse, ResponderId } from './ocsp-response.ts';
import { checkPathValidity } from './path-validation.ts';
import { preparePublicKey, verifySignature } from './public-key.ts';

/** Who may speak for an authority. */
export interface ResponderTrust {
  /** Of the certificate that was asked about. */
  readonly issuer: Certificate;
  readonly at: Date;
  /** Where a delegate without id-pkix-ocsp-nocheck is looked up. */
  readonly lists: readonly CertificateList[];
}

/**
 * RFC 6960 §4.2.2.2: the answer is signed by the authority itself, or by a delegate that this very authority issued
 * and signed for that purpose.
 * @throws DauysError `revocation-unavailable`, `ballot-malformed`
 */
export function checkResponder(response: BasicResponse, trust: ResponderTrust): void {
  const { responderId, signatureAlgorithm, tbs, signature } = response;
  if (signatureAlgorithm === undefined) throw ocspRefused('algorithm');
  let refusal: unknown = ocspRefused('responderUnknown');
  for (const { certificate, delegate } of candidatesOf(response, trust.issuer)) {
    if (!isNamed(certificate, responderId)) continue;
    try {
      if (delegate !== undefined) checkDelegate(certificate, delegate, trust);
      checkValidity(certificate, trust);
      if (!verifySignature(certificate.publicKey, signatureAlgorithm, tbs, signature)) throw ocspRefused('signature');
      return;
    } catch (error) {
      if (!isDauysError(error)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

interface Candidate {
  readonly certificate: Certificate;
  /** What is known of a delegate; the authority itself has none. */
  readonly delegate: DelegateMemo | undefined;
}

/** The authority, and the certificates that travel; copies of the authority's own among them say nothing. */
function candidatesOf({ certificates, meter }: BasicResponse, issuer: Certificate): Candidate[] {
  const others = certificates.filter((der) => !equalBytes(der, issuer.der));
  return [{ certificate: issuer, delegate: undefined }, ...others.map((der) => recall(der, issuer, meter))];
}

function isNamed(certificate: Certificate, id: ResponderId): boolean {
  if ('name' in id) return namesMatch(certificate.subject, id.name);
  // SHA-1 finds a key here, and vouches for nothing.
  return equalBytes(hash('sha1', publicKeyBits(certificate.spki), 'buffer'), id.keyHash);
}

function checkDelegate(certificate: Certificate, delegate: DelegateMemo, trust: ResponderTrust): void {
  if (delegate.uses === 0) checkDelegateRules(certificate, trust.issuer);
  remember(certificate, delegate, trust.issuer);
  checkDelegateRevocation(certificate, trust);
}

/** Both ends of both: an answer is good while its signer is. */
function checkValidity(certificate: Certificate, { issuer, at }: ResponderTrust): void {
  try {
    checkPathValidity([certificate, issuer], at);
  } catch (error) {
    if (!isDauysError(error)) throw error;
    throw ocspRefused(error.code === 'certificate-expired' ? 'responderExpired' : 'responderNotYetValid');
  }
}

interface DelegateMemo {
  readonly sha256: string;
  /** How often the certificate was found to be good; validity and revocation are judged each time. */
  uses: number;
}

/** A responder's certificate lasts for a million answers, and its key is worth preparing after a few. */
const PREPARED_AFTER_USES = 8;
const MAX_KNOWN_DELEGATES = 16;

/** Delegates that keep every rule that time does not touch, by authority and by the bytes of the certificate. */
const knownDelegates = new WeakMap<Certificate, Map<string, Candidate>>();

function recall(der: Uint8Array, issuer: Certificate, meter: StepMeter): Candidate {
  const sha256 = hash('sha256', der, 'hex');
  const known = knownDelegates.get(issuer)?.get(sha256);
  // A copy: what is kept must not hang on, nor change with, the answer it came in.
  return known ?? { certificate: parseCertificate(Uint8Array.from(der), meter), delegate: { sha256, uses: 0 } };
}

function remember(certificate: Certificate, delegate: DelegateMemo, issuer: Certificate): void {
  delegate.uses += 1;
  if (delegate.uses === PREPARED_AFTER_USES) preparePublicKey(certificate.publicKey);
  if (delegate.uses > 1) return;
  const known = knownDelegates.get(issuer) ?? new Map<string, Candidate>();
  knownDelegates.set(issuer, known.set(delegate.sha256, { certificate, delegate }));
  const [oldest] = known.keys();
  if (known.size > MAX_KNOWN_DELEGATES && oldest !== undefined) known.delete(oldest);
}
