import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createListRefresher, type ListRefresher } from './ca/list-refresher.ts';
import { openListStore } from './ca/list-store.ts';
import { createOcspClient, type OcspClient } from './ca/ocsp-client.ts';
import { createTimeStamper } from './ca/tsa-client.ts';
import type { Config } from './config.ts';
import type { Annulment } from './domain/annulment.ts';
import type { Challenge, ChallengePurpose } from './domain/challenge.ts';
import { DauysError, isDauysError } from './domain/errors.ts';
import { toHex } from './encoding/bytes.ts';
import { readOperatorFile } from './files/operator-files.ts';
import type { Trust } from './installation.ts';
import { isoTime } from './intake/contests.ts';
import type { BallotVerifier, SignedMessageVerifier, TimeStamper, UnverifiedMessage } from './intake/ports.ts';
import { createRevocationCheck } from './intake/revocation.ts';
import type { TimeAnchorOptions } from './intake/time-anchors.ts';
import type { Events } from './observability/events.ts';
import type { Closing, Runtime } from './running.ts';
import { parseCrl, type CertificateList } from './signature/crl.ts';
import { sha256 } from './signature/digest.ts';
import { encodeOcspRequest } from './signature/ocsp-request.ts';
import type { RevocationPolicy } from './signature/revocation.ts';
import { encodeTimeStampRequest, readTimeStampResponse } from './signature/time-stamp-exchange.ts';
import { verifyTimeStampToken } from './signature/time-stamp.ts';
import type { ServiceStatus } from './web/service-status.ts';
import { createListLoader } from './workers/list-loader.ts';
import { createVerifyPool, type VerifyPool } from './workers/verify-pool.ts';
import type { VerifyWorkerData } from './workers/verify-task.ts';

/** Ballots under verification at most; past it the answer is `busy`. */
const MAX_VERIFYING = 1024;
/** How far the authority's clock may part from ours. */
const SKEW_MS = 300_000;
/** Questions on their way to the responder at once; НУЦ's answers take tens of milliseconds. */
const MAX_ASKING = 128;
/** Without lists to decide by, a responder that answers now and then is better than none, and is tried again sooner. */
const OCSP_ALONE = { failureShare: 0.8, restMs: 1000 };
/** For one list: НУЦ's has 22 MB. */
const DOWNLOAD_MS = 120_000;
const STAMP_MS = 20_000;
/** How long a start waits for lists that are not on disk yet. */
const START_WAIT_MS = 15_000;

/** Verification with everybody it asks: the threads, the revocation lists, the OCSP responder. */
export interface Authorities {
  readonly pool: VerifyPool;
  readonly verifier: BallotVerifier;
  /** Takes challenges to make a statement. */
  readonly challenges: SignedMessageVerifier<UnverifiedMessage, Challenge>;
  /** Takes challenges to sign in. */
  readonly signIns: SignedMessageVerifier<UnverifiedMessage, Challenge>;
  /** Takes annulments of ballots. */
  readonly annulments: SignedMessageVerifier<UnverifiedMessage, Annulment>;
  readonly policy: RevocationPolicy;
  readonly trustFingerprint: Uint8Array;
  /** Undefined where no time-stamp authority is configured. */
  timeAnchors(contestId: string, rows: TimeAnchorOptions['rows']): TimeAnchorOptions | undefined;
  status(): ServiceStatus['revocation'];
}

export interface AuthorityPorts {
  readonly config: Config;
  readonly runtime: Runtime;
  readonly events: Events;
  readonly trust: Trust;
  readonly contests: VerifyWorkerData['contests'];
}

