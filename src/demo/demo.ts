import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { parseContestDefinition, type ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import type { Language } from '../domain/texts.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import type { Runtime } from '../running.ts';
import { startService } from '../service.ts';
import { sha256 } from '../signature/digest.ts';
import { castBallots, fetchBallot, postBallot, type CastBallot } from './cast.ts';
import { createCitizenOffice, createDemoAuthorities, type DemoAuthorities } from './citizens.ts';
import { countTable } from './count-table.ts';
import { createDemoClock, type DemoClock } from './demo-clock.ts';
import { reverify } from './reverify.ts';
import { DEMO_TEXTS } from './texts.ts';

const HOUR_MS = 3_600_000;
const random = (length: number): Uint8Array => randomBytes(length);

export interface DemoOptions {
  readonly ballots: number;
  /** 0 takes a free port. */
  readonly port: number;
  readonly language: Language;
  readonly runtime: Runtime;
  readonly say: (line: string) => void;
  readonly onProgress: (cast: number, total: number) => void;
  readonly onCast: () => void;
}

export interface RunningDemo {
  readonly url: string;
  readonly summary: Readonly<Record<string, unknown>>;
  /** Stops the service and deletes everything the demonstration made. */
  stop(): Promise<void>;
}

/** The main job on the embedded default, from citizens' keys to the verdict over the closed ledger. */
export async function runDemo(options: DemoOptions): Promise<RunningDemo> {
  const text = DEMO_TEXTS[options.language];
  options.say(text.preparing);
  const clock = createDemoClock(options.runtime.clock);
  const now = new Date(clock.nowMs());
  const directory = mkdtempSync(join(tmpdir(), 'dauys-demo-'));
  const authorities = createDemoAuthorities(now, random);
  const contest = demoContest(now);
  const config = writeInstallation(directory, contest, authorities, options.port);
  const service = await startService(config.config, config.secrets, { ...options.runtime, clock });
  const stop = async (): Promise<void> => {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const summary = await play({
      ...options,
      url: service.url,
      contest,
      clock,
      citizen: createCitizenOffice(authorities, now, random),
    });
    return { url: service.url, summary, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Play extends DemoOptions {
  readonly url: string;
  readonly contest: ContestDefinition;
  readonly clock: DemoClock;
  readonly citizen: ReturnType<typeof createCitizenOffice>;
}

async function play(options: Play): Promise<Record<string, unknown>> {
  const { url, contest, clock, language, say } = options;
  const text = DEMO_TEXTS[language];
  const startedMs = clock.nowMs();
  const cast = await castBallots({
    ...options,
    chance: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    onProgress: (n) => {
      options.onProgress(n, options.ballots);
    },
  });
  options.onCast();
  const seconds = ((clock.nowMs() - startedMs) / 1000).toFixed(1);
  say(text.cast(cast.length, seconds));

  const counts = await publishedCounts(url, contest.id, cast.length);
  say(text.counts(cast.length));
  say(text.leaders);
  for (const line of countTable(contest, counts, language)) say(line);
  say('');
  await voteAgain(options, cast);

  say(text.closing);
  clock.skip(2 * HOUR_MS);
  const vkey = await closedLogKey(url, contest.id);
  const receipts = cast.map((ballot) => ballot.receipt);
  const verdict = await reverify({ url, contestId: contest.id, vkey, receipts, sha256, verifyEd25519 });
  assertSameCounts(contest, counts, verdict.byCandidate);
  say(text.closed(verdict.size));
  say(text.verified(receipts.length));
  say(text.good);
  return { ballots: cast.length, seconds: Number(seconds), size: verdict.size, root: verdict.root, vkey };
}

/** The same ballot gets the first receipt; a ballot for another candidate is refused. */
async function voteAgain({ url, contest, ballots, language, say }: Play, cast: readonly CastBallot[]): Promise<void> {
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
  if (other === undefined || ballots === 0) return;
  const refused = await postBallot(url, contest.id, first.citizen.sign(await fetchBallot(url, contest.id, other.id)));
  const { code } = JSON.parse(refused.body) as { code?: string };
  if (refused.status !== 409 || code !== 'already-voted')
    throw new DauysError('internal', 'a second vote was not refused');
  say(text.otherCandidate(code));
}

interface PublishedTallies {
  readonly state: string;
  readonly ballots: number;
  readonly nominations?: readonly {
    readonly candidates: readonly { readonly id: string; readonly ballots: number }[];
  }[];
}

/** Waits until every ballot is published. */
async function publishedCounts(url: string, contestId: string, ballots: number): Promise<Map<string, number>> {
  const tallies = await poll<PublishedTallies>(
    `${url}/api/v1/contests/${contestId}/tallies`,
    (t) => t.ballots >= ballots,
  );
  return new Map((tallies.nominations ?? []).flatMap((n) => n.candidates.map((c) => [c.id, c.ballots] as const)));
}

/** Waits until the protocol stands in the closed log. */
async function closedLogKey(url: string, contestId: string): Promise<string> {
  await poll(`${url}/api/v1/contests/${contestId}/protocol`, () => true);
  const { vkey } = await poll<{ vkey: string }>(`${url}/api/v1/contests/${contestId}`, () => true);
  return vkey;
}

async function poll<T>(url: string, isDone: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(url);
    if (answer.ok) {
      const json = (await answer.json()) as T;
      if (isDone(json)) return json;
    } else await answer.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new DauysError('internal', `${new URL(url).pathname} did not get there in a minute`);
}

function assertSameCounts(
  contest: ContestDefinition,
  published: ReadonlyMap<string, number>,
  recounted: ReadonlyMap<number, number>,
): void {
  const same = contest.candidates.every((c) => (published.get(c.id) ?? 0) === (recounted.get(c.number) ?? 0));
  if (!same) throw new DauysError('ledger-corrupt', 'published counts and the recount differ');
}

/** The bundled contest, open for two hours around now and publishing every second. */
function demoContest(now: Date): ContestDefinition {
  const file = new URL('../../fixtures/contests/qamqor-demo.json', import.meta.url);
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return parseContestDefinition({
    ...json,
    opensAt: new Date(now.getTime() - HOUR_MS).toISOString(),
    closesAt: new Date(now.getTime() + HOUR_MS).toISOString(),
    publication: { mode: 'live', everySeconds: 1, minNewBallots: 1 },
  });
}

function writeInstallation(
  directory: string,
  contest: ContestDefinition,
  authorities: DemoAuthorities,
  port: number,
): ReturnType<typeof readConfig> {
  for (const kind of ['anchors', 'intermediates']) mkdirSync(join(directory, 'trust', kind), { recursive: true });
  for (const [name, ca] of Object.entries({ rsa: authorities.rsa, gost: authorities.gost })) {
    writeFileSync(join(directory, 'trust', 'anchors', `${name}.cer`), ca.anchorDer);
    writeFileSync(join(directory, 'trust', 'intermediates', `${name}.cer`), ca.intermediateDer);
  }
  const contestFile = join(directory, 'contest.json');
  writeFileSync(contestFile, JSON.stringify(contest));
  const settings = {
    DAUYS_TRUST: join(directory, 'trust'),
    DAUYS_DATA: join(directory, 'data'),
    DAUYS_CONTEST: contestFile,
    DAUYS_PORT: String(port),
    DAUYS_LOG_LEVEL: 'error',
  };
  return readConfig(settings, {});
}
