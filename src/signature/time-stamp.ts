import { DauysError, isDauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { openDer, type StepMeter } from '../encoding/der.ts';
import { derUnsigned } from '../encoding/der-writer.ts';
import { dottedOid, isOid, OID } from '../encoding/oids.ts';
import { algorithmUnsupported, digestAlgorithmOf } from './algorithms.ts';
import { allowsKeyUsage, parseCertificate, type Certificate } from './certificate.ts';
import { isNamedBy, signerAlgorithm } from './cms-signer.ts';
import { newMessageMeter, parseSignedMessage, type SignedMessage } from './cms.ts';
import { digestOf } from './digest.ts';
import { extensionKey, type GeneralName } from './extensions.ts';
import { namesMatch, readName } from './name.ts';
import { pathExtensionsOf } from './path-extensions.ts';
import { verifyPath } from './path.ts';
import { verifySignature } from './public-key.ts';
import { checkSignedAttributes, toBeSigned } from './signed-attributes.ts';
import { readTimeStampInfo, type TimeStampInfo } from './time-stamp-info.ts';

/** НУЦ's tokens have 1.7 KB. */
export const MAX_TOKEN = 16_384;

/** What a token is held against. */
export interface TimeStampQuestion {
  /** The bytes that were stamped. */
  readonly data: Uint8Array;
  /** The only certificates believed: the authority's own, or those of a CA that stands right above it. */
  readonly tsa: readonly Certificate[];
  /** The number that was sent along; a token found somewhere answers none. */
  readonly nonce?: Uint8Array;
}

/** What a good token proves: an authority of `tsa` saw `data` at `genTime`. */
export interface VerifiedTimeStamp {
  readonly genTime: Date;
  /** Content octets of the INTEGER. */
  readonly serialNumber: Uint8Array;
  /** Dotted. */
  readonly policy: string;
  readonly certificate: Certificate;
  readonly algorithm: 'rsa' | 'gost512';
}

/**
 * Verifies an attacker-controlled time-stamp token (RFC 3161, RFC 5816) in DER, judged at its own time. Certificates
 * that travel along stand for the authority only, never for a CA between it and `tsa`.
 * @throws DauysError `time-stamp-invalid`, `algorithm-unsupported`
 */
export function verifyTimeStampToken(token: Uint8Array, question: TimeStampQuestion): VerifiedTimeStamp {
  try {
    return verifyToken(token, question);
  } catch (error) {
    if (!isDauysError(error) || error.code === 'algorithm-unsupported' || error.code === 'time-stamp-invalid') {
      throw error;
    }
    // The readers and the path speak of ballots and citizens.
    throw timeStampInvalid(`${error.code}: ${error.message}`);
  }
}

export function timeStampInvalid(why: string): DauysError {
  return new DauysError('time-stamp-invalid', why);
}

function verifyToken(token: Uint8Array, { data, tsa, nonce }: TimeStampQuestion): VerifiedTimeStamp {
  if (token.length > MAX_TOKEN) throw timeStampInvalid('token too large');
  const meter = newMessageMeter();
  const message = parseSignedMessage(token, meter);
  const { signer, contentType } = message;
  const content = tokenContentOf(message);
  const info = readTimeStampInfo({ ...openDer(content), meter });
  checkImprint(info, data);
  checkNonce(info.nonce, nonce);
  const certificate = findAuthority(message, tsa, meter);
  const algorithm = signerAlgorithm(signer, certificate);
  checkAuthority(certificate, info.tsa);
  verifyPath(certificate, { anchors: tsa, intermediates: [], at: info.genTime });
  const needsSigningCertificate = true;
  const { digest } = algorithm;
  checkSignedAttributes(signer.signedAttributes, {
    contentType,
    content,
    digest,
    certificate,
    needsSigningCertificate,
  });
  if (!verifySignature(certificate.publicKey, algorithm, toBeSigned(signer.signedAttributesDer), signer.signature)) {
    throw timeStampInvalid('signature of the authority');
  }
  const { genTime, serialNumber, policy } = info;
  return { genTime, serialNumber, policy: dottedOid(policy), certificate, algorithm: algorithm.kind };
}

function tokenContentOf({ contentType, content, signer }: SignedMessage): Uint8Array {
  if (!isOid(contentType, OID.tstInfo) || content === undefined) throw timeStampInvalid('content is no TSTInfo');
  if (signer.timeStampToken !== undefined) throw timeStampInvalid('unsigned attributes');
  return content;
}

function checkImprint({ imprint, imprintAlgorithm }: TimeStampInfo, data: Uint8Array): void {
  const digest = digestAlgorithmOf(imprintAlgorithm);
  if (digest === undefined) throw algorithmUnsupported('digest of a message imprint');
  if (!equalBytes(imprint, digestOf(digest, data))) throw timeStampInvalid('imprint of something else');
}

/** @param asked - a magnitude, as `encodeTimeStampRequest` takes it */
function checkNonce(answered: Uint8Array | undefined, asked: Uint8Array | undefined): void {
  if (asked === undefined) return;
  // INTEGER of less than 128 octets: two of header.
  if (answered === undefined || !equalBytes(answered, derUnsigned(asked).subarray(2))) throw timeStampInvalid('nonce');
}

/**
 * Among `tsa` only when none travel along: a changed one that came must not be passed over. One that came and is among
 * `tsa` byte for byte is that one, its key prepared.
 */
function findAuthority(message: SignedMessage, tsa: readonly Certificate[], meter: StepMeter): Certificate {
  const { sid } = message.signer;
  const named = (among: readonly Certificate[]): Certificate[] => among.filter((each) => isNamedBy(sid, each));
  const travelled = message.certificates.map((der) => parseCertificate(der, meter));
  const [certificate, another] = named(travelled.length > 0 ? travelled : tsa);
  if (certificate === undefined || another !== undefined) throw timeStampInvalid("the authority's certificate");
  return tsa.find(({ der }) => equalBytes(der, certificate.der)) ?? certificate;
}

const EXTENDED_KEY_USAGE = extensionKey(OID.extendedKeyUsage);

/** RFC 3161 §2.3: a key for time-stamps and for nothing else, which a critical extension says. */
function checkAuthority(certificate: Certificate, name: GeneralName | undefined): void {
  const [usage, another] = certificate.extendedKeyUsage ?? [];
  if (usage === undefined || another !== undefined || !isOid(usage, OID.timeStamping)) {
    throw timeStampInvalid('extended key usage is not timeStamping alone');
  }
  if (certificate.extensions.get(EXTENDED_KEY_USAGE)?.critical !== true) {
    throw timeStampInvalid('extended key usage not critical');
  }
  if (!allowsKeyUsage(certificate, 'digitalSignature') && !allowsKeyUsage(certificate, 'nonRepudiation')) {
    throw timeStampInvalid('key usage');
  }
  if (name !== undefined && !isNameOf(name, certificate)) throw timeStampInvalid('named as somebody else');
}

/** RFC 3161 §2.4.2: the `tsa` field repeats one of the certificate's names. */
function isNameOf(name: GeneralName, certificate: Certificate): boolean {
  if (name.tag === 0xa4 && namesMatch(readName(openDer(name.content)), certificate.subject)) return true;
  const others = pathExtensionsOf(certificate).subjectAltNames ?? [];
  return others.some(({ tag, content }) => tag === name.tag && equalBytes(content, name.content));
}
