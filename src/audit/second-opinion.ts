import type { Iin } from '../domain/ballot.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { verifyCmsSecond, type SecondVerdict } from '../signature/second/verifier.ts';
import type { TrustSet } from '../signature/trust.ts';
import type { Judgement } from './ballot-judgement.ts';
import type { BallotRecord } from './ballot-record.ts';

/** What the second engine says of a ballot. */
export interface SecondOpinion {
  /** Undefined for a signature whose algorithm it does not know. */
  readonly judgement: Judgement | undefined;
  /** How it disagrees with the first one; undefined when it does not. */
  compare(first: Judgement): string | undefined;
}

/** Content octets of Kazakhstan's GOST arc 1.2.398.3.10.1.1. */
const GOST_ARC = Buffer.from([0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01]);

/**
 * Asks the second engine, which knows RSA, signatures, paths and persons, and nothing of revocation.
 * @param isRsa - the first engine took it for RSA: then whatever else stands in the message excuses nobody
 */
export async function judgeSecond(
  { cms, number }: Pick<BallotRecord, 'cms' | 'number'>,
  at: Date,
  trust: TrustSet,
  ballots: ReadonlyMap<number, Uint8Array>,
  isRsa = false,
): Promise<SecondOpinion> {
  if (!isRsa && Buffer.from(cms.buffer, cms.byteOffset, cms.length).includes(GOST_ARC)) {
    return { judgement: undefined, compare: () => undefined };
  }
  const expected = ballots.get(number);
  const attached = await verifyCmsSecond({ cms, at }, { trust });
  const verdict =
    attached.accepted || expected === undefined
      ? attached
      : await verifyCmsSecond({ cms, at, detachedContent: expected }, { trust });
  const content = verdict.accepted ? candidateOf(verdict.content, ballots) : undefined;
  return {
    judgement: judgementOf(verdict, content, number),
    compare: (first) => differenceOf(first, verdict, content),
  };
}

function candidateOf(content: Uint8Array, ballots: ReadonlyMap<number, Uint8Array>): number | undefined {
  return [...ballots].find(([, ballot]) => equalBytes(ballot, content))?.[0];
}

function judgementOf(verdict: SecondVerdict, match: number | undefined, number: number): Judgement {
  const nothing = { signature: undefined, token: undefined, source: undefined };
  if (!verdict.accepted) return { ...nothing, refusal: { check: 'A24', detail: 'second-engine' } };
  if (match === undefined) return { ...nothing, refusal: { check: 'A26', detail: 'ballot-wrong-content' } };
  const signature = { iin: verdict.iin as Iin, match, algorithm: 'rsa' as const };
  const refusal = match === number ? undefined : { check: 'A26' as const, detail: 'another-candidate' };
  return { ...nothing, signature, refusal };
}

/** The two are compared in what both know: whether the signature holds, whose it is and what it is over. */
function differenceOf(first: Judgement, second: SecondVerdict, match: number | undefined): string | undefined {
  const { signature, refusal } = first;
  // The first one looks no further than the content when that is none of the contest's.
  if (signature === undefined && refusal?.check === 'A26') return undefined;
  if (signature === undefined) return second.accepted ? 'accepted-by-second' : undefined;
  if (!second.accepted) return 'refused-by-second';
  if (second.iin !== signature.iin) return 'another-person';
  return match === signature.match ? undefined : 'another-content';
}
