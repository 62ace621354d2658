import type { Certificate } from './certificate.ts';
import type { SignerInfo } from './cms-signer-info.ts';
import { timeStampInvalid, verifyTimeStampToken, type VerifiedTimeStamp } from './time-stamp.ts';

/** How far the authority's clock may be ahead of the time of acceptance. */
const MAX_AHEAD_MS = 300_000;

/** A good time-stamp over a signature value, with the token that proves it. */
export interface SignatureTimeStamp extends VerifiedTimeStamp {
  readonly token: Uint8Array;
}

/**
 * The signature-time-stamp of a signer (CAdES-T, RFC 5126 §6.1.1). Nobody signed that it is there, so its absence says
 * nothing; one that is there has to hold.
 * @param tsa - none leaves the token unread
 * @param at - the time of acceptance
 * @throws DauysError `time-stamp-invalid`, `algorithm-unsupported`
 */
export function verifySignatureTimeStamp(
  { signature, timeStampToken: token }: Pick<SignerInfo, 'signature' | 'timeStampToken'>,
  tsa: readonly Certificate[],
  at: Date,
): SignatureTimeStamp | undefined {
  if (token === undefined || tsa.length === 0) return undefined;
  const verified = verifyTimeStampToken(token, { data: signature, tsa });
  if (verified.genTime.getTime() > at.getTime() + MAX_AHEAD_MS) throw timeStampInvalid('stamped in the future');
  return { ...verified, token };
}
