import type { Iin } from '../domain/ballot.ts';
import { DauysError } from '../domain/errors.ts';
import { toDer } from '../encoding/ber.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { isOid, OID } from '../encoding/oids.ts';
import type { Certificate } from './certificate.ts';
import { findSignerCertificate, signerAlgorithm } from './cms-signer.ts';
import { newMessageMeter, parseSignedMessage, type SignedMessage } from './cms.ts';
import { checkRevocation, type CertificateList } from './crl.ts';
import { checkIndividual, readIin } from './identity.ts';
import { verifyPath } from './path.ts';
import { verifySignature } from './public-key.ts';
import { checkSignedAttributes, toBeSigned } from './signed-attributes.ts';
import { verifySignatureTimeStamp, type SignatureTimeStamp } from './time-stamp-signature.ts';
import type { TrustSet } from './trust.ts';
import { checkSigningUsage } from './usage.ts';

const VERIFIED: unique symbol = Symbol('verified');

/** Attacker-controlled bytes, and the time to judge them at. */
export interface SignedInput {
  /** DER or BER, armour off. */
  readonly cms: Uint8Array;
  /** The content of a detached signature; must equal the content of an attached one. */
  readonly detachedContent?: Uint8Array;
  readonly at: Date;
}

export interface VerificationPolicy {
  readonly trust: TrustSet;
  /** None means that nobody asked for revocation; once there is one, the signer must be covered. */
  readonly crls: readonly CertificateList[];
}

/** A signature that holds under a good path. Whether the certificate was revoked meanwhile is still open. */
export interface SoundSignature<T> {
  /** The person, out of the certificate. */
  readonly iin: Iin;
  /** What `matchContent` made of the content. */
  readonly match: T;
  readonly certificate: Certificate;
  /** From the signer to the anchor. */
  readonly path: readonly Certificate[];
  readonly algorithm: 'rsa' | 'gost512';
  /** The time-stamp over the signature, when it has one and the trust set names authorities for it. */
  readonly timeStamp: SignatureTimeStamp | undefined;
}

/** What a good signature proves. Only `verifyCms` makes it. */
export interface VerifiedSignature<T> extends SoundSignature<T> {
  readonly verified: typeof VERIFIED;
}

/**
 * The verification pipeline. Pure: time, trust and revocation lists come in.
 * @param matchContent - says what these exact bytes are; undefined refuses them
 * @throws DauysError with the code of the first check that fails: those of `verifySignedMessage`, then
 * `certificate-revoked`, `revocation-unavailable`
 */
export function verifyCms<T>(
  input: SignedInput,
  { trust, crls }: VerificationPolicy,
  matchContent: (content: Uint8Array) => T | undefined,
): VerifiedSignature<T> {
  const sound = verifySignedMessage(input, trust, matchContent);
  checkRevocation(sound.path, crls, input.at, 'signer', trust.intermediates);
  return { ...sound, verified: VERIFIED };
}

/**
 * The pipeline up to revocation. Nothing costly runs before what is cheap.
 * @throws DauysError with the code of the first check that fails, in this order
 */
export function verifySignedMessage<T>(
  { cms, detachedContent, at }: SignedInput,
  trust: TrustSet,
  matchContent: (content: Uint8Array) => T | undefined,
): SoundSignature<T> {
  const meter = newMessageMeter();
  const message = parseSignedMessage(toDer(cms), meter); // ballot-malformed, signer-count
  const { signer } = message;
  const content = contentOf(message, detachedContent); // ballot-wrong-content
  const match = matchContent(content);
  if (match === undefined) throw wrongContent('not a content that is accepted here');
  const certificate = findSignerCertificate(message.certificates, signer.sid, meter); // certificate-missing
  const algorithm = signerAlgorithm(signer, certificate); // algorithm-unsupported
  checkIndividual(certificate); // certificate-not-individual
  checkSigningUsage(certificate); // certificate-wrong-usage
  const iin = readIin(certificate); // signer-id-missing
  const path = verifyPath(certificate, { ...trust, at }); // certificate-untrusted, -expired, -not-yet-valid
  checkSignedAttributes(signer.signedAttributes, {
    contentType: message.contentType,
    content,
    digest: algorithm.digest,
    certificate,
  }); // digest-mismatch
  if (!verifySignature(certificate.publicKey, algorithm, toBeSigned(signer.signedAttributesDer), signer.signature)) {
    throw new DauysError('signature-invalid', 'signature over the signed attributes');
  }
  const timeStamp = verifySignatureTimeStamp(signer, trust.tsa, at); // time-stamp-invalid, algorithm-unsupported
  return { iin, match, certificate, path, algorithm: algorithm.kind, timeStamp };
}

function contentOf({ contentType, content }: SignedMessage, detached: Uint8Array | undefined): Uint8Array {
  if (!isOid(contentType, OID.data)) throw wrongContent('content type is not id-data');
  const signed = content ?? detached;
  if (signed === undefined) throw wrongContent('detached signature without its content');
  if (content !== undefined && detached !== undefined && !equalBytes(content, detached)) {
    throw wrongContent('attached content is another');
  }
  return signed;
}

function wrongContent(why: string): DauysError {
  return new DauysError('ballot-wrong-content', why);
}
