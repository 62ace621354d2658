import type { Iin } from '../domain/ballot.ts';
import type { Challenge } from '../domain/challenge.ts';
import { isDauysError } from '../domain/errors.ts';
import { fromHex } from '../encoding/bytes.ts';
import { challengeInvalid, checkChallenge, type ChallengeMac, type UsedChallenges } from './challenges.ts';
import type { SignedMessageVerifier, UnverifiedMessage } from './ports.ts';

export interface SignedChallengePorts {
  /** Takes challenges of one purpose, and nothing else. */
  readonly verifier: SignedMessageVerifier<UnverifiedMessage, Challenge>;
  readonly challengeMac: ChallengeMac;
  readonly used: UsedChallenges;
}

/**
 * Who signed a challenge: the signature was verified, the challenge issued here, in time, and is used up from here on,
 * whatever follows.
 * @throws DauysError the codes of verification, `challenge-invalid`, `busy`
 */
export async function acceptSignedChallenge(
  message: UnverifiedMessage,
  { verifier, challengeMac, used }: SignedChallengePorts,
): Promise<{ readonly iin: Iin; readonly nonce: string }> {
  const { iin, match: challenge } = await verifier.verify(message).catch(asChallenge);
  checkChallenge(challenge, message.acceptedAtMs, challengeMac);
  const { nonce, expiresAt } = challenge;
  const isFirst = await used.use(fromHex(nonce) ?? new Uint8Array(), Date.parse(expiresAt), message.acceptedAtMs);
  if (!isFirst) throw challengeInvalid('the challenge was used before');
  return { iin, nonce };
}

/** What is signed here is no ballot, so nobody is told to sign a ballot. */
function asChallenge(error: unknown): never {
  if (isDauysError(error) && error.code === 'ballot-wrong-content') throw challengeInvalid('no challenge was signed');
  throw error;
}
