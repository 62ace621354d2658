import type { Annulment } from '../domain/annulment.ts';
import { DauysError, isDauysError } from '../domain/errors.ts';
import { EVIDENCE, type EvidenceValue } from '../domain/evidence.ts';
import { encodeAnnulment } from '../encoding/annulment.ts';
import { compareBytes, equalBytes, fromUtf8, toHex, u64be, type Sha256 } from '../encoding/bytes.ts';
import {
  annulmentCommit,
  encodeAnnulmentDocument,
  parseAnnulmentDocument,
  type AnnulmentDocument,
} from '../log/annulment.ts';
import { parseLeaf } from '../log/leaf.ts';
import type { ClockWatch } from './clock-watch.ts';
import { isoTime } from './contests.ts';
import type { SignatureRow } from './decision-rows.ts';
import { installationEvidence, type EvidenceContext } from './plan-evidence.ts';
import type {
  Ledger,
  LedgerState,
  LogRows,
  SignedMessageVerifier,
  UnverifiedMessage,
  VerifiedMessage,
} from './ports.ts';
import { memberTagOf, type RoleGrant, type RoleReader } from './roles.ts';
import type { ContestDesk } from './submit-ballot.ts';

export interface AnnulmentPorts {
  desk(contestId: string): ContestDesk | undefined;
  /** Takes annulments of the contest, and nothing else. */
  readonly verifier: SignedMessageVerifier<UnverifiedMessage, Annulment>;
  readonly roles: RoleReader;
  readonly ledger: Pick<Ledger, 'state'> & Pick<LogRows, 'leaves' | 'document' | 'timeMs'>;
  readonly clockWatch: ClockWatch;
  /** What the installation decides by. */
  readonly installation: Omit<EvidenceContext, 'sha256'>;
  readonly sha256: Sha256;
  readonly random: (length: number) => Uint8Array;
}

/** One decision with two signatures: attacker-controlled. */
export interface UnverifiedDecision extends Pick<UnverifiedMessage, 'contestId' | 'acceptedAtMs'> {
  readonly signatures: readonly [Uint8Array, Uint8Array];
}

/** What stands in the log of an annulment; public, and of the API. */
export interface AnnulmentView {
  readonly contest: string;
  /** The entry that annuls. */
  readonly index: number;
  /** Entry of the ballot. */
  readonly ballot: number;
  /** RFC 3339 in UTC with milliseconds. */
  readonly decidedAt: string;
  /** JCS text that both members signed. */
  readonly decision: string;
  /** Hex. */
  readonly salt: string;
  /** SHA-256 of each CMS, hex. */
  readonly signatures: readonly string[];
}

export interface AnnulResult {
  /** False when the same decision stood already. */
  readonly created: boolean;
  readonly annulment: AnnulmentView;
  /** Ids of the grants by which its signers are members. */
  readonly grants: readonly string[];
}

const SALT_BYTES = 32;

/**
 * Annuls one ballot: verify both signatures, then who they are, then the log. Nothing is deleted: an entry refers to
 * the ballot, and the tally leaves it out.
 * @throws DauysError `contest-unknown`, the codes of verification, `annulment-invalid`, `commission-only`,
 * `voting-not-closed`, `already-annulled`, `protocol-published`, `busy`
 */
export async function annulBallot(message: UnverifiedDecision, ports: AnnulmentPorts): Promise<AnnulResult> {
  const desk = ports.desk(message.contestId);
  if (desk === undefined) throw new DauysError('contest-unknown', 'no such contest');
  const signed = await verifyBoth(message, ports);
  const annulment = agreeOn(signed);
  const grants = findMembers(signed, desk, ports).map(({ id }) => id);
  if (!ports.clockWatch.isTrusted(desk.lastEntryTimeMs())) throw new DauysError('busy', 'the clock is not trusted');

  const known = await findKnown(annulment, ports);
  if (known !== undefined) {
    await desk.confirm();
    return { created: false, annulment: known, grants };
  }
  await assertBallot(annulment, ports);
  const { event, document } = decide(message, signed, annulment, ports);
  const outcome = await desk.submit({ kind: 'event', event });
  if (outcome.kind === 'appended') {
    return { created: true, annulment: viewOf(annulment, outcome.index, event.timeMs, document), grants };
  }
  // Somebody was first: with the same decision, with another one, or with the protocol.
  const first = await findKnown(annulment, ports);
  if (first === undefined) throw new DauysError('busy', 'the annulment was not taken');
  await desk.confirm();
  return { created: false, annulment: first, grants };
}

/** All annulments of a contest, oldest first. */
export async function listAnnulments(
  contestId: string,
  ports: Pick<AnnulmentPorts, 'ledger'>,
): Promise<readonly AnnulmentView[]> {
  const { annulled } = await ports.ledger.state(contestId);
  const entries = [...annulled].sort(([, a], [, b]) => a - b);
  return Promise.all(entries.map(async ([ballot, index]) => readView(contestId, ballot, index, ports)));
}

type Signed = VerifiedMessage<Annulment> & { readonly cms: Uint8Array };

