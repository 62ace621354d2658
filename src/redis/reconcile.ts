import type { VoterTags } from '../intake/voter-tags.ts';
import type { RedisGate } from './gate.ts';

export interface ReconcileOptions {
  readonly gate: Pick<RedisGate, 'add'>;
  readonly tags: VoterTags;
  readonly contestIds: () => readonly string[];
  /** Pause between rounds, milliseconds; three minutes unless told. */
  readonly everyMs?: number;
  /** Pause after a round that failed, milliseconds; two seconds unless told. */
  readonly retryMs?: number;
  readonly onRound?: (added: number) => void;
  readonly onError: (error: unknown) => void;
}

export interface Reconciling {
  /** Resolves when the page under way is done. */
  stop(): Promise<void>;
}

const PAGE = 1000;

/** Puts every tag of the ledger into the gate, page by page. Takes nothing out: the gate may know more than the ledger. */
export async function reconcileGate(
  { gate, tags, contestIds }: Pick<ReconcileOptions, 'gate' | 'tags' | 'contestIds'>,
  isStopped: () => boolean = () => false,
): Promise<number> {
  let added = 0;
  for (const contestId of contestIds()) {
    let after: Uint8Array | undefined;
    do {
      if (isStopped()) return added;
      const page = tags.page(contestId, after, PAGE);
      await gate.add(contestId, page);
      added += page.length;
      after = page.length < PAGE ? undefined : page.at(-1);
    } while (after !== undefined);
  }
  return added;
}

/** Reconciles now and every few minutes, so that a flushed or restarted Redis becomes a useful filter again. */
export function startReconciling(options: ReconcileOptions): Reconciling {
  const { everyMs = 180_000, retryMs = 2000 } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function loop(): Promise<void> {
    let pauseMs = everyMs;
    try {
      options.onRound?.(await reconcileGate(options, () => stopped));
    } catch (error) {
      pauseMs = Math.min(retryMs, everyMs);
      options.onError(error);
    }
    if (stopped) return;
    timer = setTimeout(() => {
      round = loop();
    }, pauseMs);
  }

  let round = loop();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
