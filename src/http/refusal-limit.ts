import type { Clock } from '../intake/ports.ts';

/** Counts refused signatures by network. Votes, accepted or repeated, never count: a NAT of honest voters has no limit. */
export interface RefusalLimit {
  /** Whole seconds until the network may try again; 0 when it may now. */
  waitSeconds(network: string): number;
  countRefusal(network: string): void;
}

export interface RefusalLimitOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** 0 turns the limit off. */
  readonly perMinute: number;
  readonly burst: number;
  /** Networks remembered at most; past it the one refused longest ago is forgotten. */
  readonly maxNetworks?: number;
}

/**
 * A leaky bucket for each network: it holds `burst` refusals and loses `perMinute`. What is kept is the moment it will
 * be empty, so a network costs one number and an idle one costs nothing.
 */
export function createRefusalLimit(options: RefusalLimitOptions): RefusalLimit {
  const { clock, perMinute, burst, maxNetworks = 100_000 } = options;
  if (perMinute === 0) return { waitSeconds: () => 0, countRefusal: () => undefined };
  const refusalMs = 60_000 / perMinute;
  const capacityMs = burst * refusalMs;
  /** In the order of the last refusal, so that the first key is the one to forget. */
  const emptyAtMs = new Map<string, number>();

  return {
    waitSeconds(network) {
      const fullMs = (emptyAtMs.get(network) ?? 0) - clock.monotonicMs();
      // There must be room for one whole refusal.
      return Math.max(0, Math.ceil((fullMs + refusalMs - capacityMs) / 1000));
    },
    countRefusal(network) {
      const nowMs = clock.monotonicMs();
      const known = emptyAtMs.get(network) ?? 0;
      emptyAtMs.delete(network);
      emptyAtMs.set(network, Math.min(Math.max(known, nowMs) + refusalMs, nowMs + capacityMs));
      for (const [oldest, atMs] of emptyAtMs) {
        if (emptyAtMs.size <= maxNetworks && atMs > nowMs) break;
        emptyAtMs.delete(oldest);
      }
    },
  };
}
