import { attribute, signCms } from '../../src/devca/cms-builder.ts';
import { issueCrl } from '../../src/devca/crl-builder.ts';
import { issueServers } from '../../src/devca/dev-authority.ts';
import { newKeyLike, type DevCa, type Identity } from '../../src/devca/dev-ca.ts';
import { algorithmIdentifier } from '../../src/devca/dev-key.ts';
import { buildOcspResponse, responderByKey } from '../../src/devca/ocsp-builder.ts';
import { DEV_OID } from '../../src/devca/profile.ts';
import { buildTimeStampToken } from '../../src/devca/time-stamp-builder.ts';
import { EVIDENCE, type EvidenceValue } from '../../src/domain/evidence.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseSignedMessage } from '../../src/signature/cms.ts';
import { encodeCrlRecord } from '../../src/signature/crl-record.ts';
import { findRevocation, parseCrl } from '../../src/signature/crl.ts';
import type { RevocationMode } from '../../src/signature/revocation.ts';
import { random, sha256 } from './ballots.ts';

/** An authority that says of every certificate that it is good, and stamps whatever it is given. */
export interface Authority {
  readonly tsa: Identity;
  /** The one list there is. */
  readonly list: { readonly der: Uint8Array; readonly sha256: string };
  /** Evidence for the n-th ballot, tags ascending. */
  evidence(mode: RevocationMode, n: number, citizen: Identity, at: Date): EvidenceValue[];
  stamp(data: Uint8Array, at: Date): Uint8Array;
  /** The ballot with a time-stamp over its signature. */
  stampedBallot(content: Uint8Array, citizen: Identity, at: Date): { cms: Uint8Array; token: Uint8Array };
}

const DAY_MS = 86_400_000;

export function openAuthority(ca: DevCa, now: Date): Authority {
  const key = newKeyLike(ca.intermediate, ca.random);
  const { responder, tsa } = issueServers(ca, () => key);
  const issuer = parseCertificate(ca.intermediateDer);
  const anchor = parseCertificate(ca.anchorDer);
  const [thisUpdate, nextUpdate] = [-1, 1].map((days) => new Date(now.getTime() + days * DAY_MS));
  const der = issueCrl(ca.intermediate, { thisUpdate: thisUpdate!, nextUpdate: nextUpdate!, number: 7 });
  const list = parseCrl(der);

  function ocsp(citizen: Identity, at: Date): EvidenceValue {
    const certId = encodeCertId(parseCertificate(citizen.certificateDer), issuer);
    const value = buildOcspResponse(
      {
        responderId: responderByKey(responder.key.spki),
        producedAt: at,
        responses: [{ certId, status: { kind: 'good' }, thisUpdate: at }],
        certificates: [responder.certificateDer],
      },
      responder.key,
    );
    return { tag: EVIDENCE.ocspResponse, value };
  }

  function crl(citizen: Identity, at: Date): EvidenceValue {
    const path = [parseCertificate(citizen.certificateDer), issuer, anchor];
    return { tag: EVIDENCE.crlRecord, value: encodeCrlRecord(findRevocation(path, [list], at)) };
  }

  const stamp = (data: Uint8Array, at: Date): Uint8Array =>
    buildTimeStampToken(
      {
        imprint: { algorithm: algorithmIdentifier(DEV_OID.sha256), digest: sha256(data) },
        serialNumber: random(8).map((octet, i) => (i === 0 ? (octet & 0x3f) | 0x40 : octet)),
        genTime: at,
      },
      tsa,
    );

  return {
    tsa,
    list: { der, sha256: Buffer.from(sha256(der)).toString('hex') },
    evidence(mode, n, citizen, at) {
      if (mode === 'off') return [];
      const isByList = mode === 'crl' || (mode === 'ocsp-then-crl' && n % 2 === 1);
      return [isByList ? crl(citizen, at) : ocsp(citizen, at)];
    },
    stamp,
    stampedBallot(content, citizen, at) {
      const bare = signCms({ content, signer: citizen, signingTime: at });
      const { signature } = parseSignedMessage(bare).signer;
      const token = stamp(signature, at);
      const unsignedAttributes = [attribute(DEV_OID.signatureTimeStamp, token)];
      const fields = { unsignedAttributes, sign: () => signature };
      return { cms: signCms({ content, signer: citizen, signingTime: at, fields }), token };
    },
  };
}
