/**
 * At most one run per key at a time. Calls during a run share one run that starts after it, so that the last call is
 * always followed by a whole run.
 */
export function singleFlight(run: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  function start(key: string): Promise<void> {
    const current = run(key).finally(() => {
      if (running.get(key) === current) running.delete(key);
    });
    running.set(key, current);
    return current;
  }

  return (key) => {
    // Asked first: between two runs nothing is running, and the next one is already promised.
    const promised = waiting.get(key);
    if (promised !== undefined) return promised;
    const current = running.get(key);
    if (current === undefined) return start(key);
    const startNext = (): Promise<void> => {
      waiting.delete(key);
      return start(key);
    };
    const next = current.then(startNext, startNext);
    waiting.set(key, next);
    return next;
  };
}
