import type { Annulment } from '../domain/annulment.ts';
import type { Challenge, ChallengePurpose } from '../domain/challenge.ts';
import type { EvidenceValue } from '../domain/evidence.ts';
import type { CertificateQuestion } from '../intake/ports.ts';
import type { SharedCrl } from '../signature/crl-shared.ts';
import type { CrlFinding, RevocationPolicy } from '../signature/revocation.ts';

/** What is to be signed instead of a ballot: a challenge for a purpose, or an annulment. */
export type MessageKind = ChallengePurpose | 'annulment';

/** Candidate number of a ballot, or the message that was signed. */
export type MessageMatch = number | Challenge | Annulment;

/**
 * What crosses the worker boundary: plain data, ballots in batches (one message costs as much as many), their bytes one
 * after the other in a buffer that is handed over. A view into a socket's buffer would take all of that buffer along.
 */
export interface VerifyTask {
  readonly contestIds: readonly string[];
  readonly packedCms: Uint8Array;
  readonly cmsLengths: readonly number[];
  readonly candidateIds: readonly (string | undefined)[];
  /** Undefined where a ballot is expected. */
  readonly kinds: readonly (MessageKind | undefined)[];
  readonly atMs: readonly number[];
  readonly lists: CurrentLists;
}

/** The refreshed lists of a moment. Their memory is shared: a message carries no more than handles. */
export interface CurrentLists {
  /** Grows with every change, so that a worker opens a list once. */
  readonly version: number;
  readonly shared: readonly SharedCrl[];
}

/** What the pipeline up to revocation found. */
export interface SoundResult {
  readonly iin: string;
  readonly match: MessageMatch;
  readonly crl: CrlFinding;
  readonly question: CertificateQuestion | undefined;
  readonly evidence: readonly EvidenceValue[];
}

export interface RefusedResult {
  readonly code: string;
}

export type VerifyResult = SoundResult | RefusedResult;

/** An OCSP answer to verify. */
export interface AnsweredQuestion extends CertificateQuestion {
  readonly response: Uint8Array;
  /** The nonce that was sent. */
  readonly nonce: Uint8Array;
  readonly atMs: number;
}

export interface JudgeTask {
  readonly questions: readonly AnsweredQuestion[];
  readonly lists: CurrentLists;
}

export interface JudgedAnswer {
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly producedAtMs: number;
  readonly nextUpdateMs: number | undefined;
}

export type JudgeResult = JudgedAnswer | RefusedResult;

/** Handed to each worker once, at its start. */
export interface VerifyWorkerData {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly tsa: readonly Uint8Array[];
  /** Lists that the operator gave as files. */
  readonly crls: readonly Uint8Array[];
  readonly revocation: RevocationPolicy;
  readonly contests: readonly VerifyContest[];
}

export interface VerifyContest {
  readonly id: string;
  readonly origin: string;
  readonly candidates: readonly { readonly id: string; readonly number: number; readonly ballot: Uint8Array }[];
}
