import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '../../src/config.ts';
import { finalProtocol } from '../../src/counting.ts';
import type { DevCa, Identity } from '../../src/devca/dev-ca.ts';
import type { DevKey } from '../../src/devca/dev-key.ts';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import { EVIDENCE, type EvidenceValue } from '../../src/domain/evidence.ts';
import { toBase64, toUtf8 } from '../../src/encoding/bytes.ts';
import { openContests, openInstallation, openTrust, type Installation } from '../../src/installation.ts';
import { settledSize, type LogEvent } from '../../src/intake/log-events.ts';
import type { OpenContest } from '../../src/intake/open-contest.ts';
import { planBatch, type PendingItem, type PlanContext } from '../../src/intake/plan.ts';
import { keyCheckMessage, voterTagMessage } from '../../src/log/commitments.ts';
import { parseVkey } from '../../src/log/note.ts';
import type { RevocationMode } from '../../src/signature/revocation.ts';
import { createTallyStore } from '../../src/storage/tally-store.ts';
import { createTallyWorker } from '../../src/tally/count.ts';
import { ballotBytes, random, sha256, signedBallot, TEST_NOW, testCa, testCitizen, testContest } from './ballots.ts';
import { openAuthority, type Authority } from './ballot-evidence.ts';
import { bulkElectorate, iinOf, type Electorate } from './bulk-citizens.ts';
import { createSharedSigner } from './shared-signer.ts';

export interface LedgerOptions {
  readonly ballots: number;
  /** With closing entry and protocol; true unless told. */
  readonly closed?: boolean;
  readonly algorithm?: DevKey['kind'];
  /** `live` unless told. */
  readonly mode?: ContestDefinition['publication']['mode'];
  /** How ballots were decided, with the evidence for it; `off` unless told. */
  readonly revocation?: RevocationMode;
  /** Time anchors while voting, and one more behind the protocol; none unless told. */
  readonly anchors?: number;
  /** Every ballot carries a time-stamp over its signature. */
  readonly stamped?: boolean;
  /** Entries in one commit at most. */
  readonly batch?: number;
  /** One signature for all ballots of a candidate: from 1,000 RSA ballots on unless told. */
  readonly sharedSignatures?: boolean;
}

/** A ledger with its keys and trust directory, as a service leaves it. */
export interface MadeLedger {
  readonly directory: string;
  readonly contest: ContestDefinition;
  readonly vkey: string;
  readonly config: Config;
  readonly trustDirectory: string;
  readonly ca: DevCa;
  readonly authority: Authority;
  /** Ballots by the n-th citizen (from 1), whose ИИН is `iinOf(n)`, for this candidate. */
  readonly numberOf: (n: number) => number;
  remove(): void;
}

/** So many that people and signatures are shared. */
function isLarge({ ballots, algorithm = 'rsa' }: LedgerOptions): boolean {
  return algorithm === 'rsa' && ballots >= 1000;
}

const HOUR_MS = 3_600_000;
export const SOFTWARE = 'dauys/test';

/** Makes a ledger through the use cases themselves, in the time it takes to sign. */
export async function makeLedger(options: LedgerOptions): Promise<MadeLedger> {
  const directory = mkdtempSync(join(tmpdir(), 'dauys-ledger-'));
  const bulk = isLarge(options) ? await bulkElectorate(options.ballots) : undefined;
  const ca = bulk?.ca ?? testCa(TEST_NOW, options.algorithm);
  const contest = testContest('qamqor-demo', {
    opensAt: new Date(TEST_NOW.getTime() - HOUR_MS).toISOString(),
    closesAt: new Date(TEST_NOW.getTime() + HOUR_MS).toISOString(),
    publication: { mode: options.mode ?? 'live', everySeconds: 1, minNewBallots: 1 },
  });
  const authority = openAuthority(ca, TEST_NOW);
  writeInstallation(directory, contest, ca, authority, options);
  const settings = { DAUYS_TRUST: join(directory, 'trust'), DAUYS_DATA: join(directory, 'data') };
  const { config } = readConfig(settings, {});
  const installation = openInstallation(config);
  try {
    const [opened] = await openContests(installation, [join(directory, 'contest.json')]);
    const { vkey } = opened!.contest;
    await fill({ ...options, bulk, ca, authority, contest, installation, opened: opened!, config });
    const trustDirectory = join(directory, 'trust');
    const remove = (): void => {
      rmSync(directory, { recursive: true, force: true });
    };
    const numberOf = (n: number): number => choiceOf(contest, n);
    return { directory, contest, vkey, config, trustDirectory, ca, authority, numberOf, remove };
  } finally {
    installation.close();
  }
}

function writeInstallation(
  directory: string,
  contest: ContestDefinition,
  ca: DevCa,
  { tsa, list }: Authority,
  { revocation = 'off', anchors = 0, stamped = false }: LedgerOptions,
): void {
  const write = (folder: string, name: string, bytes: Uint8Array | string): void => {
    mkdirSync(join(directory, folder), { recursive: true });
    writeFileSync(join(directory, folder, name), bytes);
  };
  write('trust/anchors', 'ca.cer', ca.anchorDer);
  write('trust/intermediates', 'ca.cer', ca.intermediateDer);
  if (anchors > 0 || stamped) write('trust/tsa', 'tsa.cer', tsa.certificateDer);
  if (revocation === 'crl' || revocation === 'ocsp-then-crl') write('data/lists', `${list.sha256}.crl`, list.der);
  write('.', 'contest.json', JSON.stringify(contest));
}

interface Filling extends LedgerOptions {
  readonly bulk: Electorate | undefined;
  readonly ca: DevCa;
  readonly authority: Authority;
  readonly contest: ContestDefinition;
  readonly installation: Installation;
  readonly opened: OpenContest;
  readonly config: Config;
}

