import { attribute, signCms, type SignCmsOptions } from '../../src/devca/cms-builder.ts';
import { issueCrl, type CrlOptions, type RevokedEntry } from '../../src/devca/crl-builder.ts';
import { issueServers } from '../../src/devca/dev-authority.ts';
import { newKeyLike, type Identity } from '../../src/devca/dev-ca.ts';
import { buildOcspResponse, responderByName, type OcspCertStatus } from '../../src/devca/ocsp-builder.ts';
import { buildTimeStampToken } from '../../src/devca/time-stamp-builder.ts';
import { EVIDENCE, type EvidenceValue } from '../../src/domain/evidence.ts';
import { toUtf8, u64be } from '../../src/encoding/bytes.ts';
import { OID } from '../../src/encoding/oids.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeCrlRecord } from '../../src/signature/crl-record.ts';
import { findRevocation, parseCrl, type CertificateList } from '../../src/signature/crl.ts';
import { encodeRevocationPolicy, type RevocationMode, type RevocationPolicy } from '../../src/signature/revocation.ts';
import { createTrustSet, type TrustSet } from '../../src/signature/trust.ts';
import { random, sha256, testCa, testCitizen, TEST_NOW, trustFiles, type TestCitizen } from './ballots.ts';
import { day } from './crl-world.ts';

export const SOFTWARE = 'dauys/0.1.0';

/** One citizen, the authority's responder and time-stamp authority, and evidence made by hand as of `TEST_NOW`. */
export interface EvidenceWorld {
  readonly citizen: TestCitizen;
  readonly responder: Identity;
  readonly trust: TrustSet;
  /** What DER of the path is made of, from the citizen to the anchor. */
  readonly pathDer: readonly Uint8Array[];
  /** The first three facts and a policy of this mode. */
  facts(mode: RevocationMode, changes?: Partial<RevocationPolicy>): EvidenceValue[];
  ocsp(status?: OcspCertStatus, at?: Date): EvidenceValue;
  list(options?: Partial<CrlOptions>): CertificateList;
  /** The citizen's entry of a list. */
  readonly entry: RevokedEntry;
  record(...lists: readonly CertificateList[]): EvidenceValue;
  sign(content: Uint8Array, options?: Partial<SignCmsOptions>): Uint8Array;
  /** A signature with a time-stamp over it, of the time given, and the token as evidence. */
  stamped(content: Uint8Array, options?: StampOptions): { readonly cms: Uint8Array; readonly token: EvidenceValue };
}

export interface StampOptions extends Partial<SignCmsOptions> {
  readonly genTime?: Date;
  /** Stamps something else. */
  readonly over?: Uint8Array;
}

export function evidenceWorld(algorithm: 'rsa' | 'gost512' = 'rsa'): EvidenceWorld {
  const ca = testCa(TEST_NOW, algorithm);
  const citizen = testCitizen(1, ca);
  const { responder, tsa } = issueServers(ca, () => newKeyLike(ca.intermediate, random));
  const trust = createTrustSet({ ...trustFiles(ca), tsa: [tsa.certificateDer] }, sha256);
  const pathDer = [citizen.certificateDer, ca.intermediateDer, ca.anchorDer];
  const path = pathDer.map((der) => parseCertificate(der));
  const certId = encodeCertId(path[0]!, path[1]!);
  const sign: EvidenceWorld['sign'] = (content, options) =>
    signCms({ content, signer: citizen, signingTime: TEST_NOW, ...options });
  return {
    ...{ citizen, responder, trust, pathDer, sign },
    facts: (mode, changes) => [
      { tag: EVIDENCE.acceptedAtMs, value: u64be(TEST_NOW.getTime()) },
      { tag: EVIDENCE.trustFingerprint, value: trust.fingerprint },
      { tag: EVIDENCE.softwareVersion, value: toUtf8(SOFTWARE) },
      {
        tag: EVIDENCE.revocationPolicy,
        value: encodeRevocationPolicy({ mode, ocspMaxAgeMs: 300_000, skewMs: 300_000, ...changes }),
      },
    ],
    ocsp(status = { kind: 'good' }, at = TEST_NOW) {
      const fields = {
        responderId: responderByName(responder.name),
        producedAt: at,
        responses: [{ certId, status, thisUpdate: at }],
        certificates: [responder.certificateDer],
      };
      return { tag: EVIDENCE.ocspResponse, value: buildOcspResponse(fields, responder.key) };
    },
    list: (options) => parseCrl(issueCrl(ca.intermediate, { thisUpdate: day(-1), nextUpdate: day(1), ...options })),
    entry: { serialNumber: citizen.serialNumber, revokedAt: day(-2) },
    record: (...lists) => ({
      tag: EVIDENCE.crlRecord,
      value: encodeCrlRecord(findRevocation(path, lists, TEST_NOW, trust.intermediates)),
    }),
    stamped(content, { genTime = TEST_NOW, over, ...options } = {}) {
      let signature: Uint8Array = new Uint8Array();
      sign(content, { ...options, fields: { sign: (bytes) => (signature = citizen.key.sign(bytes)) } });
      const imprint = { algorithm: tsa.key.digestAlgorithm, digest: tsa.key.digest(over ?? signature) };
      const token = buildTimeStampToken({ genTime, imprint, serialNumber: random(8) }, tsa);
      const unsignedAttributes = [attribute(OID.signatureTimeStamp, token)];
      const cms = sign(content, { ...options, fields: { sign: () => signature, unsignedAttributes } });
      return { cms, token: { tag: EVIDENCE.timeStampToken, value: token } };
    },
  };
}

/** By ascending tags, as evidence stands. */
export function sorted(...values: readonly EvidenceValue[]): EvidenceValue[] {
  return values.toSorted((a, b) => a.tag - b.tag);
}
