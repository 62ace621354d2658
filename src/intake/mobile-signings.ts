import type { Candidate } from '../domain/contest.ts';
import { DauysError, type RefusalCode } from '../domain/errors.ts';
import { toBase64Url } from '../encoding/base64url.ts';
import { equalBytes } from '../encoding/bytes.ts';
import type { LoadedContest } from './contests.ts';
import {
  isMobileToken,
  mobileSecret,
  openMobileId,
  SCAN_MS,
  sealMobileId,
  SIGN_MS,
  type MobileIdContent,
  type MobileSeal,
} from './mobile-id.ts';
import type { MobileAnswer, MobileOutcome, MobileOutcomes } from './mobile-outcomes.ts';
import type { Clock } from './ports.ts';

/** What is to be signed with the phone. */
export type MobileSubject =
  | { readonly kind: 'ballot'; readonly contest: LoadedContest; readonly candidate: Candidate }
  | { readonly kind: 'statement'; readonly contest: LoadedContest };

/** A signing that was begun here. */
export interface MobileSigning {
  readonly id: string;
  readonly subject: MobileSubject;
  /** No scanning after it. */
  readonly expiresAtMs: number;
}

export interface StartedSigning extends MobileSigning {
  /** For the page that began it and nobody else: it is not in the code, and opens the receipt. */
  readonly pollToken: string;
}

export type MobileState = { readonly state: 'pending' } | { readonly state: 'expired' } | MobileOutcome;

export interface MobileSignings {
  /** @throws DauysError `contest-unknown`, `candidate-unknown` */
  start(contestId: string, candidateId: string | undefined): StartedSigning;
  /** The phone asks what there is to sign. @throws DauysError `not-found` once its time is over */
  open(id: string): MobileSigning & { readonly documentsToken: string };
  /** The bytes to sign. @throws DauysError `not-found`, `unauthorized` */
  document(id: string, token: string | undefined): MobileSigning & { readonly content: Uint8Array };
  /** The phone sends a signature; a token is not asked for, a wrong one is refused. @throws as `document` */
  admit(id: string, token: string | undefined): MobileSigning;
  /** What this signing ended with, once it has. */
  answer(signing: MobileSigning): MobileAnswer | undefined;
  concluded(signing: MobileSigning, answer: MobileAnswer): void;
  refused(signing: MobileSigning, code: RefusalCode): void;
  /** How it stands, for the page. @throws DauysError `contest-unknown`, `not-found`, `unauthorized` */
  state(contestId: string, id: string, token: string | undefined): MobileState & Pick<MobileSigning, 'expiresAtMs'>;
}

