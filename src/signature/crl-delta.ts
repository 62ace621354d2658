import { equalBytes } from '../encoding/bytes.ts';
import type { CertificateList } from './crl-list.ts';
import { namesMatch } from './name.ts';

/**
 * Whether a delta list may be combined with a complete list (RFC 5280 §5.2.4, §6.3.3 (c)): one issuer, one scope, one
 * key identifier, a base that reaches back far enough, and news since then. One signing key is for the caller to check.
 */
export function isDeltaOf(delta: CertificateList, base: CertificateList): boolean {
  return (
    isNewer(delta, base) &&
    namesMatch(delta.issuer, base.issuer) &&
    isSameValue(delta.scopeDer, base.scopeDer) &&
    isSameValue(delta.authorityKeyIdDer, base.authorityKeyIdDer)
  );
}

function isNewer(delta: CertificateList, base: CertificateList): boolean {
  if (delta.baseNumber === undefined || delta.number === undefined) return false;
  if (base.baseNumber !== undefined || base.number === undefined) return false;
  return compareNumbers(base.number, delta.baseNumber) >= 0 && compareNumbers(delta.number, base.number) > 0;
}

function isSameValue(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}

/** Newest first. */
export function byNumberDescending(a: CertificateList, b: CertificateList): number {
  const order = compareNumbers(b.number ?? ZERO, a.number ?? ZERO);
  return order === 0 ? b.thisUpdate.getTime() - a.thisUpdate.getTime() : order;
}

const ZERO = Uint8Array.of(0);

/** Content octets of two INTEGERs, minimal and not negative. */
function compareNumbers(a: Uint8Array, b: Uint8Array): number {
  const [left, right] = [magnitude(a), magnitude(b)];
  if (left.length !== right.length) return left.length - right.length;
  const first = left.findIndex((byte, i) => byte !== right[i]);
  return first === -1 ? 0 : (left[first] ?? 0) - (right[first] ?? 0);
}

function magnitude(content: Uint8Array): Uint8Array {
  return content[0] === 0 ? content.subarray(1) : content;
}
