import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openStatementKeys, openStatements } from './answering.ts';
import { openAuthorities, type Authorities } from './authorities.ts';
import type { Config, Secrets } from './config.ts';
import { DauysError } from './domain/errors.ts';
import {
  createTallyReader,
  finalProtocol,
  openFeed,
  openQueue,
  openTally,
  publishedProtocol,
  type Tally,
} from './counting.ts';
import { createExportShelf } from './files/export-shelf.ts';
import { openAnnulments } from './governing.ts';
import { DEFAULT_LIMITS, type HttpDeps } from './http/deps.ts';
import { createMetricsServer } from './http/metrics-server.ts';
import { createHttpService } from './http/server.ts';
import { openContests, openInstallation, openTrust, type Installation } from './installation.ts';
import { createClockWatch, type ClockWatch } from './intake/clock-watch.ts';
import { openContestDesk, type RunningContest } from './intake/contest-desk.ts';
import type { ContestProgress, LoadedContest } from './intake/contests.ts';
import { ledgerOnlyGate } from './intake/ledger-only-gate.ts';
import { createLogResources } from './intake/log-resources.ts';
import type { OpenContest } from './intake/open-contest.ts';
import type { Cosignatures, VotedGate } from './intake/ports.ts';
import type { StatementKeys } from './intake/statement-keys.ts';
import { submitBallot, type SubmitBallotPorts } from './intake/submit-ballot.ts';
import { verifyEd25519 } from './keys/ed25519.ts';
import { createEvents, type Events } from './observability/events.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { openPhoneSigning } from './phone-signing.ts';
import { createRedisGate } from './redis/gate.ts';
import { startReconciling } from './redis/reconcile.ts';
import { closeAll, failed, type Closing, type Runtime } from './running.ts';
import { sha256 } from './signature/digest.ts';
import { openSignIn } from './signing-in.ts';
import { createTokenStore } from './storage/token-store.ts';
import { createVoterTags } from './storage/voter-tags.ts';
import type { ServiceStatus } from './web/service-status.ts';
import { openWitnesses } from './witnessing.ts';
import type { VerifyContest } from './workers/verify-task.ts';

const TICK_MS = 1000;

export interface RunningService {
  readonly url: string;
  readonly metricsPort: number;
  /** Takes nothing new, finishes what is in flight, closes in order. */
  stop(): Promise<void>;
}

/**
 * Builds and starts the service.
 * @throws DauysError a refusal to start, before any socket opens: `config-invalid`, `contest-invalid`,
 * `contest-conflict`, `key-missing`, `key-mismatch`, `ledger-behind`, `ledger-corrupt`
 */
