import { DauysError } from '../domain/errors.ts';
import { elementOf, enter, expectEnd, readOid, readTag, readTlv, TAG } from '../encoding/der.ts';
import type { DerCursor } from '../encoding/der.ts';
import { isOid, OID } from '../encoding/oids.ts';

/** An AlgorithmIdentifier as it was read: views into the message. */
export interface AlgorithmIdentifier {
  readonly der: Uint8Array;
  /** Content octets of the identifier. */
  readonly oid: Uint8Array;
  /** The whole parameters element, absent when there is none. */
  readonly parameters: Uint8Array | undefined;
}

export type RsaDigest = 'sha256' | 'sha384' | 'sha512';
export type DigestAlgorithm = RsaDigest | 'streebog512';

/** The allow-list: PKCS#1 v1.5 with SHA-2, and GOST R 34.10-2012-512 with Streebog-512. There is nothing else. */
export type SignatureAlgorithm =
  { readonly kind: 'rsa'; readonly digest: RsaDigest } | { readonly kind: 'gost512'; readonly digest: 'streebog512' };

const RSA: Readonly<Record<RsaDigest, SignatureAlgorithm>> = {
  sha256: { kind: 'rsa', digest: 'sha256' },
  sha384: { kind: 'rsa', digest: 'sha384' },
  sha512: { kind: 'rsa', digest: 'sha512' },
};
const GOST: SignatureAlgorithm = { kind: 'gost512', digest: 'streebog512' };

/** @throws DauysError `ballot-malformed` */
export function readAlgorithm(cursor: DerCursor): AlgorithmIdentifier {
  const tlv = readTag(cursor, TAG.sequence);
  const inner = enter(cursor, tlv);
  const oid = readOid(inner);
  const parameters = inner.offset < inner.end ? elementOf(readTlv(inner)) : undefined;
  expectEnd(inner);
  return { der: elementOf(tlv), oid, parameters };
}

export function isNull(parameters: Uint8Array | undefined): boolean {
  return parameters?.length === 2 && parameters[0] === TAG.null && parameters[1] === 0;
}

/** RFC 4055 §5 and RFC 5754 §2: NULL, and absent is to be accepted as well. */
export function isNullOrAbsent({ parameters }: AlgorithmIdentifier): boolean {
  return parameters === undefined || isNull(parameters);
}

/** A digest algorithm of the allow-list, or undefined. */
export function digestAlgorithmOf(identifier: AlgorithmIdentifier): DigestAlgorithm | undefined {
  if (!isNullOrAbsent(identifier)) return undefined;
  const { oid } = identifier;
  if (isOid(oid, OID.sha256)) return 'sha256';
  if (isOid(oid, OID.streebog512)) return 'streebog512';
  if (isOid(oid, OID.sha512)) return 'sha512';
  return isOid(oid, OID.sha384) ? 'sha384' : undefined;
}

/** A signature algorithm of the allow-list in which the digest is named (certificates, CRLs), or undefined. */
export function signatureAlgorithmOf(identifier: AlgorithmIdentifier): SignatureAlgorithm | undefined {
  if (!isNullOrAbsent(identifier)) return undefined;
  const { oid } = identifier;
  if (isOid(oid, OID.sha256WithRsa)) return RSA.sha256;
  if (isOid(oid, OID.kzGost512Signature)) return GOST;
  if (isOid(oid, OID.sha512WithRsa)) return RSA.sha512;
  return isOid(oid, OID.sha384WithRsa) ? RSA.sha384 : undefined;
}

/**
 * The algorithm of a CMS SignerInfo, whose signatureAlgorithm may name the key's kind only (`rsaEncryption`, the GOST
 * key) and must otherwise agree with its digestAlgorithm. Undefined when it is not on the allow-list.
 */
export function signerAlgorithmOf(
  signature: AlgorithmIdentifier,
  digest: AlgorithmIdentifier,
): SignatureAlgorithm | undefined {
  const digestName = digestAlgorithmOf(digest);
  if (digestName === undefined || !isNullOrAbsent(signature)) return undefined;
  if (isOid(signature.oid, OID.rsaEncryption)) return digestName === 'streebog512' ? undefined : RSA[digestName];
  if (isOid(signature.oid, OID.kzGost512Key)) return digestName === 'streebog512' ? GOST : undefined;
  const named = signatureAlgorithmOf(signature);
  return named?.digest === digestName ? named : undefined;
}

export function algorithmUnsupported(what: string): DauysError {
  return new DauysError('algorithm-unsupported', what);
}
