import {
  attribute,
  buildSignedData,
  buildSignerInfo,
  ncaAttributes,
  type SignedDataFields,
  type SignerFields,
} from '../../src/devca/cms-builder.ts';
import type { DevCa, Identity } from '../../src/devca/dev-ca.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { toUtf8 } from '../../src/encoding/bytes.ts';
import { derOid, derSequence } from '../../src/encoding/der-writer.ts';
import type { CertificateList } from '../../src/signature/crl.ts';
import { createTrustSet, type TrustSet } from '../../src/signature/trust.ts';
import { verifyCms, type VerifiedSignature } from '../../src/signature/verifier.ts';
import { sha256, testCa, testCitizen, TEST_NOW, trustFiles, type TestCitizen } from './ballots.ts';

export const CONTENT = toUtf8('{"ballot":"dauys/1","candidate":{"number":12}}');

let first: TestCitizen | undefined;

/** The signer unless another is named, made once per test file. */
export function citizen(): TestCitizen {
  return (first ??= testCitizen(1));
}

/** One CMS with any field of it replaced. */
export interface CmsChanges {
  readonly signer?: Identity;
  readonly content?: Uint8Array;
  readonly signerFields?: SignerFields;
  readonly message?: Partial<SignedDataFields>;
}

export function cms(changes: CmsChanges = {}): Uint8Array {
  const { signer = citizen(), content = CONTENT, signerFields, message } = changes;
  return buildSignedData({
    digestAlgorithms: [signerFields?.digestAlgorithm ?? signer.key.digestAlgorithm],
    content,
    certificates: [signer.certificateDer],
    signerInfos: [signerInfo(changes)],
    ...message,
  });
}

export function signerInfo({ signer = citizen(), content = CONTENT, signerFields }: CmsChanges = {}): Uint8Array {
  return buildSignerInfo(signer, content, { signingTime: TEST_NOW, ...signerFields });
}

/** НУЦ's four attributes, of which `changed` replaces those of the same type and adds the others; `undefined` removes. */
export function attributes(
  changed: Readonly<Record<string, Uint8Array | undefined>>,
  signer = citizen(),
): Uint8Array[] {
  const types = [DEV_OID.contentType, DEV_OID.signingTime, DEV_OID.signingCertificateV2, DEV_OID.messageDigest];
  const usual = ncaAttributes(signer, CONTENT, TEST_NOW).map((value, i) => [types[i] ?? '', value] as const);
  const all = { ...Object.fromEntries(usual), ...changed };
  return Object.values(all).filter((value) => value !== undefined);
}

/** An unsigned attribute with something that has the outside of a time-stamp token. */
export function timeStampAttribute(text = 'token'): Uint8Array {
  return attribute(DEV_OID.signatureTimeStamp, derSequence(derOid(DEV_OID.signedData), toToken(text)));
}

function toToken(text: string): Uint8Array {
  return derSequence(...Array.from(text, (letter) => derOid(`1.2.${letter.charCodeAt(0)}`)));
}

export function trustOf(...cas: readonly DevCa[]): TrustSet {
  return createTrustSet(trustFiles(...cas), sha256);
}

const trusted = new Map<DevCa, TrustSet>();

export interface VerifyOptions {
  readonly at?: Date;
  readonly detachedContent?: Uint8Array;
  readonly trust?: TrustSet;
  readonly crls?: readonly CertificateList[];
  readonly matchContent?: (content: Uint8Array) => Uint8Array | undefined;
}

/** Verifies under the test file's own authority, taking any content unless told otherwise. */
export function verify(bytes: Uint8Array, options: VerifyOptions = {}): VerifiedSignature<Uint8Array> {
  const { at = TEST_NOW, detachedContent, crls = [], matchContent = (content: Uint8Array) => content } = options;
  const input = { cms: bytes, at, ...(detachedContent === undefined ? {} : { detachedContent }) };
  return verifyCms(input, { trust: options.trust ?? defaultTrust(), crls }, matchContent);
}

function defaultTrust(): TrustSet {
  const ca = testCa();
  const trust = trusted.get(ca) ?? trustOf(ca);
  trusted.set(ca, trust);
  return trust;
}
