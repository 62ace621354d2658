import type { Identity } from '../../src/devca/dev-ca.ts';
import {
  buildOcspResponse,
  extendedRevokeExtension,
  issueOcspResponder,
  nonceExtension,
  responderByName,
  type OcspCertStatus,
  type OcspResponseFields,
  type SingleResponseFields,
} from '../../src/devca/ocsp-builder.ts';
import { encodeCertId } from '../../src/signature/cert-id.ts';
import { parseCertificate } from '../../src/signature/certificate.ts';
import type { OcspRefusal } from '../../src/signature/ocsp-refusal.ts';
import type { OcspStatus } from '../../src/signature/ocsp-response.ts';
import { anotherKey, AT, random, type Side } from './world.ts';

export const MAX_AGE_MS = 300_000;
export const SKEW_MS = 60_000;
export const seconds = (count: number): Date => new Date(AT.getTime() + 1000 * count);

/** An answer on the side's citizen before it is written. */
export interface OcspCase {
  readonly expect: OcspStatus['kind'] | OcspRefusal;
  readonly name: string;
  readonly about: string;
  readonly response: Uint8Array;
  /** What a revoked certificate's status says. */
  readonly status?: OcspCertStatus | undefined;
  readonly lists?: readonly Uint8Array[];
  /** Judged again later: the nonce that was sent is forgotten. */
  readonly isKept?: boolean;
}

/** What is another than in a good answer. */
export interface AnswerChange extends Partial<OcspResponseFields> {
  readonly single?: Partial<SingleResponseFields>;
  /** In whose name and with whose key and certificate it is given. */
  readonly signer?: Identity;
}

/** A responder with the question it was asked. */
export interface OcspDesk {
  readonly side: Side;
  readonly responder: Identity;
  readonly nonce: Uint8Array;
  readonly certId: Uint8Array;
  /** A good answer with the given changes. */
  readonly answer: (change?: AnswerChange) => Uint8Array;
}

export function openDesk(side: Side): OcspDesk {
  const responder = issueOcspResponder(side.ca, { key: anotherKey(side) });
  const nonce = random(16);
  const certId = certIdOf(side);
  const answer = ({ single, signer = responder, ...fields }: AnswerChange = {}): Uint8Array =>
    buildOcspResponse(
      {
        responderId: responderByName(signer.name),
        producedAt: AT,
        responses: [{ certId, status: { kind: 'good' }, thisUpdate: AT, ...single }],
        extensions: [nonceExtension(nonce), extendedRevokeExtension()],
        certificates: [signer.certificateDer],
        ...fields,
      },
      signer.key,
    );
  return { side, responder, nonce, certId, answer };
}

/** CertID of the side's citizen. */
export function certIdOf({ citizen, ca }: Side): Uint8Array {
  return encodeCertId(parseCertificate(citizen.certificateDer), parseCertificate(ca.intermediateDer));
}
