import type { RefusalCode } from '../domain/errors.ts';

/** What has become of a signing, as far as this process was asked. */
export type MobileOutcome =
  | { readonly state: 'opened' }
  | { readonly state: 'refused'; readonly code: RefusalCode }
  | { readonly state: 'done'; readonly answer: MobileAnswer };

export interface MobileAnswer {
  /** SHA-256 of what was signed, hex: the same signature sent again is not looked at again. */
  readonly signature: string;
  /** The receipt, or the statement with its proof: JSON text. */
  readonly json: string;
}

export interface MobileOutcomes {
  get(id: string): MobileOutcome | undefined;
  /** Keeps the outcome until then. What is done stays done. */
  set(id: string, outcome: MobileOutcome, untilMs: number, nowMs: number): void;
}

interface Kept {
  readonly outcome: MobileOutcome;
  readonly untilMs: number;
}

/** In memory and nowhere else. When it is full, what a receipt does not hang on is forgotten first. */
export function createMobileOutcomes(maxEntries: number): MobileOutcomes {
  /** Oldest first. */
  const minor = new Map<string, Kept>();
  const done = new Map<string, Kept>();

  function makeRoom(nowMs: number): void {
    for (const kept of [minor, done]) {
      for (const [id, { untilMs }] of kept) {
        // The lives of all are about as long: behind the first that lives on few are over.
        if (untilMs > nowMs) break;
        kept.delete(id);
      }
    }
    if (minor.size + done.size < maxEntries) return;
    const full = minor.size > 0 ? minor : done;
    for (const id of full.keys()) {
      full.delete(id);
      return;
    }
  }

  return {
    get: (id) => (done.get(id) ?? minor.get(id))?.outcome,
    set(id, outcome, untilMs, nowMs) {
      if (done.has(id)) return;
      minor.delete(id);
      makeRoom(nowMs);
      (outcome.state === 'done' ? done : minor).set(id, { outcome, untilMs });
    },
  };
}
