import { randomBytes } from 'node:crypto';
import type { Config } from '../config.ts';
import type { OcspFault } from '../devca/ocsp-server.ts';
import type { FaultServer } from '../devca/fault-server.ts';
import type { ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import type { Receipt } from '../domain/receipt.ts';
import type { Language } from '../domain/texts.ts';
import { openBallotRecords, openTrust } from '../installation.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import { parseProof } from '../log/proof.ts';
import { sha256 } from '../signature/digest.ts';
import { castBallots, fetchBallot, postBallot, type CastBallot } from './cast.ts';
import type { CitizenOffice } from './citizens.ts';
import { countTable } from './count-table.ts';
import type { DemoClock } from './demo-clock.ts';
import { readKeptLists } from './demo-installation.ts';
import { agree, waitFor } from './public-answers.ts';
import { redecide, type RedecideVerdict } from './redecide.ts';
import { reverify, type Verdict } from './reverify.ts';
import type { PublishedAnchor } from './reverify-anchors.ts';
import { DEMO_TEXTS } from './texts.ts';
import { verifyOpen } from './verify-open.ts';

const HOUR_MS = 3_600_000;
/** Decided again in a few seconds. */
const SAMPLE = 200;

/** How much is shown, and to whom. */
export interface Show {
  readonly ballots: number;
  readonly language: Language;
  readonly say: (line: string) => void;
  readonly onProgress: (cast: number, total: number) => void;
  readonly onCast: () => void;
  /** Ends the demonstration before its end; what it made is deleted all the same. */
  readonly signal?: AbortSignal;
}

interface Play extends Show {
  readonly ending: 'closed' | 'open';
  readonly url: string;
  readonly contest: ContestDefinition;
  readonly config: Config;
  readonly clock: DemoClock;
  readonly ocsp: FaultServer<OcspFault>;
  readonly citizen: CitizenOffice;
}

/** Everything that is shown, and checked, between a service that has just started and the verdict. */
export async function play(options: Play): Promise<Record<string, unknown>> {
  const { contest, language, say } = options;
  const text = DEMO_TEXTS[language];
  const { cast, seconds } = await vote(options);
  say(text.cast(cast.length, seconds));
  if (cast.length > 0) say(text.outage);

  const counts = await publishedCounts(options, cast.length);
  say(text.counts(cast.length));
  say(text.leaders);
  for (const line of countTable(contest, counts, language)) say(line);
  say('');
  await voteAgain(options, cast);
  await voteRevoked(options);

  const receipts = cast.map((ballot) => ballot.receipt);
  const told = { ballots: cast.length, seconds: Number(seconds), revoked: 1 };
  if (options.ending === 'open') return { ...told, ...(await verifyRunning(options, receipts)) };
  return { ...told, ...(await closeAndVerify(options, receipts, counts)) };
}

/** What can be verified while the vote goes on: nobody knows the choices yet but from the published counts. */
async function verifyRunning({ url, contest, language, say }: Play, receipts: readonly string[]) {
  const text = DEMO_TEXTS[language];
  const { size, root, vkey } = await verifyOpen({ url, contestId: contest.id, receipts, sha256, verifyEd25519 });
  say(text.verifiedOpen(receipts.length, size));
  say(text.good);
  return { size, root, vkey };
}

async function closeAndVerify(options: Play, receipts: readonly string[], counts: ReadonlyMap<string, number>) {
  const { contest, config, clock, language, say } = options;
  const text = DEMO_TEXTS[language];
  say(text.closing);
  // An interval first: entries that wait for hours are a reason to complain of the time-stamp authority.
  clock.skip(config.tsa?.everyMs ?? 0);
  await anchorOver(options, Math.max(0, ...receipts.map((text) => (JSON.parse(text) as Receipt).index)));
  clock.skip(2 * HOUR_MS);
  const { vkey, protocolIndex } = await closedLog(options);
  const verdict = await verify(options, receipts, vkey);
  assertSameCounts(contest, counts, verdict.byCandidate);
  agree(verdict.anchoredSize > protocolIndex, 'no time anchor covers the protocol');
  say(text.closed(verdict.size));
  say(text.verified(receipts.length));
  say(text.anchored(verdict.anchors));
  const { redecided, byList } = await decideAgain(options, receipts);
  agree(byList === Math.min(1, receipts.length), 'another number of ballots stands on a list');
  say(text.redecided(redecided, receipts.length));
  say(text.good);
  return { size: verdict.size, root: verdict.root, vkey, byList, anchors: verdict.anchors, redecided };
}

/** All citizens but the last vote as usual; for the last one the responder is down. */
async function vote(options: Play): Promise<{ cast: readonly CastBallot[]; seconds: string }> {
  const { ballots, clock, ocsp } = options;
  const startedMs = clock.monotonicMs();
  const usual = Math.max(0, ballots - 1);
  const chance = (): number => randomBytes(4).readUInt32BE() / 2 ** 32;
  const castFrom = (first: number, count: number): Promise<readonly CastBallot[]> =>
    castBallots({
      ...{ ...options, first, ballots: count, chance },
      onProgress: (n) => {
        options.onProgress(first + n, ballots);
      },
    });
  const cast = [...(await castFrom(0, usual))];
  ocsp.setFault('500');
  cast.push(...(await castFrom(usual, ballots - usual)));
  ocsp.setFault('none');
  options.onCast();
  return { cast, seconds: ((clock.monotonicMs() - startedMs) / 1000).toFixed(1) };
}

/** The same ballot gets the first receipt; a ballot for another candidate is refused. */
async function voteAgain({ url, contest, language, say }: Play, cast: readonly CastBallot[]): Promise<void> {
  const text = DEMO_TEXTS[language];
  const [first] = cast;
  if (first === undefined) return;
  const again = await postBallot(
    url,
    contest.id,
    first.citizen.sign(await fetchBallot(url, contest.id, first.candidateId)),
  );
  if (again.status !== 200 || again.body !== first.receipt)
    throw new DauysError('internal', 'the first receipt did not come back');
  say(text.sameAgain);
  const other = contest.candidates.find((c) => c.id !== first.candidateId);
  if (other === undefined) return;
  const refused = await postBallot(url, contest.id, first.citizen.sign(await fetchBallot(url, contest.id, other.id)));
  say(text.otherCandidate(expectRefusal(refused, 409, 'already-voted')));
}

/** A good signature whose certificate the authority has just revoked. */
async function voteRevoked({ url, contest, citizen, ballots, language, say }: Play): Promise<void> {
  const [candidate] = contest.candidates;
  if (candidate === undefined) return;
  const voter = citizen(ballots);
  voter.revoke();
  const refused = await postBallot(url, contest.id, voter.sign(await fetchBallot(url, contest.id, candidate.id)));
  say(DEMO_TEXTS[language].revoked(expectRefusal(refused, 422, 'certificate-revoked')));
}

function expectRefusal({ status, body }: { status: number; body: string }, expected: number, code: string): string {
  const answered = (JSON.parse(body) as { code?: string }).code;
  if (status === expected && answered === code) return code;
  throw new DauysError('internal', `a ballot to refuse with ${code} was answered ${status}`);
}

async function verify({ url, contest, config }: Play, receipts: readonly string[], vkey: string): Promise<Verdict> {
  const { tsa } = openTrust(config).set;
  return reverify({ url, contestId: contest.id, vkey, receipts, tsa, sha256, verifyEd25519 });
}

/** Out of the installation's own files: nobody is asked. */
async function decideAgain({ contest, config, signal }: Play, receipts: readonly string[]): Promise<RedecideVerdict> {
  const records = openBallotRecords(config);
  try {
    return await redecide({
      ...{ contest, receipts, sha256, sample: SAMPLE, signal },
      kept: (index) => records.read(contest.id, index),
      lists: readKeptLists(config.dataDirectory),
      trust: openTrust(config).set,
    });
  } finally {
    records.close();
  }
}

interface PublishedTallies {
  readonly ballots: number;
  readonly nominations?: readonly {
    readonly candidates: readonly { readonly id: string; readonly ballots: number }[];
  }[];
}

/** Waits until every ballot is published. */
async function publishedCounts({ url, contest, signal }: Play, ballots: number): Promise<Map<string, number>> {
  const address = `${url}/api/v1/contests/${contest.id}/tallies`;
  const tallies = await waitFor<PublishedTallies>(address, (t) => t.ballots >= ballots, signal);
  return new Map((tallies.nominations ?? []).flatMap((n) => n.candidates.map((c) => [c.id, c.ballots] as const)));
}

/** Waits until the protocol stands in the closed log and a time anchor covers it. */
async function closedLog(options: Play): Promise<{ vkey: string; protocolIndex: number }> {
  const { url, contest, signal } = options;
  const address = `${url}/api/v1/contests/${contest.id}`;
  const { proof } = await waitFor<{ proof: string }>(`${address}/protocol`, () => true, signal);
  const { index: protocolIndex } = parseProof(proof);
  await anchorOver(options, protocolIndex);
  const { vkey } = await waitFor<{ vkey: string }>(address, () => true, signal);
  return { vkey, protocolIndex };
}

/** Waits until a time anchor covers the entry. */
async function anchorOver({ url, contest, signal }: Play, index: number): Promise<void> {
  const isCovered = ({ anchors }: { anchors: readonly PublishedAnchor[] }): boolean =>
    anchors.some(({ size }) => size > index);
  // It stands behind what it covers.
  await waitFor(`${url}/api/v1/contests/${contest.id}/time-anchors?after=${index}`, isCovered, signal);
}

function assertSameCounts(
  contest: ContestDefinition,
  published: ReadonlyMap<string, number>,
  recounted: ReadonlyMap<number, number>,
): void {
  const same = contest.candidates.every((c) => (published.get(c.id) ?? 0) === (recounted.get(c.number) ?? 0));
  agree(same, 'published counts and the recount differ');
}