export interface MobileSigningPorts {
  readonly contests: {
    list(): readonly LoadedContest[];
    get(contestId: string): LoadedContest | undefined;
  };
  /** The same bytes for the same seed and time. */
  challenge(contestId: string, seed: Uint8Array, nowMs: number): Uint8Array;
  readonly outcomes: MobileOutcomes;
  readonly seal: MobileSeal;
  readonly random: (length: number) => Uint8Array;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** Signings with a phone: what an id says, while it is in time, and what became of it. */
export function createMobileSignings(ports: MobileSigningPorts): MobileSignings {
  const { outcomes, seal, clock } = ports;
  const until = ({ expiresAtMs }: Pick<MobileSigning, 'expiresAtMs'>): number => expiresAtMs + SIGN_MS;
  const note = (signing: MobileSigning, outcome: MobileOutcome): void => {
    outcomes.set(signing.id, outcome, until(signing) + SCAN_MS, clock.nowMs());
  };

  function find(id: string): MobileSigning {
    const content = openMobileId(id, seal);
    const subject = content && subjectOf(content, ports);
    if (content === undefined || subject === undefined) throw new DauysError('not-found', 'no such signing');
    return { id, subject, expiresAtMs: content.expiresAtMs };
  }
  function inTime(id: string, endMs: (signing: MobileSigning) => number): MobileSigning {
    const signing = find(id);
    if (clock.nowMs() >= endMs(signing)) throw new DauysError('not-found', 'the signing is out of its time');
    return signing;
  }
  const assertToken = (text: string | undefined, id: string, use: 'poll' | 'documents'): void => {
    if (!isMobileToken(text, id, use, seal)) throw new DauysError('unauthorized', 'not the token of this signing');
  };

  return {
    start(contestId, candidateId) {
      const subject = subjectNamed(contestId, candidateId, ports);
      // Whole seconds: what the phone is told is what holds.
      const expiresAtMs = Math.floor((clock.nowMs() + SCAN_MS) / 1000) * 1000;
      const contestTag = subject.contest.tag;
      const candidateNumber = subject.kind === 'ballot' ? subject.candidate.number : undefined;
      const id = sealMobileId({ contestTag, candidateNumber, expiresAtMs }, ports.random(12), seal);
      return { id, subject, expiresAtMs, pollToken: toBase64Url(mobileSecret(id, 'poll', seal)) };
    },
    open(id) {
      const signing = inTime(id, ({ expiresAtMs }) => expiresAtMs);
      if (outcomes.get(id) === undefined) note(signing, { state: 'opened' });
      return { ...signing, documentsToken: toBase64Url(mobileSecret(id, 'documents', seal)) };
    },
    document(id, token) {
      const signing = inTime(id, until);
      assertToken(token, id, 'documents');
      return { ...signing, content: contentOf(signing, ports) };
    },
    admit(id, token) {
      const signing = inTime(id, until);
      if (token !== undefined) assertToken(token, id, 'documents');
      return signing;
    },
    answer({ id }) {
      const outcome = outcomes.get(id);
      return outcome?.state === 'done' ? outcome.answer : undefined;
    },
    concluded(signing, answer) {
      note(signing, { state: 'done', answer });
    },
    refused(signing, code) {
      note(signing, { state: 'refused', code });
    },
    state(contestId, id, token) {
      if (ports.contests.get(contestId) === undefined) throw new DauysError('contest-unknown', 'no such contest');
      const signing = find(id);
      if (signing.subject.contest.definition.id !== contestId) throw new DauysError('not-found', 'of another contest');
      assertToken(token, id, 'poll');
      return { ...stateOf(signing, outcomes.get(id), clock.nowMs()), expiresAtMs: signing.expiresAtMs };
    },
  };
}

/** What was scanned in time may be signed a little later; what was not, or was refused, is over with the code. */
function stateOf({ expiresAtMs }: MobileSigning, outcome: MobileOutcome | undefined, nowMs: number): MobileState {
  if (outcome?.state === 'done') return outcome;
  const endsAtMs = outcome?.state === 'opened' ? expiresAtMs + SIGN_MS : expiresAtMs;
  if (nowMs >= endsAtMs) return { state: 'expired' };
  return outcome ?? { state: 'pending' };
}

function contentOf({ id, subject, expiresAtMs }: MobileSigning, ports: MobileSigningPorts): Uint8Array {
  const { contest } = subject;
  if (subject.kind === 'statement') {
    const seed = mobileSecret(id, 'challenge', ports.seal);
    return ports.challenge(contest.definition.id, seed, expiresAtMs - SCAN_MS);
  }
  const content = contest.ballots.get(subject.candidate.id);
  if (content === undefined) throw new DauysError('candidate-unknown', 'no such candidate');
  return content;
}

function subjectOf({ contestTag, candidateNumber }: MobileIdContent, { contests }: MobileSigningPorts) {
  const contest = contests.list().find(({ tag }) => equalBytes(tag, contestTag));
  return contest && subjectIn(contest, candidateNumber === undefined ? undefined : { number: candidateNumber });
}

function subjectNamed(contestId: string, id: string | undefined, { contests }: MobileSigningPorts): MobileSubject {
  const contest = contests.get(contestId);
  if (contest === undefined) throw new DauysError('contest-unknown', 'no such contest');
  const subject = subjectIn(contest, id === undefined ? undefined : { id });
  if (subject === undefined) throw new DauysError('candidate-unknown', 'no such candidate');
  return subject;
}

type Named = { readonly number: number } | { readonly id: string };

function subjectIn(contest: LoadedContest, named: Named | undefined): MobileSubject | undefined {
  if (named === undefined) return { kind: 'statement', contest };
  const candidate = 'id' in named ? contest.candidates.get(named.id) : contest.candidatesByNumber.get(named.number);
  return candidate && { kind: 'ballot', contest, candidate };
}
