import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
}

/** A bar on standard error, so that standard output stays a result; silent where nobody watches. */
export function progressBar(label: string, silent = false): Progress {
  if (silent || !process.stderr.isTTY)
    return silent ? { update: () => undefined, stop: () => undefined } : plainProgress(label);
  const bar = new SingleBar(
    { format: `${label} {bar} {value}/{total} {eta_formatted}`, stream: process.stderr, hideCursor: true },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total) {
      if (started) {
        bar.setTotal(total);
        bar.update(done);
        return;
      }
      started = true;
      bar.start(total, done);
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** One bar after the other, for a command of several steps. */
export function progressBars(
  label: string,
  silent = false,
): { readonly update: (step: string, done: number, total: number) => void; readonly stop: () => void } {
  let step: string | undefined;
  let bar: Progress | undefined;
  return {
    update(next, done, total) {
      if (next !== step) {
        bar?.stop();
        bar = progressBar(`${label}: ${next}`, silent);
        step = next;
      }
      bar?.update(done, total);
    },
    stop: () => bar?.stop(),
  };
}

/** Without a terminal: a line at every tenth. */
function plainProgress(label: string): Progress {
  let tenths = 0;
  return {
    update(done, total) {
      const now = Math.floor((10 * done) / Math.max(1, total));
      if (now <= tenths) return;
      tenths = now;
      process.stderr.write(`${label}: ${done}/${total}\n`);
    },
    stop: () => undefined,
  };
}