/** @throws DauysError `config-invalid` when a file given as a list is none, or a time-stamp authority is not trusted */
export async function openAuthorities(ports: AuthorityPorts, closing: Closing): Promise<Authorities> {
  const { config, events, trust, contests } = ports;
  const policy = policyOf(config);
  const ownLists = readLists(config);
  const data = { ...trust.files, crls: ownLists.map(({ der }) => der), revocation: policy, contests };
  const pool = createVerifyPool({ data, maxPending: MAX_VERIFYING, threads: config.verifyThreads });
  closing.push(() => pool.close());
  const lists = await openLists(ports, policy, ownLists, pool, closing);
  const ocsp = openOcsp(ports, policy, pool);
  const stamper = openStamper(ports, closing);
  if (policy.mode === 'off') events.revocationOff();
  const { revocationDecided: onDecided } = events;
  const check = { mode: policy.mode, ocsp, onDecided };
  const challenges = (purpose: ChallengePurpose) => {
    const signatures = { verify: (message: UnverifiedMessage) => pool.verifyChallenge(message, purpose) };
    return timed(createRevocationCheck({ ...check, signatures }), ports);
  };
  return {
    pool,
    verifier: timed(createRevocationCheck({ ...check, signatures: pool }), ports),
    challenges: challenges('statement'),
    signIns: challenges('sign-in'),
    annulments: timed(createRevocationCheck({ ...check, signatures: { verify: pool.verifyAnnulment } }), ports),
    policy,
    trustFingerprint: trust.set.fingerprint,
    timeAnchors: (contestId, rows) => stamper && anchorOptions(contestId, rows, stamper, ports),
    status: () => statusOf(policy, { ocsp, lists, ownLists }, ports.runtime.clock.nowMs()),
  };
}

function policyOf({ revocation }: Config): RevocationPolicy {
  return { mode: revocation.mode, ocspMaxAgeMs: revocation.ocspCacheSeconds * 1000, skewMs: SKEW_MS };
}

/** Lists given as files: read at start only; what is no list is told here. */
function readLists({ crlFiles }: Config): CertificateList[] {
  return crlFiles.map((file) => {
    try {
      return parseCrl(readOperatorFile(file));
    } catch (cause) {
      if (isDauysError(cause) && cause.code === 'config-invalid') throw cause;
      throw new DauysError('config-invalid', `${file} is not a certificate revocation list`, { cause });
    }
  });
}

/** Lists that ballots are decided by are kept as evidence; those with an address are fetched again and again. */
async function openLists(
  { config: { dataDirectory, revocation }, runtime, events, trust }: AuthorityPorts,
  { mode }: RevocationPolicy,
  ownLists: readonly CertificateList[],
  pool: VerifyPool,
  closing: Closing,
): Promise<ListRefresher | undefined> {
  if (mode === 'off' || mode === 'ocsp') return undefined;
  const dir = join(dataDirectory, 'lists');
  await keepLists(dir, ownLists, runtime);
  if (revocation.listUrls.length === 0) return undefined;
  const { listPace } = runtime;
  const loader = createListLoader(trust.files);
  const lists = createListRefresher({
    urls: revocation.listUrls,
    dir,
    refreshSeconds: listPace === undefined ? revocation.listRefreshSeconds : listPace.pauseMs / 1000,
    retryMs: listPace?.pauseMs,
    userAgent: runtime.version,
    timeoutMs: DOWNLOAD_MS,
    load: (file) => loader.load(file),
    clock: runtime.clock,
    onChange: (shared) => {
      pool.useLists(shared);
    },
    onOutcome: events.listLooked,
  });
  closing.push(
    () => loader.close(),
    () => lists.stop(),
  );
  // A server that hangs does not hold the start up for ever: until there is a list, ballots are told to come again.
  await Promise.race([lists.start(), delay(listPace?.startWaitMs ?? START_WAIT_MS, undefined, { ref: false })]);
  return lists;
}

async function keepLists(dir: string, lists: readonly CertificateList[], { clock }: Runtime): Promise<void> {
  if (lists.length === 0) return;
  const store = await openListStore(dir, clock.nowMs());
  for (const { der } of lists) await store.keep({ der, sha256: toHex(sha256(der)) });
}

