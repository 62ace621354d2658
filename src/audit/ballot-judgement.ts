import { isDauysError, type Code } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { repeatDecision } from '../signature/evidence.ts';
import type { RevocationSource } from '../signature/revocation.ts';
import type { TrustSet } from '../signature/trust.ts';
import { verifySignedMessage, type SoundSignature } from '../signature/verifier.ts';
import type { BatchContext } from './ballot-context.ts';
import type { BallotRecord } from './ballot-record.ts';
import type { Check } from './checks.ts';

/** What the first engine makes of a ballot and its evidence. */
export interface Judgement {
  /** The signature itself holds, whatever became of the rest; undefined where that could not be told. */
  readonly signature: Pick<SoundSignature<number>, 'iin' | 'match' | 'algorithm'> | undefined;
  /** The time-stamp over the signature, where it has one that holds. */
  readonly token: Uint8Array | undefined;
  /** What a good verdict stands on. */
  readonly source: RevocationSource | undefined;
  /** The check that fails, and why. */
  readonly refusal: { readonly check: Check; readonly detail: string } | undefined;
}

/**
 * Decides a ballot again from what was kept of it.
 * @param values - evidence with a time of acceptance
 * @param isGood - the evidence has its form; where it does not, the signature alone is judged
 */
export function judgeBallot(
  record: Pick<BallotRecord, 'cms' | 'number'>,
  values: readonly EvidenceValue[],
  isGood: boolean,
  trust: TrustSet,
  context: Pick<BatchContext, 'ballots' | 'lists'>,
): Judgement {
  if (!isGood) return judgeSignature(record, values, trust, context.ballots);
  const { cms, number } = record;
  const expected = context.ballots.get(number);
  const input = { cms, ...(expected !== undefined && { detachedContent: expected }) };
  const matches = (content: Uint8Array): number | undefined =>
    expected !== undefined && Buffer.compare(content, expected) === 0 ? number : undefined;
  try {
    const decision = repeatDecision(input, { values, lists: context.lists }, trust, matches);
    return { signature: decision, token: decision.timeStamp?.token, source: decision.source, refusal: undefined };
  } catch (error) {
    if (!isDauysError(error)) throw error;
    const judgement = judgeSignature(record, values, trust, context.ballots);
    return judgement.refusal === undefined ? explain(error.code, judgement) : judgement;
  }

  /** The signature is good, and what was kept beside it is not. */
  function explain(code: Code, judgement: Judgement): Judgement {
    const kept = values.find(({ tag }) => tag === EVIDENCE.timeStampToken)?.value;
    const isOwnToken = equalBytes(judgement.token ?? new Uint8Array(), kept ?? new Uint8Array());
    const refusal = isOwnToken
      ? { check: 'A27' as const, detail: code }
      : { check: 'A28' as const, detail: 'another-token' };
    return { ...judgement, refusal };
  }
}

/** Judges a signature alone, as of the time of acceptance, and finds out which check refuses it. */
function judgeSignature(
  { cms, number }: Pick<BallotRecord, 'cms' | 'number'>,
  values: readonly EvidenceValue[],
  trust: TrustSet,
  ballots: BatchContext['ballots'],
): Judgement {
  const at = acceptedAt(values);
  const expected = ballots.get(number);
  const candidateOf = (content: Uint8Array): number | undefined =>
    [...ballots].find(([, ballot]) => equalBytes(ballot, content))?.[0];
  const attempt = (tsa: TrustSet['tsa'], isDetached: boolean): SoundSignature<number> | Code => {
    const detached = isDetached && expected !== undefined ? { detachedContent: expected } : {};
    try {
      return verifySignedMessage({ cms, at, ...detached }, { ...trust, tsa }, candidateOf);
    } catch (error) {
      if (isDauysError(error)) return error.code;
      throw error;
    }
  };
  const found = (sound: SoundSignature<number> | Code, check?: Check, detail = ''): Judgement => {
    const signature = typeof sound === 'string' ? undefined : sound;
    const refusal = check === undefined ? undefined : { check, detail };
    return { signature, token: signature?.timeStamp?.token, source: undefined, refusal };
  };
  const whole = attempt(trust.tsa, true);
  if (typeof whole !== 'string') {
    return whole.match === number ? found(whole) : found(whole, 'A26', 'another-candidate');
  }
  if (whole === 'ballot-wrong-content') {
    const sound = attempt([], false);
    return found(sound, 'A26', typeof sound === 'string' ? whole : 'another-candidate');
  }
  const bare = attempt([], true);
  return found(bare, typeof bare === 'string' ? 'A24' : 'A28', whole);
}

function acceptedAt(values: readonly EvidenceValue[]): Date {
  const value = values.find(({ tag }) => tag === EVIDENCE.acceptedAtMs)?.value ?? new Uint8Array(8);
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return new Date(Number(view.getBigUint64(0)));
}
