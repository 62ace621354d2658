import { setTimeout as delay } from 'node:timers/promises';
import { DauysError } from '../domain/errors.ts';
import type { Clock } from '../intake/ports.ts';
import type { SharedCrl } from '../signature/crl-shared.ts';
import { isCurrentAt } from './list-header.ts';
import {
  createListSource,
  currentLists,
  type ListOutcome,
  type ListSource,
  type ListSourceOptions,
} from './list-source.ts';
import { openListStore } from './list-store.ts';

export interface ListRefresherOptions extends Omit<ListSourceOptions, 'nowMs'> {
  /** Of complete and delta lists, from configuration alone. Each is looked after by itself. */
  readonly urls: readonly string[];
  /** Made when it is not there. Holds every list ever taken. */
  readonly dir: string;
  readonly refreshSeconds: number;
  /** Pause after a first failure, doubled with every further one; the shortest pause of all. */
  readonly retryMs?: number | undefined;
  readonly clock: Clock;
  /** Told all current lists whenever they are others than before. All of them are on disk. */
  readonly onChange: (lists: readonly SharedCrl[]) => void;
  readonly onOutcome?: ((url: string, outcome: ListOutcome) => void) | undefined;
}

/** One URL, for a status page. */
export interface ListHealth {
  readonly url: string;
  /** The last good list, current or not. */
  readonly list: ListHealthFacts | undefined;
  /** When the server last had a good list or nothing new, unix milliseconds. */
  readonly lastGoodMs: number | undefined;
  /** Failures since then, and what the last one was. */
  readonly failures: number;
  readonly lastFailure: string | undefined;
}

export interface ListHealthFacts {
  readonly kind: 'base' | 'delta';
  readonly sha256: string;
  readonly entries: number;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number | undefined;
  readonly isCurrent: boolean;
}

export interface ListRefresher {
  /**
   * Resolves after the first round: each list is there from disk, or was asked for.
   * @throws DauysError `config-invalid` when the directory cannot be used
   */
  start(): Promise<void>;
  health(): readonly ListHealth[];
  /** Resolves when nothing is under way any more; `onChange` is not called after that. */
  stop(): Promise<void>;
}

interface Watch {
  readonly source: ListSource;
  lastGoodMs: number | undefined;
  failures: number;
  lastFailure: string | undefined;
}

const RETRY_MS = 10_000;
const MAX_RETRY_MS = 300_000;
/** The longest time a timer takes. */
const MAX_PAUSE_MS = 0x7fff_ffff;

/** Keeps revocation lists fresh in the background; what it has announced once is on disk for the next start. */
export function createListRefresher(options: ListRefresherOptions): ListRefresher {
  const { clock, onChange } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let watches: readonly Watch[] = [];
  let announced: readonly SharedCrl[] = [];
  const running: Promise<void>[] = [];

  function note(watch: Watch, outcome: ListOutcome): void {
    if (signal.aborted) return;
    options.onOutcome?.(watch.source.url, outcome);
    if ('detail' in outcome) {
      watch.failures++;
      watch.lastFailure = outcome.kind;
    } else if (outcome.kind !== 'restored') Object.assign(watch, { lastGoodMs: clock.nowMs(), failures: 0 });
    announce();
  }

  function announce(): void {
    const sources = watches.map(({ source }) => source);
    const lists = currentLists(sources, clock.nowMs());
    if (lists.length === announced.length && lists.every((list, i) => list === announced[i])) return;
    announced = lists;
    onChange(lists);
  }

  function nextPause({ source, failures }: Watch): number {
    return pauseAfter({ failures, nextUpdateMs: source.held()?.header.nextUpdateMs }, options);
  }

  async function refresh(watch: Watch): Promise<void> {
    note(watch, await watch.source.refresh(signal));
  }

  async function loop(watch: Watch, firstPauseMs: number): Promise<void> {
    for (let pauseMs = firstPauseMs; ; pauseMs = nextPause(watch)) {
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await refresh(watch);
    }
  }

  /** A current list on disk lets the start go on while the server is asked. */
  async function begin(watch: Watch): Promise<void> {
    const restored = await watch.source.restore();
    if (restored !== undefined) note(watch, restored);
    const isHere = currentLists([watch.source], clock.nowMs()).length > 0;
    if (!isHere) await refresh(watch);
    running.push(loop(watch, isHere ? 0 : nextPause(watch)));
  }

  return {
    async start() {
      const store = await openListStore(options.dir, clock.nowMs()).catch((cause: unknown): never => {
        throw new DauysError('config-invalid', `${options.dir} cannot hold revocation lists`, { cause });
      });
      watches = options.urls.map((url) => ({
        source: createListSource(url, store, { ...options, nowMs: () => clock.nowMs() }),
        lastGoodMs: undefined,
        failures: 0,
        lastFailure: undefined,
      }));
      const beginnings = watches.map(begin);
      running.push(...beginnings);
      await Promise.all(beginnings);
    },
    health: () => watches.map((watch) => healthOf(watch, clock.nowMs())),
    async stop() {
      stopping.abort();
      // What begins last adds its loop, which ends at once.
      await Promise.all(running);
    },
  };
}

/** Ever sooner as the end of the list comes nearer, and ever later while the server fails. */
export function pauseAfter(
  { failures, nextUpdateMs }: { readonly failures: number; readonly nextUpdateMs: number | undefined },
  { refreshSeconds, retryMs = RETRY_MS, clock }: Pick<ListRefresherOptions, 'refreshSeconds' | 'retryMs' | 'clock'>,
): number {
  const refreshMs = Math.min(refreshSeconds * 1000, MAX_PAUSE_MS);
  if (failures > 0) return Math.min(retryMs * 2 ** (failures - 1), MAX_RETRY_MS, Math.max(refreshMs, retryMs));
  const leftMs = (nextUpdateMs ?? 0) - clock.nowMs();
  return Math.max(retryMs, Math.min(refreshMs, leftMs / 2));
}

function healthOf({ source, lastGoodMs, failures, lastFailure }: Watch, nowMs: number): ListHealth {
  const held = source.held();
  return {
    url: source.url,
    list: held && {
      kind: held.header.kind,
      sha256: held.shared.sha256,
      entries: held.header.entries,
      thisUpdateMs: held.header.thisUpdateMs,
      nextUpdateMs: held.header.nextUpdateMs,
      isCurrent: isCurrentAt(held.header, nowMs),
    },
    lastGoodMs,
    failures,
    lastFailure: failures > 0 ? lastFailure : undefined,
  };
}
