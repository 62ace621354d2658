import { createHash } from 'node:crypto';
import { der, derOctets, derOid, derSequence, derSetOf, derUnsigned } from '../encoding/der-writer.ts';
import type { Identity } from './dev-ca.ts';
import { derTime } from './der-values.ts';
import { DEV_OID } from './profile.ts';

/** One signer as it shall stand; nothing is checked, so that each rule can be broken. */
export interface SignerFields {
  readonly version?: number;
  /** Encoded SignerIdentifier; issuerAndSerialNumber of the signer otherwise. */
  readonly sid?: Uint8Array;
  readonly digestAlgorithm?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  /** Encoded attributes; an empty list leaves the field out and signs the content itself. */
  readonly signedAttributes?: readonly Uint8Array[];
  readonly unsignedAttributes?: readonly Uint8Array[];
  /** Replaces the signature over the given bytes. */
  readonly sign?: (toBeSigned: Uint8Array) => Uint8Array;
}

export interface SignedDataFields {
  readonly version?: number;
  readonly digestAlgorithms: readonly Uint8Array[];
  readonly contentType?: string;
  /** Left out in a detached signature. */
  readonly content?: Uint8Array | undefined;
  /** Encoded CertificateChoices; an empty list leaves the field out. */
  readonly certificates: readonly Uint8Array[];
  /** Encoded RevocationInfoChoices. */
  readonly crls?: readonly Uint8Array[];
  readonly signerInfos: readonly Uint8Array[];
}

/** ContentInfo of SignedData (RFC 5652 §5.1). */
export function buildSignedData(fields: SignedDataFields): Uint8Array {
  const { certificates, crls = [], content } = fields;
  const encapsulated = content === undefined ? [] : [der(0xa0, derOctets(content))];
  const signedData = derSequence(
    derUnsigned(Uint8Array.of(fields.version ?? 1)),
    derSetOf(...fields.digestAlgorithms),
    derSequence(derOid(fields.contentType ?? DEV_OID.data), ...encapsulated),
    ...(certificates.length === 0 ? [] : [der(0xa0, ...certificates)]),
    ...(crls.length === 0 ? [] : [der(0xa1, ...crls)]),
    derSetOf(...fields.signerInfos),
  );
  return derSequence(derOid(DEV_OID.signedData), der(0xa0, signedData));
}

/** SignerInfo (RFC 5652 §5.3) of `signer` over `content`. */
export function buildSignerInfo(
  signer: Identity,
  content: Uint8Array,
  fields: SignerFields & { signingTime: Date },
): Uint8Array {
  const { key } = signer;
  const attributes = fields.signedAttributes ?? ncaAttributes(signer, content, fields.signingTime);
  const signedSet = derSetOf(...attributes);
  const sign = fields.sign ?? key.sign;
  const unsigned = fields.unsignedAttributes ?? [];
  return derSequence(
    derUnsigned(Uint8Array.of(fields.version ?? 1)),
    fields.sid ?? issuerAndSerial(signer),
    fields.digestAlgorithm ?? key.digestAlgorithm,
    ...(attributes.length === 0 ? [] : [implicitSet(0xa0, attributes)]),
    fields.signatureAlgorithm ?? key.signatureAlgorithm,
    derOctets(sign(attributes.length === 0 ? content : signedSet)),
    ...(unsigned.length === 0 ? [] : [implicitSet(0xa1, unsigned)]),
  );
}

function implicitSet(tag: number, elements: readonly Uint8Array[]): Uint8Array {
  const set = derSetOf(...elements);
  set[0] = tag;
  return set;
}

export function issuerAndSerial(signer: Identity): Uint8Array {
  return derSequence(signer.issuerName, derUnsigned(signer.serialNumber));
}

export function attribute(oid: string, ...values: readonly Uint8Array[]): Uint8Array {
  return derSequence(derOid(oid), derSetOf(...values));
}

/** The four signed attributes NCALayer writes. */
export function ncaAttributes(signer: Identity, content: Uint8Array, signingTime: Date): Uint8Array[] {
  return [
    attribute(DEV_OID.contentType, derOid(DEV_OID.data)),
    attribute(DEV_OID.signingTime, derTime(signingTime)),
    signingCertificateV2(signer.certificateDer),
    attribute(DEV_OID.messageDigest, derOctets(signer.key.digest(content))),
  ];
}

/** ESSCertIDv2 with the default hash, SHA-256, left out (RFC 5035 §3). */
export function signingCertificateV2(certificateDer: Uint8Array): Uint8Array {
  const hash = new Uint8Array(createHash('sha256').update(certificateDer).digest());
  return attribute(DEV_OID.signingCertificateV2, derSequence(derSequence(derSequence(derOctets(hash)))));
}

/** ESSCertID of RFC 2634 §5.4.1, which knows SHA-1 only; time-stamp authorities write it (RFC 3161 §2.4.1). */
export function signingCertificateV1(certificateDer: Uint8Array): Uint8Array {
  const hash = new Uint8Array(createHash('sha1').update(certificateDer).digest());
  return attribute(DEV_OID.signingCertificate, derSequence(derSequence(derSequence(derOctets(hash)))));
}

export interface SignCmsOptions {
  readonly content: Uint8Array;
  readonly signer: Identity;
  readonly signingTime: Date;
  readonly detached?: boolean;
  /** Certificates that travel; the signer's alone, as NCALayer does, unless given. */
  readonly certificates?: readonly Uint8Array[];
  readonly fields?: SignerFields;
}

/** A CMS signature in the shape NCALayer makes. */
export function signCms({
  content,
  signer,
  signingTime,
  detached = false,
  certificates,
  fields,
}: SignCmsOptions): Uint8Array {
  return buildSignedData({
    digestAlgorithms: [fields?.digestAlgorithm ?? signer.key.digestAlgorithm],
    content: detached ? undefined : content,
    certificates: certificates ?? [signer.certificateDer],
    signerInfos: [buildSignerInfo(signer, content, { signingTime, ...fields })],
  });
}
