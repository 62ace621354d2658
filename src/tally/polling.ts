/** Repeated counting that survives its own errors. */
export interface TallyPolling {
  /** Resolves when the round under way has ended. */
  stop(): Promise<void>;
}

export interface TallyPollingOptions {
  readonly count: (contestId: string) => Promise<void>;
  readonly contestIds: () => readonly string[];
  /** Pause between rounds, milliseconds; 1000 unless told. */
  readonly everyMs?: number;
  readonly onError: (error: unknown) => void;
}

/** Counts every contest at once and then every second: the promise that no hint has to arrive. */
export function startTallyPolling(options: TallyPollingOptions): TallyPolling {
  const { everyMs = 1000 } = options;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function countAll(): Promise<void> {
    for (const contestId of options.contestIds()) {
      if (stopped) return;
      await options.count(contestId).catch(options.onError);
    }
  }

  async function loop(): Promise<void> {
    await countAll().catch(options.onError);
    if (stopped) return;
    timer = setTimeout(() => {
      round = loop();
    }, everyMs);
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