/** Both are verified whatever becomes of the first; the first one's refusal is told. */
async function verifyBoth(
  { contestId, acceptedAtMs, signatures }: UnverifiedDecision,
  { verifier }: AnnulmentPorts,
): Promise<readonly Signed[]> {
  const verify = (cms: Uint8Array): Promise<VerifiedMessage<Annulment>> =>
    verifier.verify({ contestId, cms, acceptedAtMs }).catch(asAnnulment);
  const settled = await Promise.allSettled(signatures.map(verify));
  return settled.map((result, i): Signed => {
    if (result.status === 'rejected') throw result.reason;
    return { ...result.value, cms: signatures[i] ?? new Uint8Array() };
  });
}

/** What is signed here is no ballot, so nobody is told to sign a ballot. */
function asAnnulment(error: unknown): never {
  if (isDauysError(error) && error.code === 'ballot-wrong-content') throw invalid('no annulment of this contest');
  throw error;
}

/** The same bytes, by two persons: certificates do not count, people do. */
function agreeOn([first, second]: readonly Signed[]): Annulment {
  if (first === undefined || second === undefined) throw invalid('two signatures are needed');
  if (!equalBytes(encodeAnnulment(first.match), encodeAnnulment(second.match))) throw invalid('two decisions');
  if (first.iin === second.iin) throw invalid('one person signed twice');
  return first.match;
}

function findMembers(signed: readonly Signed[], desk: ContestDesk, { roles }: AnnulmentPorts): readonly RoleGrant[] {
  const { id } = desk.contest.definition;
  return signed.map((by) => {
    const grant = roles.find(id, memberTagOf(by, desk), 'commission');
    if (grant === undefined) throw new DauysError('commission-only', 'a signer is not in the commission');
    return grant;
  });
}

/** The annulment that stands already, if it is this one; decisions are taken between closing and protocol. */
async function findKnown(annulment: Annulment, ports: AnnulmentPorts): Promise<AnnulmentView | undefined> {
  const state = await ports.ledger.state(annulment.contest);
  const index = state.annulled.get(annulment.index);
  if (index !== undefined) {
    const view = await readView(annulment.contest, annulment.index, index, ports);
    if (view.decision === fromUtf8(encodeAnnulment(annulment))) return view;
    throw new DauysError('already-annulled', `entry ${index} annuls the ballot by another decision`);
  }
  assertInTime(state);
  return undefined;
}

function assertInTime({ closedIndex, protocolIndex }: LedgerState): void {
  if (closedIndex === undefined) throw new DauysError('voting-not-closed', 'there is no closing entry yet');
  if (protocolIndex !== undefined) throw new DauysError('protocol-published', 'the protocol stands');
}

/** After the closing entry no ballot comes any more, and no entry changes: this needs no lock. */
async function assertBallot({ contest, index }: Annulment, { ledger }: AnnulmentPorts): Promise<void> {
  const { size } = await ledger.state(contest);
  const [leaf] = index < size ? await ledger.leaves(contest, index, index + 1) : [];
  if (leaf === undefined || parseLeaf(leaf).type !== 'ballot') throw invalid('there is no ballot at that index');
}

function decide(
  { acceptedAtMs: timeMs }: UnverifiedDecision,
  signed: readonly Signed[],
  annulment: Annulment,
  { installation, sha256, random }: AnnulmentPorts,
) {
  const [first, second] = signed
    .map(({ cms, evidence }) => ({ cms, digest: sha256(cms), evidence: evidenceOf(timeMs, evidence, installation) }))
    .sort((a, b) => compareBytes(a.digest, b.digest));
  if (first === undefined || second === undefined) throw invalid('two signatures are needed');
  const document: AnnulmentDocument = {
    decision: fromUtf8(encodeAnnulment(annulment)),
    salt: random(SALT_BYTES),
    signatures: [first.digest, second.digest],
  };
  const signatures: readonly SignatureRow[] = [first, second];
  const of = { type: 'annulment' as const, timeMs, ballot: annulment.index, signatures };
  const event = { ...of, text: encodeAnnulmentDocument(document), commit: annulmentCommit(document, sha256) };
  return { event, document };
}

/** As of a ballot. */
function evidenceOf(
  timeMs: number,
  found: readonly EvidenceValue[],
  installation: AnnulmentPorts['installation'],
): readonly EvidenceValue[] {
  return [{ tag: EVIDENCE.acceptedAtMs, value: u64be(timeMs) }, ...installationEvidence(installation), ...found];
}

async function readView(
  contest: string,
  ballot: number,
  index: number,
  { ledger }: Pick<AnnulmentPorts, 'ledger'>,
): Promise<AnnulmentView> {
  const document = parseAnnulmentDocument((await ledger.document(contest, index)) ?? '');
  const timeMs = await ledger.timeMs(contest, index);
  if (document === undefined || timeMs === undefined) {
    throw new DauysError('ledger-corrupt', 'an annulment without its decision');
  }
  return viewOf({ contest, index: ballot }, index, timeMs, document);
}

function viewOf(
  { contest, index: ballot }: Pick<Annulment, 'contest' | 'index'>,
  index: number,
  timeMs: number,
  { decision, salt, signatures }: AnnulmentDocument,
): AnnulmentView {
  const decidedAt = isoTime(timeMs);
  return { contest, index, ballot, decidedAt, decision, salt: toHex(salt), signatures: signatures.map(toHex) };
}

function invalid(why: string): DauysError {
  return new DauysError('annulment-invalid', why);
}
