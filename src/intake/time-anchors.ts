import { DauysError } from '../domain/errors.ts';
import { toBase64, toUtf8, type Sha256 } from '../encoding/bytes.ts';
import type { ClockWatch } from './clock-watch.ts';
import type { TimeAnchorEvent } from './log-events.ts';
import type { Outcome, PendingItem } from './plan.ts';
import type { AnchorProgress, Clock, EntryTime, LogRows, TimeStamper } from './ports.ts';

const FIRST_RETRY_MS = 30_000;
/** Entries that wait for an anchor longer than this many intervals raise the alarm. */
const LATE_INTERVALS = 3;

/** What an installation decides about time anchors; without it there are none. */
export interface TimeAnchorOptions {
  readonly rows: Pick<LogRows, 'anchorProgress' | 'checkpointAt'>;
  readonly stamper: TimeStamper;
  readonly everyMs: number;
  readonly onAnchored: (anchor: { readonly index: number; readonly size: number }) => void;
  /** The authority gave no token, or the token did not get into the log: it is tried again. */
  readonly onFailure: (cause: unknown) => void;
  /** Told at every look. */
  readonly onChecked: (health: AnchorHealth) => void;
}

export interface TimeAnchorPorts extends TimeAnchorOptions {
  readonly contestId: string;
  readonly clock: Clock;
  readonly clockWatch: Pick<ClockWatch, 'isTrusted'>;
  readonly sha256: Sha256;
  submit(item: PendingItem): Promise<Outcome>;
}

export interface AnchorHealth {
  /** Entries below the newest anchor; 0 while there is none. */
  readonly anchoredSize: number;
  /** Since the newest anchor, or since entry 0 while there is none. */
  readonly ageMs: number;
  /** Entries have waited for an anchor for more than three intervals. */
  readonly isLate: boolean;
}

export interface TimeAnchors {
  /** Looks at the log and begins what is due; never waits for the authority. */
  tick(): Promise<void>;
  /** As of the last look; undefined before the first one and for an empty log. */
  health(): AnchorHealth | undefined;
  /** Abandons an exchange in flight: whatever it brings is thrown away. */
  stop(): void;
}

/**
 * Has the log's checkpoint stamped again and again, beside everything else. Whoever shares the ledger may do the same:
 * the rhythm is read from the log, and what is appended is judged under its write lock.
 */
export function createTimeAnchors(ports: TimeAnchorPorts): TimeAnchors {
  const isDue = createSchedule(ports);
  const backoff = createBackoff(ports);
  const checkHealth = createHealthCheck(ports);
  let health: AnchorHealth | undefined;
  let exchanging = false;
  let stopped = false;
  const isStopped = (): boolean => stopped;

  async function exchange(progress: AnchorProgress): Promise<void> {
    exchanging = true;
    try {
      await anchor(progress, ports, isStopped);
      backoff.end();
    } catch (cause) {
      backoff.extend();
      if (!stopped) ports.onFailure(cause);
    } finally {
      exchanging = false;
    }
  }

  return {
    async tick() {
      if (stopped) return;
      const progress = await ports.rows.anchorProgress(ports.contestId);
      if (progress === undefined || isStopped()) return;
      health = checkHealth(progress);
      ports.onChecked(health);
      if (isDue(progress) && !exchanging && backoff.allows(progress)) void exchange(progress);
    },
    health: () => health,
    stop() {
      stopped = true;
    },
  };
}

async function anchor(
  { head, lastTimeMs }: AnchorProgress,
  { contestId, rows, stamper, clock, clockWatch, sha256, submit, onAnchored }: TimeAnchorPorts,
  isStopped: () => boolean,
): Promise<void> {
  const token = await stamper.stamp(toUtf8(head.checkpoint));
  if (isStopped()) return;
  if ((await rows.checkpointAt(contestId, head.size)) !== head.checkpoint) {
    throw new DauysError('ledger-corrupt', 'the checkpoint stamped is not one of this log');
  }
  const event: TimeAnchorEvent = {
    type: 'time-anchor',
    // A clock that runs ahead must not leave a time in the log that it is held against once it is right again.
    timeMs: clockWatch.isTrusted(lastTimeMs) ? clock.nowMs() : lastTimeMs,
    size: head.size,
    root: head.root,
    token: toBase64(token),
    tokenSha256: sha256(token),
  };
  const outcome = await submit({ kind: 'event', event });
  if (outcome.kind === 'appended') onAnchored({ index: outcome.index, size: head.size });
}

/** Unanchored entries of the contest's end: they do not wait for the interval. */
function endings({ closedIndex, protocolIndex, anchoredSize }: AnchorProgress): number {
  return [closedIndex, protocolIndex].filter((index) => index !== undefined && index >= anchoredSize).length;
}

/**
 * Anchors come on a grid that begins at the newest one, not at some time after an entry: a lone ballot at night would
 * have its second told by the token.
 */
function createSchedule({ clock, everyMs }: TimeAnchorPorts): (progress: AnchorProgress) => boolean {
  const anchorAge = createAge(clock);
  const waiting = createAge(clock);
  let seen = -1;
  let passed = 0;
  return (progress) => {
    const slot = Math.floor(anchorAge(progress.newest) / everyMs);
    if (progress.newest.index !== seen) passed = slot;
    seen = progress.newest.index;
    const oldest = progress.oldestUnanchored;
    if (oldest === undefined) {
      passed = slot;
      return false;
    }
    return slot > passed || waiting(oldest) >= everyMs || endings(progress) > 0;
  };
}

function createBackoff({ clock, everyMs }: TimeAnchorPorts) {
  let failures = 0;
  let untilMs = -Infinity;
  let ended = 0;
  const end = (): void => {
    failures = 0;
    untilMs = -Infinity;
  };
  return {
    end,
    extend(): void {
      untilMs = clock.monotonicMs() + Math.min(everyMs, FIRST_RETRY_MS * 2 ** failures);
      failures++;
    },
    /** The end of the contest is tried at once, however often it failed before. */
    allows(progress: AnchorProgress): boolean {
      const found = endings(progress);
      if (found > ended) end();
      ended = found;
      return clock.monotonicMs() >= untilMs;
    },
  };
}

function createHealthCheck({ clock, everyMs }: TimeAnchorPorts): (progress: AnchorProgress) => AnchorHealth {
  const anchorAge = createAge(clock);
  const waiting = createAge(clock);
  return ({ anchoredSize, newest, oldestUnanchored }) => ({
    anchoredSize,
    ageMs: anchorAge(newest),
    isLate: oldestUnanchored !== undefined && waiting(oldestUnanchored) > LATE_INTERVALS * everyMs,
  });
}

/** Ages of one entry after another: by the wall clock when first seen, from then on by the one that never steps. */
function createAge(clock: Clock): (entry: EntryTime) => number {
  let known = -1;
  let sinceMs = 0;
  return ({ index, timeMs }) => {
    const nowMs = clock.monotonicMs();
    if (index !== known) sinceMs = nowMs - Math.max(0, clock.nowMs() - timeMs);
    known = index;
    return nowMs - sinceMs;
  };
}
