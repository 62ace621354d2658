import { randomBytes } from 'node:crypto';
import type { Config, Secrets } from './config.ts';
import { DauysError } from './domain/errors.ts';
import { createTallyReader, finalProtocol, openFeed, openQueue, openTally, publishedProtocol } from './counting.ts';
import { readOperatorFile } from './files/operator-files.ts';
import { DEFAULT_LIMITS } from './http/deps.ts';
import { createMetricsServer } from './http/metrics-server.ts';
import { createHttpService } from './http/server.ts';
import { openContests, openInstallation, openTrust, type Installation } from './installation.ts';
import { createClockWatch, type ClockWatch } from './intake/clock-watch.ts';
import { openContestDesk, type RunningContest } from './intake/contest-desk.ts';
import type { LoadedContest } from './intake/contests.ts';
import { ledgerOnlyGate } from './intake/ledger-only-gate.ts';
import { createLogResources } from './intake/log-resources.ts';
import type { VotedGate } from './intake/ports.ts';
import { submitBallot } from './intake/submit-ballot.ts';
import { createEvents, type Events } from './observability/events.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { createRedisGate } from './redis/gate.ts';
import { startReconciling } from './redis/reconcile.ts';
import { closeAll, failed, type Closing, type Runtime } from './running.ts';
import { sha256 } from './signature/digest.ts';
import { createTokenStore } from './storage/token-store.ts';
import { createVoterTags } from './storage/voter-tags.ts';
import { createVerifyPool } from './workers/verify-pool.ts';
import type { VerifyContest } from './workers/verify-task.ts';

/** Ballots under verification at most; past it the answer is `busy`. */
const MAX_VERIFYING = 1024;
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
  const { clock } = runtime;
  const metrics = createMetrics();
  const events = createEvents(createLogger(config.logLevel, runtime.logTo), metrics);
  const trust = openTrust(config);
  const crls = config.crlFiles.map(readOperatorFile);
  const installation = openInstallation(config);
  closing.push(() => {
    installation.close();
  });
  const opened = await openContests(installation, config.contestFiles);
  const clockWatch = createClockWatch(clock);

  const tally = openTally(installation, clock, openFeed(secrets, events, closing), events);
  const desks = new Map<string, RunningContest>();
  closing.push(async () => {
    await Promise.all([...desks.values()].map((desk) => desk.stop()));
  });
  for (const contest of opened) {
    const { id } = contest.contest.definition;
    const desk = await openContestDesk(contest, {
      ...installation,
      clock,
      clockWatch,
      trustFingerprint: trust.fingerprint,
      softwareVersion: runtime.version,
      sha256,
      random: (length) => randomBytes(length),
      finalProtocol: (_, closedIndex) => finalProtocol(contest.contest, closedIndex, installation, tally.worker),
      ...sequencerEvents(id, events, runtime),
    });
    desks.set(id, desk);
    events.contestLoaded(id);
  }

  const hints = openQueue(secrets, tally, events, closing);
  const gate = openGate(secrets, installation, desks, events, closing);
  const pool = createVerifyPool({
    data: { ...trust.files, crls, contests: opened.map(({ contest }) => verifyContest(contest)) },
    maxPending: MAX_VERIFYING,
    threads: config.verifyThreads,
  });
  closing.push(() => pool.close());
  const ticking = startTicking(desks, clockWatch, { events, tickMs: runtime.tickMs ?? TICK_MS });
  closing.push(ticking.stop);

  const tokens = createTokenStore(installation.db);
  const ports = {
    desk: (id: string) => desks.get(id),
    verifier: pool,
    gate,
    ledger: installation.ledger,
    hints,
    clockWatch,
  };
  const http = createHttpService({
    contests: {
      list: () => [...desks.values()].map(({ contest }) => contest),
      get: (id) => desks.get(id)?.contest,
      state: (id) => known(desks, id).state(),
    },
    submitBallot: (ballot) => submitBallot(ballot, ports),
    log: createLogResources(installation.ledger, sha256),
    tallies: createTallyReader(tally, (id) => known(desks, id)),
    protocol: (id) => publishedProtocol(known(desks, id), installation),
    tokens,
    readiness: () => readiness(desks, clockWatch),
    clock,
    events,
    sha256,
    limits: { ...DEFAULT_LIMITS, refusalsPerMinute: config.refusalsPerMinute, trustedProxies: config.trustedProxies },
  });
  const metricsServer = createMetricsServer(metrics);
  const metricsPort = await metricsServer.listen(config.metricsListen);
  closing.push(() => metricsServer.close());
  events.serviceListening('metrics', config.metricsListen.host, metricsPort);
  const port = await http.listen(config);
  closing.push(() => http.close());
  events.serviceListening('http', config.host, port);
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    metricsPort,
    stop: () => closeAll(closing),
  };
}

function openGate(
  { redisUrl }: Secrets,
  { db }: Installation,
  desks: ReadonlyMap<string, RunningContest>,
  events: Events,
  closing: Closing,
): VotedGate {
  if (redisUrl === undefined) return ledgerOnlyGate;
  const onError = failed(events, 'gate');
  const gate = createRedisGate({ url: redisUrl, onUnknown: events.gateUnknown, onError });
  const tags = createVoterTags(db);
  const reconciling = startReconciling({ gate, tags, contestIds: () => [...desks.keys()], onError });
  closing.push(
    () => {
      gate.close();
    },
    () => reconciling.stop(),
  );
  return gate;
}

function sequencerEvents(contestId: string, events: Events, { onFatal }: Runtime) {
  return {
    onCommitUnknown: (error: DauysError) => {
      events.commitUnknown(contestId, error);
      onFatal();
    },
    onRolledBack: failed(events, 'sequencer'),
    onCommitted: ({ items, size, durationMs }: { items: number; size: number; durationMs: number }) => {
      events.batchCommitted(contestId, items, size, durationMs);
    },
  };
}

/** Looks at the clock and does what is due in every contest, again and again. */
function startTicking(
  desks: ReadonlyMap<string, RunningContest>,
  clockWatch: ClockWatch,
  { events, tickMs }: { readonly events: Events; readonly tickMs: number },
) {
  let round = Promise.resolve();
  let busy = false;
  async function tick(): Promise<void> {
    busy = true;
    for (const desk of desks.values()) await desk.tick().catch(failed(events, 'lifecycle'));
    events.clockChecked(isClockTrusted(desks, clockWatch), clockWatch.stepMs());
    events.queueChanged([...desks.values()].reduce((sum, desk) => sum + desk.waiting(), 0));
    busy = false;
  }
  const timer = setInterval(() => {
    if (!busy) round = tick();
  }, tickMs);
  return {
    async stop(): Promise<void> {
      clearInterval(timer);
      await round;
    },
  };
}

function isClockTrusted(desks: ReadonlyMap<string, RunningContest>, clockWatch: ClockWatch): boolean {
  return clockWatch.isTrusted(Math.max(0, ...[...desks.values()].map((desk) => desk.lastEntryTimeMs())));
}

function readiness(desks: ReadonlyMap<string, RunningContest>, clockWatch: ClockWatch) {
  const checks = { clock: isClockTrusted(desks, clockWatch), contests: desks.size > 0 };
  return { ok: Object.values(checks).every(Boolean), checks };
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
  return { id: definition.id, candidates };
}