function openOcsp(
  { config: { revocation }, runtime, events }: AuthorityPorts,
  { mode, ocspMaxAgeMs, skewMs }: RevocationPolicy,
  pool: VerifyPool,
): OcspClient | undefined {
  const { ocspUrl, ocspTimeoutMs } = revocation;
  if (ocspUrl === undefined || mode === 'off' || mode === 'crl') return undefined;
  return createOcspClient({
    url: ocspUrl,
    userAgent: runtime.version,
    timeoutMs: ocspTimeoutMs,
    maxConcurrent: MAX_ASKING,
    maxWaiting: MAX_VERIFYING,
    ...(mode === 'ocsp' ? OCSP_ALONE : {}),
    cacheSeconds: ocspMaxAgeMs / 1000,
    skewMs,
    random: (length) => randomBytes(length),
    encode: encodeOcspRequest,
    judge: (response, criteria) => pool.judgeOcsp({ ...criteria, response }),
    clock: runtime.clock,
    onAnswer: events.ocspAnswered,
  });
}

function openStamper({ config: { tsa }, runtime, trust }: AuthorityPorts, closing: Closing): TimeStamper | undefined {
  if (tsa === undefined) return undefined;
  const { tsa: authorities } = trust.set;
  if (authorities.length === 0) {
    throw new DauysError('config-invalid', 'DAUYS_TSA needs the authority, or its CA, in tsa/ of the trust directory');
  }
  const stopping = new AbortController();
  closing.push(() => {
    stopping.abort();
  });
  return createTimeStamper({
    url: tsa.url,
    userAgent: runtime.version,
    timeoutMs: STAMP_MS,
    skewMs: SKEW_MS,
    clock: runtime.clock,
    signal: stopping.signal,
    random: (length) => randomBytes(length),
    encode: encodeTimeStampRequest,
    read: readTimeStampResponse,
    verify: (token, question) => verifyTimeStampToken(token, { ...question, tsa: authorities }),
  });
}

function anchorOptions(
  contestId: string,
  rows: TimeAnchorOptions['rows'],
  stamper: TimeStamper,
  { config, events }: AuthorityPorts,
): TimeAnchorOptions {
  return {
    rows,
    stamper,
    everyMs: config.tsa?.everyMs ?? 0,
    onAnchored: ({ index, size }) => {
      events.timeAnchored(contestId, index, size);
    },
    onFailure: (cause) => {
      events.timeAnchorFailed(contestId, cause);
    },
    onChecked: ({ ageMs, isLate }) => {
      events.timeAnchorsChecked(contestId, ageMs, isLate);
    },
  };
}

function timed<M, T>(
  verifier: SignedMessageVerifier<M, T>,
  { runtime: { clock }, events }: AuthorityPorts,
): SignedMessageVerifier<M, T> {
  return {
    async verify(message) {
      const startedMs = clock.monotonicMs();
      try {
        return await verifier.verify(message);
      } finally {
        events.ballotVerified(clock.monotonicMs() - startedMs);
      }
    },
  };
}

function statusOf(
  { mode }: RevocationPolicy,
  {
    ocsp,
    lists,
    ownLists,
  }: { ocsp?: OcspClient | undefined; lists?: ListRefresher | undefined; ownLists: readonly CertificateList[] },
  nowMs: number,
): ServiceStatus['revocation'] {
  const facts = [...ownLists.map(factsOf), ...(lists?.health() ?? []).flatMap(({ list }) => list ?? [])];
  return {
    mode,
    ...(ocsp === undefined ? {} : { ocsp: ocsp.health().circuit === 'closed' ? 'answering' : 'failing' }),
    lists: facts.map(({ kind, entries, thisUpdateMs, nextUpdateMs }) => ({
      kind,
      entries,
      thisUpdate: isoTime(thisUpdateMs),
      nextUpdate: nextUpdateMs === undefined ? undefined : isoTime(nextUpdateMs),
      isCurrent: thisUpdateMs <= nowMs && nextUpdateMs !== undefined && nowMs <= nextUpdateMs,
    })),
  };
}

function factsOf({ baseNumber, serials, thisUpdate, nextUpdate }: CertificateList) {
  return {
    kind: baseNumber === undefined ? ('base' as const) : ('delta' as const),
    entries: serials.size,
    thisUpdateMs: thisUpdate.getTime(),
    nextUpdateMs: nextUpdate?.getTime(),
  };
}