async function fill(filling: Filling): Promise<void> {
  const { ballots, anchors = 0, closed = true, batch = 256, contest, opened } = filling;
  const opensAtMs = Date.parse(contest.opensAt);
  const closesAtMs = Date.parse(contest.closesAt);
  const log = createLog(filling);
  const ballotAt = createBallots(filling);
  const keyCheck = opened.keys.voterMac(keyCheckMessage(opened.contest.tag));
  await log.append([event({ type: 'opened', timeMs: opensAtMs - HOUR_MS, ...log.trust, keyCheck })]);
  const between = Math.max(1, Math.ceil(ballots / Math.max(1, anchors)));
  const stepMs = Math.max(1, Math.floor((closesAtMs - opensAtMs - 2000) / Math.max(1, ballots)));
  for (let from = 0; from < ballots;) {
    const to = Math.min(ballots, from + batch, from - (from % between) + between);
    const timeOf = (i: number): number => opensAtMs + 1000 + i * stepMs;
    await log.append(Array.from({ length: to - from }, (_, i) => ballotAt(from + i + 1, timeOf(from + i))));
    from = to;
    if (anchors > 0 && from % between === 0) await log.anchor(timeOf(from - 1) + 500);
  }
  if (closed) {
    const timeMs = closesAtMs + 31_000;
    await log.append([event({ type: 'closed', timeMs })]);
    const { text, size } = await protocolOf(filling);
    await log.append([event({ type: 'protocol', timeMs: timeMs + 500, size, text, digest: sha256(toUtf8(text)) })]);
    if (anchors > 0) await log.anchor(timeMs + 1000);
  }
  await log.confirm();
}

const event = (of: LogEvent): PendingItem => ({ kind: 'event', event: of });

function createLog({ contest, installation, opened, config, authority, revocation = 'off' }: Filling) {
  const { ledger, highWater } = installation;
  const trustFingerprint = openTrust(config).set.fingerprint;
  const { keys } = opened;
  const context: PlanContext = {
    contest: opened.contest,
    signer: {
      name: contest.origin,
      keyId: parseVkey(keys.vkey, sha256).keyId,
      sign: (body) => keys.signCheckpoint(body),
    },
    trustFingerprint,
    softwareVersion: SOFTWARE,
    revocation: { mode: revocation, ocspMaxAgeMs: 300_000, skewMs: 300_000 },
    sha256,
    random,
  };
  const append = async (items: readonly PendingItem[]): Promise<void> => {
    await ledger.append(contest.id, [], (state) => planBatch(items, state, context));
  };
  return {
    trust: { trustFingerprint },
    append,
    async anchor(timeMs: number): Promise<void> {
      const { size, root, checkpoint } = (await ledger.head(contest.id))!;
      const token = authority.stamp(toUtf8(checkpoint), new Date(timeMs));
      const of = { type: 'time-anchor' as const, timeMs, size, root };
      await append([event({ ...of, token: toBase64(token), tokenSha256: sha256(token) })]);
    },
    async confirm(): Promise<void> {
      const { size, root } = (await ledger.head(contest.id))!;
      await highWater.raise(contest.id, size, root);
    },
  };
}

/** Uneven on purpose: some candidates get many ballots, some none. */
function choiceOf({ candidates }: ContestDefinition, n: number): number {
  const favourites = Math.max(1, Math.floor(candidates.length / 3));
  return candidates[n % 3 === 0 ? n % candidates.length : n % favourites]!.number;
}

function createBallots(filling: Filling): (n: number, atMs: number) => PendingItem {
  const { bulk, ca, contest, opened, authority, revocation = 'off', stamped = false } = filling;
  const shared = filling.sharedSignatures ?? bulk !== undefined;
  const signShared = createSharedSigner(TEST_NOW);
  const contents = new Map(contest.candidates.map(({ number }) => [number, ballotBytes(contest, number)]));

  function sign(content: Uint8Array, citizen: Identity, at: Date): { cms: Uint8Array; stamps: EvidenceValue[] } {
    if (stamped) {
      const { cms, token } = authority.stampedBallot(content, citizen, at);
      return { cms, stamps: [{ tag: EVIDENCE.timeStampToken, value: token }] };
    }
    return {
      cms: shared ? signShared(content, citizen) : signedBallot(content, citizen, { signingTime: at }),
      stamps: [],
    };
  }

  return (n, atMs) => {
    const citizen = bulk?.citizens[n - 1] ?? testCitizen(n, ca);
    const number = choiceOf(contest, n);
    const { cms, stamps } = sign(contents.get(number)!, citizen, new Date(atMs));
    return {
      kind: 'ballot',
      voterTag: opened.keys.voterMac(voterTagMessage(opened.contest.tag, iinOf(n))),
      candidate: opened.contest.candidatesByNumber.get(number)!,
      cms,
      acceptedAtMs: atMs,
      evidence: [...authority.evidence(revocation, n, citizen, new Date(atMs)), ...stamps],
    };
  };
}

async function protocolOf({
  contest,
  installation,
  opened,
}: Filling): Promise<{ readonly text: string; readonly size: number }> {
  const state = await installation.ledger.state(contest.id);
  const size = settledSize(state);
  const worker = createTallyWorker({
    store: createTallyStore(installation.db),
    contest: () => contest,
    protocolIndex: async () => undefined,
    clock: { nowMs: () => TEST_NOW.getTime() },
  });
  const covered = { closedIndex: state.closedIndex!, size };
  return { text: await finalProtocol(opened.contest, covered, installation, worker), size };
}
