/**
 * Notices the first of these signals. A second one does what the operating system does with it: whoever asks twice does
 * not wait for an orderly end.
 * @returns a signal whose reason is the name of what came; and what gives the signals back.
 */
export function noticeSignals(names: readonly NodeJS.Signals[]): { readonly signal: AbortSignal; release(): void } {
  const noticed = new AbortController();
  const release = (): void => {
    for (const name of names) process.off(name, notice);
  };
  const notice = (name: NodeJS.Signals): void => {
    release();
    noticed.abort(name);
  };
  for (const name of names) process.on(name, notice);
  return { signal: noticed.signal, release };
}
