import { BasicConstraints, Certificate, CertificateChainValidationEngine, type CryptoEngine } from 'pkijs';
import { hasUnknownCriticalExtension } from './citizen.ts';
import { Refusal, refuseUnless } from './refusal.ts';

/** Certificates in DER. */
export interface SecondTrust {
  readonly anchors: readonly { readonly der: Uint8Array }[];
  readonly intermediates: readonly { readonly der: Uint8Array }[];
}

const BASIC_CONSTRAINTS = '2.5.29.19';

/** Searches for issuers in one path; more means that the certificates go round in a circle. */
const MAX_SEARCHES = 64;

/**
 * A path from the leaf over pinned intermediates to a pinned anchor, by pkijs. Left alone, pkijs takes any certificate
 * with the right key for an issuer, whatever its name, and searches for ever where certificates share a key.
 */
export async function checkChain(leaf: Certificate, trust: SecondTrust, at: Date, crypto: CryptoEngine): Promise<void> {
  let searches = 0;
  const chain = new CertificateChainValidationEngine({
    trustedCerts: trust.anchors.map(readPinned),
    // pkijs takes the last one for the end of the path.
    certs: [...trust.intermediates.map(readPinned), leaf],
    checkDate: at,
    findIssuer: async (certificate, engine) => {
      if (++searches > MAX_SEARCHES) throw new Refusal('certificates in a circle');
      const candidates = [...engine.trustedCerts, ...engine.certs].filter(
        (candidate) => candidate !== certificate && candidate !== leaf && certificate.issuer.isEqual(candidate.subject),
      );
      const good = await Promise.all(
        candidates.map((candidate) => certificate.verify(candidate, crypto).catch(() => false)),
      );
      return candidates.filter((_, i) => good[i] === true);
    },
  });
  const { result, certificatePath = [] } = await chain.verify({}, crypto);
  refuseUnless(result && certificatePath.length > 1, 'certificate path');
  refuseUnless(!certificatePath.some(hasUnknownCriticalExtension), 'unknown critical extension');
  refuseUnless(keepsPathLength(certificatePath), 'path length');
}

/** RFC 5280 §4.2.1.9, which pkijs does not hold an anchor or an intermediate to. */
function keepsPathLength(path: readonly Certificate[]): boolean {
  return path.every((certificate, above) => {
    const constraints = certificate.extensions?.find(({ extnID }) => extnID === BASIC_CONSTRAINTS)
      ?.parsedValue as unknown;
    const limit = constraints instanceof BasicConstraints ? constraints.pathLenConstraint : undefined;
    const below = path.slice(1, above).filter(({ issuer, subject }) => !issuer.isEqual(subject));
    return typeof limit !== 'number' || below.length <= limit;
  });
}

/** Pinned certificates by their bytes, which do not change: parsed once. */
const pinned = new WeakMap<Uint8Array, Certificate>();

function readPinned({ der }: { readonly der: Uint8Array }): Certificate {
  const certificate = pinned.get(der) ?? Certificate.fromBER(new Uint8Array(der));
  pinned.set(der, certificate);
  return certificate;
}
