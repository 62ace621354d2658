import type { Code } from '../../domain/errors.ts';
import type { Answer, Job, Outcome } from './messages.ts';

export interface SessionEvents {
  /** `secondsLeft` is undefined while nothing can be said of it. */
  onProgress: (fraction: number, secondsLeft: number | undefined) => void;
  onDone: (outcome: Outcome) => void;
  /** `code` is undefined when the program met what it did not expect. */
  onFailed: (code: Code | undefined) => void;
}

/** A job under way in a worker of its own. */
export interface Session {
  cancel(): void;
}

/** After so long an estimate is worth saying. */
const ESTIMATE_MS = 1500;

/** Starts a job in a worker made of the page's own program. */
export function startSession(program: string, job: Omit<Job, 'program'>, events: SessionEvents): Session {
  const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(address);
  const startedAt = performance.now();
  const stop = (): void => {
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    if (data.kind === 'progress') {
      const fraction = data.total === 0 ? 0 : data.done / data.total;
      events.onProgress(fraction, secondsLeft(performance.now() - startedAt, fraction));
      return;
    }
    stop();
    if (data.kind === 'done') events.onDone(data.outcome);
    else events.onFailed(data.code);
  };
  worker.onerror = () => {
    stop();
    events.onFailed(undefined);
  };
  worker.postMessage({ ...job, program } satisfies Job);
  return { cancel: stop };
}

function secondsLeft(elapsedMs: number, fraction: number): number | undefined {
  if (elapsedMs < ESTIMATE_MS || fraction <= 0) return undefined;
  return Math.ceil((elapsedMs * (1 - fraction)) / fraction / 1000);
}
