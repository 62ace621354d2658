import { isDauysError, type Code } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { equalBytes } from '../encoding/bytes.ts';
import { encodeCertId } from '../signature/cert-id.ts';
import { verifyCrlRecord } from '../signature/crl-record.ts';
import type { CertificateList } from '../signature/crl.ts';
import { verifyOcspResponse } from '../signature/ocsp.ts';
import {
  decideRevocation,
  type CrlFinding,
  type OcspFinding,
  type RevocationPolicy,
  type RevocationSource,
} from '../signature/revocation.ts';
import type { TrustSet } from '../signature/trust.ts';
import { verifySignedMessage, type SoundSignature } from '../signature/verifier.ts';
import type { BatchContext } from './ballot-context.ts';
import type { BallotRecord } from './ballot-record.ts';
import type { Check } from './checks.ts';
import { acceptedAtMs, policyOf, valueOf } from './evidence-form.ts';

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

type SignedRecord = Pick<BallotRecord, 'cms' | 'number'>;

/**
 * Decides a ballot again from what was kept of it, as of its acceptance: as `repeatDecision` does, but telling which
 * check refuses it and what holds in spite of that.
 * @param values - evidence with a time of acceptance
 * @param isWhole - the evidence has its form; where it does not, the signature alone is judged
 */
export function judgeBallot(
  record: SignedRecord,
  values: readonly EvidenceValue[],
  isWhole: boolean,
  trust: TrustSet,
  { ballots, lists, policy }: Pick<BatchContext, 'ballots' | 'lists' | 'policy'>,
): Judgement {
  const at = new Date(acceptedAtMs(values) ?? Number.NaN);
  const attached = verifyExpected(record, at, trust, ballots);
  const sound = typeof attached === 'string' ? findRefusal(record, at, trust, ballots) : attached;
  if ('refusal' in sound) return sound;
  const good = { signature: sound, token: sound.timeStamp?.token, source: undefined, refusal: undefined };
  if (!isWhole) return good;
  const kept = valueOf(values, EVIDENCE.timeStampToken);
  // The token kept apart must be the one inside the signature, so that opening it alone says the same.
  if (!equalBytes(kept, good.token ?? new Uint8Array())) {
    return { ...good, refusal: { check: 'A28', detail: 'another-token' } };
  }
  const revocation = judgeRevocation(sound, values, at, trust, lists);
  if (revocation.detail === undefined && policy !== undefined && isLaxer(policyOf(values), policy)) {
    return { ...good, refusal: { check: 'A27', detail: 'policy-laxer' } };
  }
  const refusal = { check: 'A27' as const, detail: revocation.detail ?? '' };
  return revocation.detail === undefined ? { ...good, source: revocation.source } : { ...good, refusal };
}

/** The signature over the attached ballot of the recorded candidate, as nearly all are, or why it is not good. */
function verifyExpected(
  { cms, number }: SignedRecord,
  at: Date,
  trust: TrustSet,
  ballots: BatchContext['ballots'],
): SoundSignature<number> | Code {
  const expected = ballots.get(number);
  return orCode(() =>
    verifySignedMessage({ cms, at }, trust, (content) =>
      expected !== undefined && Buffer.compare(content, expected) === 0 ? number : undefined,
    ),
  );
}

function orCode<T>(work: () => T): T | Code {
  try {
    return work();
  } catch (error) {
    if (isDauysError(error)) return error.code;
    throw error;
  }
}

/**
 * Finds out which check a signature is refused by, and whether it holds apart from that; a good one that is detached is
 * given as it is.
 */
function findRefusal(
  { cms, number }: SignedRecord,
  at: Date,
  trust: TrustSet,
  ballots: BatchContext['ballots'],
): SoundSignature<number> | Judgement {
  const expected = ballots.get(number);
  const candidateOf = (content: Uint8Array): number | undefined =>
    [...ballots].find(([, ballot]) => equalBytes(ballot, content))?.[0];
  const attempt = (tsa: TrustSet['tsa'], isDetached: boolean): SoundSignature<number> | Code => {
    const detached = isDetached && expected !== undefined ? { detachedContent: expected } : {};
    return orCode(() => verifySignedMessage({ cms, at, ...detached }, { ...trust, tsa }, candidateOf));
  };
  const found = (sound: SoundSignature<number> | Code, check: Check, detail: string): Judgement => {
    const signature = typeof sound === 'string' ? undefined : sound;
    return { signature, token: signature?.timeStamp?.token, source: undefined, refusal: { check, detail } };
  };
  const whole = attempt(trust.tsa, true);
  if (typeof whole !== 'string') return whole.match === number ? whole : found(whole, 'A26', 'another-candidate');
  if (whole === 'ballot-wrong-content') {
    const sound = attempt([], false);
    return found(sound, 'A26', typeof sound === 'string' ? whole : 'another-candidate');
  }
  const bare = attempt([], true);
  return found(bare, typeof bare === 'string' ? 'A24' : 'A28', whole);
}

/** The policy of that time, on the evidence of that time, which must be what the decision stands on and nothing else. */
function judgeRevocation(
  sound: SoundSignature<number>,
  values: readonly EvidenceValue[],
  at: Date,
  trust: TrustSet,
  lists: readonly CertificateList[],
): { readonly source?: RevocationSource; readonly detail?: string } {
  const has = (tag: number): boolean => values.some((value) => value.tag === tag);
  const source = orCode(() => {
    const policy = policyOf(values);
    const ocsp = has(EVIDENCE.ocspResponse) ? askAnswer(sound, values, at, lists) : 'none';
    const crl = has(EVIDENCE.crlRecord) ? askLists(sound, values, at, trust, lists) : 'none';
    return decideRevocation(policy.mode, { ocsp, crl });
  });
  if (source !== 'ocsp' && source !== 'crl' && source !== 'off') return { detail: source };
  const isInPlace =
    has(EVIDENCE.ocspResponse) === (source === 'ocsp') && has(EVIDENCE.crlRecord) === (source === 'crl');
  return isInPlace ? { source } : { detail: 'out-of-place' };
}

/** Evidence says by which policy it is to be judged: one ballot must not be let in by a policy of its own. */
function isLaxer(own: RevocationPolicy, { mode, ocspMaxAgeMs, skewMs }: RevocationPolicy): boolean {
  return (own.mode === 'off' && mode !== 'off') || own.ocspMaxAgeMs > ocspMaxAgeMs || own.skewMs > skewMs;
}

function askAnswer(
  { certificate, path }: SoundSignature<number>,
  values: readonly EvidenceValue[],
  at: Date,
  lists: readonly CertificateList[],
): OcspFinding {
  const issuer = path[1];
  if (issuer === undefined) return 'none';
  const { ocspMaxAgeMs: maxAgeMs, skewMs } = policyOf(values);
  const question = { certId: encodeCertId(certificate, issuer), issuer, at, maxAgeMs, skewMs, lists };
  return verifyOcspResponse(valueOf(values, EVIDENCE.ocspResponse), question).status.kind;
}

function askLists(
  { path }: SoundSignature<number>,
  values: readonly EvidenceValue[],
  at: Date,
  trust: TrustSet,
  lists: readonly CertificateList[],
): CrlFinding {
  return verifyCrlRecord(valueOf(values, EVIDENCE.crlRecord), path, lists, at, trust.intermediates).status;
}
