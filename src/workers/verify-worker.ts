import { hash } from 'node:crypto';
import { workerData } from 'piscina';
import { isDauysError } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { toHex } from '../encoding/bytes.ts';
import { parseAnnulment } from '../encoding/annulment.ts';
import { parseChallenge } from '../encoding/challenge.ts';
import { encodeCertId } from '../signature/cert-id.ts';
import type { Certificate } from '../signature/certificate.ts';
import { encodeCrlRecord } from '../signature/crl-record.ts';
import { openSharedCrl } from '../signature/crl-shared.ts';
import { findRevocation, parseCrl, type CertificateList, type FoundRevocation } from '../signature/crl.ts';
import { verifyOcspResponse } from '../signature/ocsp.ts';
import { createTrustSet } from '../signature/trust.ts';
import { verifySignedMessage, type SoundSignature } from '../signature/verifier.ts';
import type {
  AnsweredQuestion,
  CurrentLists,
  JudgeResult,
  JudgeTask,
  MessageKind,
  MessageMatch,
  SoundResult,
  VerifyResult,
  VerifyTask,
  VerifyWorkerData,
} from './verify-task.ts';

const data = workerData as VerifyWorkerData;
const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');
const trust = createTrustSet(data, sha256);
const authorities = [...trust.intermediates, ...trust.anchors];
const fingerprints = new Map(authorities.map((certificate) => [certificate, toHex(sha256(certificate.der))]));
const ownLists = data.crls.map((crl) => parseCrl(crl));
const { mode, ocspMaxAgeMs, skewMs } = data.revocation;

interface ContestContents {
  readonly id: string;
  readonly origin: string;
  readonly byContent: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<string, { readonly number: number; readonly ballot: Uint8Array }>;
}

/** Contents by their exact bytes (as latin1 text, so equal strings are equal bytes). */
const contests = new Map<string, ContestContents>(
  data.contests.map(({ id, origin, candidates }) => [
    id,
    {
      id,
      origin,
      byContent: new Map(candidates.map((c) => [latin1(c.ballot), c.number])),
      byId: new Map(candidates.map((c) => [c.id, c])),
    },
  ]),
);

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

let opened: { readonly version: number; readonly lists: readonly CertificateList[] } = { version: 0, lists: ownLists };

/** The operator's own lists and the refreshed ones; opened anew only when they changed. */
function openLists({ version, shared }: CurrentLists): readonly CertificateList[] {
  if (version !== opened.version) {
    opened = { version, lists: [...ownLists, ...shared.map((list) => openSharedCrl(list, authorities, sha256))] };
  }
  return opened.lists;
}

/** A ballot is never taken for a challenge or an annulment, nor the other way round: each is looked for alone. */
function matcherOf(
  contest: ContestContents,
  kind: MessageKind | undefined,
): (content: Uint8Array) => MessageMatch | undefined {
  if (kind === undefined) return (content) => contest.byContent.get(latin1(content));
  if (kind === 'annulment') {
    return (content) => {
      const annulment = parseAnnulment(content);
      return annulment?.contest === contest.id ? annulment : undefined;
    };
  }
  return (content) => {
    const challenge = parseChallenge(content);
    return challenge?.purpose === kind && challenge.origin === contest.origin ? challenge : undefined;
  };
}

function verifyOne(task: VerifyTask, i: number, cms: Uint8Array): VerifyResult {
  const contest = contests.get(task.contestIds[i] ?? '');
  const atMs = task.atMs[i];
  if (contest === undefined || atMs === undefined) return { code: 'internal' };
  const named = contest.byId.get(task.candidateIds[i] ?? '');
  const detached = named === undefined ? {} : { detachedContent: named.ballot };
  const at = new Date(atMs);
  return orRefused(() => {
    const matchContent = matcherOf(contest, task.kinds[i]);
    const sound = verifySignedMessage<MessageMatch>({ cms, at, ...detached }, trust, matchContent);
    const { iin, match, timeStamp } = sound;
    const token = timeStamp && { tag: EVIDENCE.timeStampToken, value: Uint8Array.from(timeStamp.token) };
    return { iin, match, ...lookUp(sound, openLists(task.lists), at, token) };
  });
}

/** What the lists say, and what to ask the authority. */
function lookUp(
  { certificate, path }: SoundSignature<unknown>,
  lists: readonly CertificateList[],
  at: Date,
  token: EvidenceValue | undefined,
): Pick<SoundResult, 'crl' | 'question' | 'evidence'> {
  const evidence = token === undefined ? [] : [token];
  const found =
    mode === 'crl' || mode === 'ocsp-then-crl' ? findRevocation(path, lists, at, trust.intermediates) : undefined;
  if (found?.status === 'good') evidence.unshift(recordOf(found));
  const asks = mode === 'ocsp' || mode === 'ocsp-then-crl';
  return { crl: found?.status ?? 'none', question: asks ? questionOf(certificate, path[1]) : undefined, evidence };
}

let lastRecord: { readonly lists: readonly CertificateList[]; readonly value: EvidenceValue } | undefined;

/** Ballots in good standing have the same record while the lists are the same: encoded once, and once in a message. */
function recordOf(found: FoundRevocation): EvidenceValue {
  const { lists, entries } = found;
  const isPlain = entries.every((entry) => entry === undefined);
  if (isPlain && lastRecord?.lists.length === lists.length && lists.every((list, i) => list === lastRecord?.lists[i])) {
    return lastRecord.value;
  }
  const value = { tag: EVIDENCE.crlRecord, value: encodeCrlRecord(found) };
  if (isPlain) lastRecord = { lists, value };
  return value;
}

function questionOf(certificate: Certificate, issuer: Certificate | undefined): SoundResult['question'] {
  const issuerSha256 = issuer && fingerprints.get(issuer);
  if (issuer === undefined || issuerSha256 === undefined) return undefined;
  return { certId: encodeCertId(certificate, issuer), issuerSha256 };
}

function orRefused<T>(judge: () => T): T | { readonly code: string } {
  try {
    return judge();
  } catch (error) {
    return { code: isDauysError(error) ? error.code : 'internal' };
  }
}

/** Verifies a batch; a ballot that fails takes no other with it. */
export function verifyBatch(task: VerifyTask): readonly VerifyResult[] {
  let start = 0;
  return task.cmsLengths.map((length, i) => {
    const cms = task.packedCms.subarray(start, start + length);
    start += length;
    return verifyOne(task, i, cms);
  });
}

/** Verifies OCSP answers, each to a question that was asked under its nonce. */
export function judgeBatch({ questions, lists }: JudgeTask): readonly JudgeResult[] {
  return questions.map((question) => judgeOne(question, lists));
}

function judgeOne(asked: AnsweredQuestion, lists: CurrentLists): JudgeResult {
  const { certId, issuerSha256, response, nonce, atMs } = asked;
  const issuer = authorities.find((certificate) => fingerprints.get(certificate) === issuerSha256);
  if (issuer === undefined) return { code: 'internal' };
  return orRefused(() => {
    const question = {
      certId,
      issuer,
      nonce,
      at: new Date(atMs),
      maxAgeMs: ocspMaxAgeMs,
      skewMs,
      lists: openLists(lists),
    };
    const { status, producedAt, nextUpdate } = verifyOcspResponse(response, question);
    return { status: status.kind, producedAtMs: producedAt.getTime(), nextUpdateMs: nextUpdate?.getTime() };
  });
}