export async function startService(config: Config, secrets: Secrets, runtime: Runtime): Promise<RunningService> {
  const closing: Closing = [];
  try {
    return await start(config, secrets, runtime, closing);
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function start(config: Config, secrets: Secrets, runtime: Runtime, closing: Closing): Promise<RunningService> {
  const metrics = createMetrics();
  const logger = createLogger(config.logLevel, runtime.logTo);
  const events = createEvents(logger, metrics);
  const trust = openTrust(config);
  const installation = openInstallation(config);
  closing.push(() => {
    installation.close();
  });
  const opened = await openContests(installation, config.contestFiles);
  const statementKeys = openStatementKeys(opened, installation);
  const clockWatch = createClockWatch(runtime.clock);
  const tally = openTally(installation, runtime.clock, openFeed(secrets, events, closing), events);
  const contests = opened.map(({ contest }) => verifyContest(contest));
  const authorities = await openAuthorities({ config, runtime, events, trust, contests }, closing);
  const cosignatures = openWitnesses(config, installation, { runtime, logger, metrics, events }, closing);
  const desks = new Map<string, RunningContest>();
  const stores = { installation, statementKeys, tally };
  const parts: Parts = { authorities, cosignatures, runtime, ...stores, clockWatch, events, desks };
  closing.push(async () => {
    await Promise.all([...parts.desks.values()].map((desk) => desk.stop()));
  });
  for (const contest of opened) await openDesk(contest, config, trust.set.fingerprint, parts);

  const hints = openQueue(secrets, tally, events, closing);
  const gate = openGate(secrets, parts, closing);
  closing.push(startTicking(parts).stop);
  const intake = {
    desk: (id: string) => parts.desks.get(id),
    verifier: authorities.verifier,
    gate,
    ledger: installation.ledger,
    hints,
    clockWatch,
  };
  const ports = await listen(config, httpDeps(config, parts, intake), metrics, closing);
  events.serviceListening('metrics', config.metricsListen.host, ports.metricsPort);
  events.serviceListening('http', config.host, ports.port);
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${ports.port}`,
    metricsPort: ports.metricsPort,
    async stop() {
      events.serviceStopping();
      await closeAll(closing);
      events.serviceStopped();
    },
  };
}

/** What a running service is made of, below its sockets. */
interface Parts {
  readonly authorities: Authorities;
  readonly cosignatures: Cosignatures | undefined;
  readonly runtime: Runtime;
  readonly installation: Installation;
  readonly statementKeys: ReadonlyMap<string, StatementKeys>;
  readonly tally: Tally;
  readonly clockWatch: ClockWatch;
  readonly events: Events;
  readonly desks: Map<string, RunningContest>;
}

async function openDesk(
  contest: OpenContest,
  config: Config,
  trustFingerprint: Uint8Array,
  parts: Parts,
): Promise<void> {
  const { authorities, runtime, installation, tally, clockWatch, events } = parts;
  const { id } = contest.contest.definition;
  const desk = await openContestDesk(contest, {
    ...installation,
    clock: runtime.clock,
    clockWatch,
    trustFingerprint,
    softwareVersion: runtime.version,
    revocation: authorities.policy,
    timeAnchors: authorities.timeAnchors(id, installation.ledger),
    sha256,
    random: (length) => randomBytes(length),
    annulmentMs: config.annulmentMs,
    finalProtocol: (_, closedIndex, size) =>
      finalProtocol(contest.contest, { closedIndex, size }, installation, tally.worker),
    onProtocol: () => tally.worker.countToHead(id),
    isExpecting: () => authorities.pool.pending() > 0,
    onCommitUnknown: (error) => {
      events.commitUnknown(id, error);
      runtime.onFatal();
    },
    onRolledBack: failed(events, 'sequencer'),
    onCommitted: ({ items, size, durationMs }) => {
      events.batchCommitted(id, items, size, durationMs);
    },
  });
  parts.desks.set(id, desk);
  events.contestLoaded(id);
}

function httpDeps(config: Config, parts: Parts, intake: SubmitBallotPorts): HttpDeps {
  const { runtime, installation, tally, clockWatch, events, desks } = parts;
  const log = createLogResources(installation.ledger, sha256, parts.cosignatures);
  const logAsSigned = createLogResources(installation.ledger, sha256);
  return {
    contests: {
      list: () => [...desks.values()].map(({ contest }) => contest),
      get: (id) => desks.get(id)?.contest,
      state: (id) => known(desks, id).state(),
    },
    submitBallot: (ballot) => submitBallot(ballot, intake),
    statements: openStatements(parts, log),
    annulments: openAnnulments(parts),
    mobile: openPhoneSigning(config, parts),
    signIn: openSignIn(config.keysDirectory, parts),
    log,
    tallies: createTallyReader(tally, (id) => known(desks, id), runtime.clock),
    protocol: (id) => publishedProtocol(known(desks, id), installation, logAsSigned, tally),
    exports: createExportShelf(join(config.dataDirectory, 'exports'), config.auditors),
    tokens: createTokenStore(installation.db),
    readiness: () => readiness(desks, clockWatch),
    status: () => statusOf(parts),
    operator: { contact: config.contact, witnesses: config.witnesses.map(({ vkey }) => vkey) },
    signing: { ncalayer: config.ncalayer },
    clock: runtime.clock,
    events,
    sha256,
    verifyEd25519,
    limits: { ...DEFAULT_LIMITS, refusalsPerMinute: config.refusalsPerMinute, trustedProxies: config.trustedProxies },
  };
}

async function listen(config: Config, deps: HttpDeps, metrics: Metrics, closing: Closing) {
  const metricsServer = createMetricsServer(metrics);
  const metricsPort = await metricsServer.listen(config.metricsListen);
  closing.push(() => metricsServer.close());
  const http = createHttpService(deps);
  const port = await http.listen(config);
  closing.push(() => http.close());
  return { port, metricsPort };
}

function openGate({ redisUrl }: Secrets, { installation, desks, events }: Parts, closing: Closing): VotedGate {
  if (redisUrl === undefined) return ledgerOnlyGate;
  const onError = failed(events, 'gate');
  const gate = createRedisGate({ url: redisUrl, onUnknown: events.gateUnknown, onError });
  const tags = createVoterTags(installation.db);
  const reconciling = startReconciling({ gate, tags, contestIds: () => [...desks.keys()], onError });
  closing.push(
    () => {
      gate.close();
    },
    () => reconciling.stop(),
  );
  return gate;
}

/** Looks at the clock and does what is due in every contest, again and again. */
function startTicking({ desks, clockWatch, tally, events, runtime }: Parts): { stop(): Promise<void> } {
  let round = Promise.resolve();
  let busy = false;
  async function tick(): Promise<void> {
    busy = true;
    for (const [id, desk] of desks) {
      const before = desk.progress();
      await desk.tick().catch(failed(events, 'lifecycle'));
      tellProgress(id, before, desk.progress(), events);
      events.tallyAdvanced(id, tally.store.turnout(id).size, desk.size());
    }
    events.clockChecked(isClockTrusted(desks, clockWatch), clockWatch.stepMs());
    events.queueChanged([...desks.values()].reduce((sum, desk) => sum + desk.waiting(), 0));
    busy = false;
  }
  const timer = setInterval(() => {
    if (!busy) round = tick();
  }, runtime.tickMs ?? TICK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}

function tellProgress(contestId: string, before: ContestProgress, after: ContestProgress, events: Events): void {
  if (before.closedIndex === undefined && after.closedIndex !== undefined) {
    events.contestClosed(contestId, after.closedIndex);
  }
  if (before.protocolIndex === undefined && after.protocolIndex !== undefined) {
    events.protocolPublished(contestId, after.protocolIndex);
  }
}

function isClockTrusted(desks: ReadonlyMap<string, RunningContest>, clockWatch: ClockWatch): boolean {
  return clockWatch.isTrusted(Math.max(0, ...[...desks.values()].map((desk) => desk.lastEntryTimeMs())));
}

function readiness(desks: ReadonlyMap<string, RunningContest>, clockWatch: ClockWatch) {
  const checks = { clock: isClockTrusted(desks, clockWatch), contests: desks.size > 0 };
  return { ok: Object.values(checks).every(Boolean), checks };
}

function statusOf({ authorities, desks, clockWatch }: Parts): ServiceStatus {
  return {
    isClockTrusted: isClockTrusted(desks, clockWatch),
    revocation: authorities.status(),
    contests: [...desks].map(([id, desk]) => contestStatus(id, desk)),
  };
}

function contestStatus(id: string, desk: RunningContest): ServiceStatus['contests'][number] {
  const { anchoredSize = 0, isLate = false } = desk.anchorHealth() ?? {};
  const timeAnchor = anchoredSize > 0 || isLate ? { timeAnchor: { size: anchoredSize, isLate } } : {};
  return { id, state: desk.state(), size: desk.size(), ...timeAnchor };
}

function known(desks: ReadonlyMap<string, RunningContest>, contestId: string): RunningContest {
  const desk = desks.get(contestId);
  if (desk === undefined) throw new DauysError('contest-unknown', 'no such contest');
  return desk;
}

function verifyContest({ definition, ballots }: LoadedContest): VerifyContest {
  const candidates = definition.candidates.flatMap(({ id, number }) => {
    const ballot = ballots.get(id);
    return ballot === undefined ? [] : [{ id, number, ballot }];
  });
  return { id: definition.id, origin: definition.origin, candidates };
}
