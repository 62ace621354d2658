import { equalBytes } from '../encoding/bytes.ts';
import {
  elementOf,
  enter,
  enterTag,
  expectEnd,
  malformed,
  openDer,
  peekTag,
  readInteger,
  readOctetAlignedBits,
  readOptional,
  readSmallInteger,
  readTag,
  TAG,
} from '../encoding/der.ts';
import type { DerCursor, StepMeter } from '../encoding/der.ts';
import { readTime } from '../encoding/time.ts';
import {
  readAlgorithm,
  signatureAlgorithmOf,
  type AlgorithmIdentifier,
  type SignatureAlgorithm,
} from './algorithms.ts';
import {
  decodeCommonExtensions,
  KEY_USAGE_BITS,
  readExtensions,
  type CommonExtensions,
  type Extensions,
  type KeyUsageBit,
} from './extensions.ts';
import { isEmptyName, readName, type Name } from './name.ts';
import { peekElement, readPublicKey, type PublicKey } from './public-key.ts';

/** An X.509 certificate (RFC 5280 §4.1), parsed once; every Uint8Array is a view into `der`. */
export interface Certificate extends CommonExtensions {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Content octets of the INTEGER: negative and over-long ones occur and compare by their bytes. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Uint8Array;
  readonly publicKey: PublicKey;
  readonly signatureIdentifier: AlgorithmIdentifier;
  /** Undefined when the certificate is signed with an algorithm outside the allow-list. */
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
  readonly extensions: Extensions;
}

const NO_EXTENSIONS: Extensions = new Map();

/**
 * Reads attacker-controlled bytes as one certificate. Checks its form only, neither trust nor validity.
 *
 * @param meter - counts the steps of the message the certificate stands in
 * @throws DauysError `ballot-malformed`
 */
export function parseCertificate(der: Uint8Array, meter?: StepMeter): Certificate {
  const top: DerCursor = meter === undefined ? openDer(der) : { ...openDer(der), meter };
  const outer = enterTag(top, TAG.sequence);
  expectEnd(top);
  const tbsTlv = readTag(outer, TAG.sequence);
  const tbs = enter(outer, tbsTlv);
  const outerIdentifier = readAlgorithm(outer);
  const signature = readOctetAlignedBits(outer);
  expectEnd(outer);
  const fields = readTbs(tbs);
  // RFC 5280 §4.1.1.2: both MUST be the same identifier.
  if (!equalBytes(fields.signatureIdentifier.der, outerIdentifier.der)) throw malformed('signature algorithms differ');
  return { der, tbs: elementOf(tbsTlv), ...fields, signature };
}

function readTbs(tbs: DerCursor): Omit<Certificate, 'der' | 'tbs' | 'signature'> {
  const version = readVersion(tbs);
  const serialNumber = readInteger(tbs);
  const signatureIdentifier = readAlgorithm(tbs);
  const issuer = readName(tbs);
  if (isEmptyName(issuer)) throw malformed('empty issuer');
  const validity = enterTag(tbs, TAG.sequence);
  const notBefore = readTime(validity);
  const notAfter = readTime(validity);
  expectEnd(validity);
  const subject = readName(tbs);
  const spki = peekElement(tbs);
  const publicKey = readPublicKey(tbs);
  readUniqueIds(tbs, version);
  const extensions = readVersionThree(tbs, version);
  expectEnd(tbs);
  return {
    version,
    serialNumber,
    signatureIdentifier,
    signatureAlgorithm: signatureAlgorithmOf(signatureIdentifier),
    issuer,
    notBefore,
    notAfter,
    subject,
    spki,
    publicKey,
    extensions,
    ...decodeCommonExtensions(extensions),
  };
}

/** [0] EXPLICIT DEFAULT v1, which DER leaves out. */
function readVersion(tbs: DerCursor): 1 | 2 | 3 {
  if (peekTag(tbs) !== 0xa0) return 1;
  const inner = enterTag(tbs, 0xa0);
  const version = readSmallInteger(inner);
  expectEnd(inner);
  if (version !== 1 && version !== 2) throw malformed('certificate version');
  return version === 1 ? 2 : 3;
}

/** issuerUniqueID [1] and subjectUniqueID [2], of no meaning to us; versions 2 and 3 only. */
function readUniqueIds(tbs: DerCursor, version: number): void {
  for (const tag of [0x81, 0x82]) {
    if (readOptional(tbs, tag) !== undefined && version === 1) throw malformed('unique identifier in version 1');
  }
}

function readVersionThree(tbs: DerCursor, version: number): Extensions {
  if (peekTag(tbs) !== 0xa3) return NO_EXTENSIONS;
  if (version !== 3) throw malformed('extensions before version 3');
  const inner = enterTag(tbs, 0xa3);
  const extensions = readExtensions(inner);
  expectEnd(inner);
  return extensions;
}

/** Whether the key usage extension is there and asserts the bit. */
export function hasKeyUsage(certificate: CommonExtensions, bit: KeyUsageBit): boolean {
  const index = KEY_USAGE_BITS[bit];
  return ((certificate.keyUsage?.[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
}

/** RFC 5280 §4.2.1.3: a key without the extension may be used for anything. */
export function allowsKeyUsage(certificate: CommonExtensions, bit: KeyUsageBit): boolean {
  return certificate.keyUsage === undefined || hasKeyUsage(certificate, bit);
}
