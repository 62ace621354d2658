import { equalBytes } from '../encoding/bytes.ts';
import { createDevCa, daysFrom, newKeyLike, type Identity } from './dev-ca.ts';
import type { DevAuthority } from './dev-authority.ts';
import {
  lastBitFlipped,
  startFaultServer,
  type DevReply,
  type DevRequest,
  type FaultServer,
  type ServerAddress,
} from './fault-server.ts';
import { DEV_OID } from './profile.ts';
import {
  buildTimeStampResponse,
  buildTimeStampToken,
  issueTsa,
  readTimeStampRequest,
  TIME_STAMP_STATUS,
  type TimeStampRequest,
} from './time-stamp-builder.ts';

export const TSA_FAULTS = [
  'slow',
  'hang',
  'wrong-imprint',
  'wrong-nonce',
  'no-nonce',
  'stale',
  'untrusted',
  'expired',
  'malformed',
  'empty',
  '500',
  'rejection',
  'redirect',
  'flapping',
  'bad-signature',
] as const;
export type TsaFault = (typeof TSA_FAULTS)[number];

const STALE_MS = 86_400_000;
/** PKIFailureInfo bits (RFC 3161 §2.4.2). */
const FAILURE = { badRequest: 2, systemFailure: 25 } as const;

export type TsaAuthority = Pick<DevAuthority, 'ca' | 'tsa'>;

export interface TsaServerOptions extends ServerAddress {
  /** A Streebog imprint is stamped under a GOST key and others under RSA where there are both, as НУЦ does. */
  readonly authorities: readonly TsaAuthority[];
  readonly clock: () => Date;
}

/** A time-stamp authority with НУЦ's habits. */
export function startTsaServer(options: TsaServerOptions): Promise<FaultServer<TsaFault>> {
  const wrongSigners = new Map<string, Identity>();

  function signerFor(authority: TsaAuthority, fault: TsaFault | 'none'): Identity {
    if (fault !== 'untrusted' && fault !== 'expired') return authority.tsa;
    const name = `${fault} ${authority.tsa.key.kind}`;
    const signer = wrongSigners.get(name) ?? issueWrongSigner(authority, fault);
    wrongSigners.set(name, signer);
    return signer;
  }

  return startFaultServer({
    ...options,
    faults: TSA_FAULTS,
    answer(request, fault, ms) {
      const asked = readRequest(request);
      const authority = asked && chooseAuthority(options.authorities, asked);
      if (asked === undefined || authority === undefined) return rejection(FAILURE.badRequest, 'bad request');
      if (fault === 'rejection') return rejection(FAILURE.systemFailure, 'out of order');
      const genTime = new Date(options.clock().getTime() - (fault === 'stale' ? (ms ?? STALE_MS) : 0));
      const token = stamp(asked, { authority, signer: signerFor(authority, fault), fault, genTime });
      const response = buildTimeStampResponse(TIME_STAMP_STATUS.granted, token);
      return reply(fault === 'malformed' ? response.subarray(0, response.length - 7) : response);
    },
  });
}

interface StampContext {
  readonly authority: TsaAuthority;
  readonly signer: Identity;
  readonly fault: TsaFault | 'none';
  readonly genTime: Date;
}

function stamp({ imprint, nonce, certReq }: TimeStampRequest, context: StampContext): Uint8Array {
  const { authority, signer, fault, genTime } = context;
  const { random } = authority.ca;
  const digest = fault === 'wrong-imprint' ? lastBitFlipped(imprint.digest) : imprint.digest;
  const sign = (data: Uint8Array): Uint8Array => lastBitFlipped(signer.key.sign(data));
  const fields = {
    policy: signer.key.kind === 'rsa' ? DEV_OID.kzTimeStampRsaPolicy : DEV_OID.kzTimeStampPolicy,
    imprint: { ...imprint, digest },
    serialNumber: random(16),
    genTime,
    nonce: fault === 'no-nonce' ? undefined : fault === 'wrong-nonce' ? random(8) : nonce,
    ...(certReq ? {} : { message: { certificates: [] } }),
    ...(fault === 'bad-signature' ? { signer: { sign } } : {}),
  };
  return buildTimeStampToken(fields, signer);
}

function chooseAuthority(
  authorities: readonly TsaAuthority[],
  { imprint }: TimeStampRequest,
): TsaAuthority | undefined {
  const isItsOwn = ({ tsa }: TsaAuthority): boolean => equalBytes(tsa.key.digestAlgorithm, imprint.algorithm);
  return authorities.find(isItsOwn) ?? authorities[0];
}

/** A certificate of the right name: of an unknown authority, or run out a month ago. */
function issueWrongSigner({ ca, tsa }: TsaAuthority, fault: 'untrusted' | 'expired'): Identity {
  if (fault === 'untrusted') {
    const key = newKeyLike(tsa, ca.random);
    return issueTsa(createDevCa({ ...ca, anchorKey: key, intermediateKey: key }), { key });
  }
  return issueTsa(ca, { key: tsa.key, fields: { notBefore: daysFrom(ca.now, -400), notAfter: daysFrom(ca.now, -30) } });
}

function readRequest({ method, headers, body }: DevRequest): TimeStampRequest | undefined {
  if (method !== 'POST' || headers['content-type'] !== 'application/timestamp-query') return undefined;
  try {
    return readTimeStampRequest(body);
  } catch {
    return undefined;
  }
}

function rejection(failure: number, text: string): DevReply {
  return reply(buildTimeStampResponse(TIME_STAMP_STATUS.rejection, undefined, { failure, text }));
}

function reply(body: Uint8Array): DevReply {
  return { status: 200, headers: { 'content-type': 'application/timestamp-reply' }, body };
}
