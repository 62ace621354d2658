import { createHash } from 'node:crypto';
import { equalBytes } from '../encoding/bytes.ts';
import { OID, isOid } from '../encoding/oids.ts';
import { parseCertId, publicKeyBits, type CertId } from '../signature/cert-id.ts';
import { createDevCa, newKeyLike, type DevCa, type Identity } from './dev-ca.ts';
import type { DevAuthority } from './dev-authority.ts';
import {
  lastBitFlipped,
  startFaultServer,
  type DevReply,
  type DevRequest,
  type FaultServer,
  type ServerAddress,
} from './fault-server.ts';
import {
  buildOcspFailure,
  buildOcspResponse,
  extendedRevokeExtension,
  issueOcspResponder,
  NEVER_ISSUED,
  nonceExtension,
  OCSP_RESPONSE_STATUS,
  readOcspRequest,
  responderByName,
  type OcspCertStatus,
  type OcspRequest,
} from './ocsp-builder.ts';

export const OCSP_FAULTS = [
  'slow',
  'hang',
  'wrong-nonce',
  'no-nonce',
  'stale',
  'wrong-responder',
  'wrong-serial',
  'malformed',
  'empty',
  '500',
  'try-later',
  'redirect',
  'unknown-status',
  'unknown-serial-1970',
  'flapping',
  'bad-signature',
] as const;
export type OcspFault = (typeof OCSP_FAULTS)[number];

/** How old `stale` answers are unless told. */
const STALE_MS = 86_400_000;

/** What the responder knows of one CA. */
export type OcspAuthority = Pick<DevAuthority, 'ca' | 'responder' | 'statusOf'>;

export interface OcspServerOptions extends ServerAddress {
  /** One address answers for all: the CertID says for which. */
  readonly authorities: readonly OcspAuthority[];
  readonly clock: () => Date;
  /** What `PUT` on other paths does with its JSON. */
  readonly control?: Readonly<Record<string, (json: unknown) => void>>;
}

/**
 * An OCSP responder with НУЦ's habits: a delegate named by its subject and signing as its CA does, the nonce given
 * back, thisUpdate = producedAt, no nextUpdate, and "revoked, certificateHold, 1970" for what was never issued.
 */
export function startOcspServer(options: OcspServerOptions): Promise<FaultServer<OcspFault>> {
  const impostors = new Map<OcspAuthority, Identity>();

  function impostorOf(authority: OcspAuthority): Identity {
    const impostor = impostors.get(authority) ?? createImpostor(authority);
    impostors.set(authority, impostor);
    return impostor;
  }

  return startFaultServer({
    ...options,
    faults: OCSP_FAULTS,
    answer(request, fault, ms) {
      const asked = readRequest(request);
      if (asked === undefined) return reply(buildOcspFailure(OCSP_RESPONSE_STATUS.malformedRequest));
      if (fault === 'try-later') return reply(buildOcspFailure(OCSP_RESPONSE_STATUS.tryLater));
      const certIds = asked.certIds.map(parseCertId);
      const authority = options.authorities.find(({ ca }) => certIds.every((id) => isIssuedBy(id, ca.intermediate)));
      if (authority === undefined) return reply(buildOcspFailure(OCSP_RESPONSE_STATUS.unauthorized));
      const at = new Date(options.clock().getTime() - (fault === 'stale' ? (ms ?? STALE_MS) : 0));
      const responder = fault === 'wrong-responder' ? impostorOf(authority) : authority.responder;
      const response = buildAnswer(asked, { at, responder, fault, random: authority.ca.random }, (certId) =>
        statusFor(fault, authority.statusOf(certId.serialNumber)),
      );
      return reply(fault === 'malformed' ? response.subarray(0, response.length - 7) : response);
    },
  });
}

interface AnswerContext {
  readonly at: Date;
  readonly responder: Identity;
  readonly fault: OcspFault | 'none';
  readonly random: DevCa['random'];
}

function buildAnswer(
  { certIds, nonce }: OcspRequest,
  { at, responder, fault, random }: AnswerContext,
  statusOf: (certId: CertId) => OcspCertStatus,
): Uint8Array {
  const { key, name, certificateDer } = responder;
  const answered = fault === 'wrong-nonce' ? random(16) : fault === 'no-nonce' ? undefined : nonce;
  const fields = {
    responderId: responderByName(name),
    producedAt: at,
    responses: certIds.map((certId) => ({
      certId: fault === 'wrong-serial' ? lastBitFlipped(certId) : certId,
      status: statusOf(parseCertId(certId)),
      thisUpdate: at,
    })),
    extensions: [...(answered === undefined ? [] : [nonceExtension(answered)]), extendedRevokeExtension()],
    certificates: [certificateDer],
  };
  const sign = (data: Uint8Array): Uint8Array => lastBitFlipped(key.sign(data));
  return buildOcspResponse(fault === 'bad-signature' ? { ...fields, sign } : fields, key);
}

function statusFor(fault: OcspFault | 'none', status: OcspCertStatus): OcspCertStatus {
  if (fault === 'unknown-status') return { kind: 'unknown' };
  return fault === 'unknown-serial-1970' ? NEVER_ISSUED : status;
}

function readRequest({ method, headers, body }: DevRequest): OcspRequest | undefined {
  if (method !== 'POST' || headers['content-type'] !== 'application/ocsp-request') return undefined;
  try {
    return readOcspRequest(body);
  } catch {
    return undefined;
  }
}

/** Whether the CertID, over SHA-256 or OpenSSL's default of SHA-1, names this issuer. */
function isIssuedBy(certId: CertId, issuer: Identity): boolean {
  const hash = [OID.sha1, OID.sha256].find((oid) => isOid(certId.hashAlgorithm.oid, oid));
  if (hash === undefined) return false;
  const digest = (data: Uint8Array): Uint8Array =>
    createHash(hash === OID.sha1 ? 'sha1' : 'sha256')
      .update(data)
      .digest();
  return (
    equalBytes(certId.issuerNameHash, digest(issuer.name)) &&
    equalBytes(certId.issuerKeyHash, digest(publicKeyBits(issuer.key.spki)))
  );
}

/** A responder with the right names under an authority with the right names, and none of the right keys. */
function createImpostor({ ca, responder }: OcspAuthority): Identity {
  const key = newKeyLike(responder, ca.random);
  return issueOcspResponder(createDevCa({ ...ca, anchorKey: key, intermediateKey: key }), { key });
}

function reply(body: Uint8Array): DevReply {
  return { status: 200, headers: { 'content-type': 'application/ocsp-response' }, body };
}
