/** Counts as the API tells them; under embargo there are no nominations. */
export interface Tally {
  readonly state: string;
  readonly size: number;
  readonly ballots: number;
  readonly publishedAt?: string | null;
  readonly nominations?: readonly {
    readonly id: string;
    readonly ballots: number;
    readonly candidates: readonly { readonly id: string; readonly ballots: number }[];
  }[];
}

interface Follower {
  onTally(tally: Tally): void;
  onConnection(isLive: boolean): void;
}

const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;

/**
 * Follows the stream of counts while the page is seen. A stream that breaks off is made again by the browser; one that
 * the service refuses (too many readers) is asked for again later, and until then the counts are asked for one by one.
 */
export function followTallies(url: string, { onTally, onConnection }: Follower): void {
  let source: EventSource | undefined;
  let retryMs = FIRST_RETRY_MS;
  let timer: number | undefined;

  function open(): void {
    close();
    const opened = new EventSource(`${url}/stream`);
    source = opened;
    opened.addEventListener('open', () => {
      retryMs = FIRST_RETRY_MS;
      onConnection(true);
    });
    opened.addEventListener('tally', ({ data }: MessageEvent<string>) => {
      onTally(JSON.parse(data) as Tally);
    });
    opened.addEventListener('error', () => {
      if (opened.readyState !== EventSource.CLOSED) {
        onConnection(false);
        return;
      }
      void ask();
      // Readers that were turned away together do not come back together.
      timer = window.setTimeout(open, retryMs * (0.5 + Math.random()));
      retryMs = Math.min(MAX_RETRY_MS, retryMs * 2);
    });
  }

  function close(): void {
    source?.close();
    window.clearTimeout(timer);
  }

  async function ask(): Promise<void> {
    try {
      const answer = await fetch(url);
      if (answer.ok) onTally((await answer.json()) as Tally);
      onConnection(answer.ok);
    } catch {
      onConnection(false);
    }
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close();
    else open();
  });
  if (!document.hidden) open();
}
