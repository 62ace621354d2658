import type { Config, Secrets } from './config.ts';
import type { ContestDefinition } from './domain/contest.ts';
import { DauysError } from './domain/errors.ts';
import type { PublishedProtocol } from './http/deps.ts';
import { openInstallation, type Installation } from './installation.ts';
import type { ContestProgress, LoadedContest } from './intake/contests.ts';
import type { LogResources } from './intake/log-resources.ts';
import type { Clock, TallyHints } from './intake/ports.ts';
import { closeAll, failed, type Closing, type Runtime } from './running.ts';
import { createEvents, type Events } from './observability/events.ts';
import { createLogger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { createInProcessHints } from './queue/in-process-hints.ts';
import { createQueueHints } from './queue/queue-hints.ts';
import { createTallyQueueWorker } from './queue/tally-queue-worker.ts';
import { createRedisPublicationFeed } from './redis/publisher.ts';
import { sha256 } from './signature/digest.ts';
import { createTallyStore } from './storage/tally-store.ts';
import { createTallyWorker, type TallyWorker } from './tally/count.ts';
import { startTallyPolling } from './tally/polling.ts';
import type { PublicationFeed, TallyStore } from './tally/ports.ts';
import { buildProtocol, encodeProtocol, type Protocol } from './tally/protocol.ts';
import { protocolCsv } from './tally/protocol-csv.ts';
import { createPublicationFeed } from './tally/publication-feed.ts';
import { turnoutByDay, type TurnoutByDay } from './tally/turnout.ts';
import { tallyView, type TallyView } from './tally/view.ts';

/** Counting costs a commit of its own: a few a second keep the published lag far under its two seconds. */
const HINT_WINDOW_MS = 250;
/** Turnout is read anew this often at most: a page that shows it is rendered no more often. */
const TURNOUT_KEPT_MS = 2000;

export interface Tally {
  readonly feed: PublicationFeed;
  readonly store: TallyStore;
  readonly worker: TallyWorker;
  contestIds(): string[];
}

/** Counting over an installation, in `serve` and in a worker of its own. */
export function openTally(installation: Installation, clock: Clock, feed: PublicationFeed, events: Events): Tally {
  const store = createTallyStore(installation.db);
  let known: ReadonlyMap<string, ContestDefinition> = new Map();
  // Read anew: a worker may have started before its contest was loaded.
  const definitions = (): typeof known => {
    known = new Map(installation.opening.store.list().map(({ definition }) => [definition.id, definition]));
    return known;
  };
  const worker = createTallyWorker({
    store,
    contest: (contestId) => known.get(contestId) ?? definitions().get(contestId),
    protocolIndex: async (contestId) => (await installation.ledger.state(contestId)).protocolIndex,
    clock,
    onPublished: (notice, by) => {
      if (by === 'this-process') events.tallyPublished(notice.contest, notice.size);
      feed.announce(notice);
    },
  });
  return { store, worker, feed, contestIds: () => [...definitions().keys()] };
}

export function openFeed({ redisUrl }: Secrets, events: Events, closing: Closing): PublicationFeed {
  if (redisUrl === undefined) return createPublicationFeed();
  const feed = createRedisPublicationFeed(redisUrl, failed(events, 'redis-feed'));
  closing.push(() => {
    feed.close();
  });
  return feed;
}

/** Both ends of the queue, and the polling that makes every hint dispensable. */
export function openQueue({ redisUrl }: Secrets, tally: Tally, events: Events, closing: Closing): TallyHints {
  const count = (contestId: string): Promise<void> => tally.worker.countToHead(contestId);
  const onError = failed(events, 'tally');
  const polling = startTallyPolling({ count, contestIds: tally.contestIds, onError });
  closing.push(() => polling.stop());
  if (redisUrl === undefined) {
    const hints = createInProcessHints({ count, windowMs: HINT_WINDOW_MS, onError });
    closing.push(() => hints.close());
    return hints;
  }
  const worker = createTallyQueueWorker(redisUrl, count, { onError });
  const hints = createQueueHints(redisUrl, { windowMs: HINT_WINDOW_MS, onError });
  closing.push(
    () => worker.close(),
    () => hints.close(),
  );
  return hints;
}

/** What readers get: the newest publication, at once and whenever another one comes. */
export function createTallyReader(
  { store, feed }: Tally,
  contestOf: (contestId: string) => { readonly contest: LoadedContest },
  clock: Pick<Clock, 'monotonicMs'>,
) {
  const turnouts = new Map<string, { readonly atMs: number; readonly turnout: TurnoutByDay }>();
  const view = (contestId: string): TallyView => {
    const sources = { publication: store.publication(contestId), turnout: store.turnout(contestId) };
    return tallyView(contestOf(contestId).contest.definition, sources);
  };
  const turnout = (contestId: string): TurnoutByDay => {
    const kept = turnouts.get(contestId);
    const nowMs = clock.monotonicMs();
    if (kept !== undefined && nowMs - kept.atMs < TURNOUT_KEPT_MS) return kept.turnout;
    const fresh = turnoutByDay(contestOf(contestId).contest.definition, store.quarters(contestId));
    turnouts.set(contestId, { atMs: nowMs, turnout: fresh });
    return fresh;
  };
  return {
    view,
    turnout,
    subscribe: (contestId: string, listener: (view: TallyView) => void) =>
      feed.subscribe((notice) => {
        if (notice.contest === contestId) listener(view(contestId));
      }),
  };
}

/** JCS text of the protocol of a closed contest over the first `size` entries. */
export async function finalProtocol(
  { definition, digest, vkey }: LoadedContest,
  { closedIndex, size }: { readonly closedIndex: number; readonly size: number },
  { ledger }: Installation,
  worker: TallyWorker,
): Promise<string> {
  const { id } = definition;
  const checkpoint = await ledger.checkpointAt(id, size);
  const [openedAtMs, closedAtMs] = [await ledger.timeMs(id, 0), await ledger.timeMs(id, closedIndex)];
  if (checkpoint === undefined || openedAtMs === undefined || closedAtMs === undefined) {
    throw new DauysError('ledger-corrupt', 'the last entry of the vote has no checkpoint of its own');
  }
  const counts = await worker.finalCounts(id, size);
  const protocol = buildProtocol({
    contest: definition,
    digest,
    vkey,
    checkpoint,
    size,
    openedAtMs,
    closedAtMs,
    counts,
  });
  return Buffer.from(encodeProtocol(protocol)).toString('utf8');
}

/** The protocol once entry 18 stands, with its proof in the newest tree as the log alone signed it. */
export async function publishedProtocol(
  { contest, progress }: { readonly contest: LoadedContest; progress(): ContestProgress },
  { ledger }: Installation,
  logAsSigned: Pick<LogResources, 'inclusionProof'>,
  { store, worker }: Pick<Tally, 'store' | 'worker'>,
): Promise<PublishedProtocol | undefined> {
  const { id } = contest.definition;
  const { protocolIndex } = progress();
  if (protocolIndex === undefined) return undefined;
  // Whoever sees the protocol finds the final counts as well, whichever process wrote it.
  if (store.publication(id)?.final !== true) await worker.countToHead(id);
  const protocol = await ledger.document(id, protocolIndex);
  const proof = await logAsSigned.inclusionProof(id, protocolIndex);
  if (protocol === undefined || proof === undefined)
    throw new DauysError('ledger-corrupt', 'the protocol entry has no document');
  const digest = Buffer.from(sha256(Buffer.from(protocol))).toString('hex');
  return { protocol, proof, csv: protocolCsv(JSON.parse(protocol) as Protocol, digest), sha256: digest };
}

/** A tally worker alone, on the data directory of a service. */
export async function startTallyProcess(
  config: Config,
  secrets: Secrets,
  { clock, logTo }: Runtime,
): Promise<{ stop(): Promise<void> }> {
  const closing: Closing = [];
  const events = createEvents(createLogger(config.logLevel, logTo), createMetrics());
  const installation = openInstallation(config);
  closing.push(() => {
    installation.close();
  });
  const tally = openTally(installation, clock, openFeed(secrets, events, closing), events);
  openQueue(secrets, tally, events, closing);
  events.workerStarted();
  return {
    async stop() {
      events.serviceStopping();
      await closeAll(closing);
      events.serviceStopped();
    },
  };
}
