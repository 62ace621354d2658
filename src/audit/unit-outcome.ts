import { NO_STATS, type BallotStats } from './ballot-task.ts';
import type { Finding } from './checks.ts';

/** What the restricted part of one unit comes to: all that the rest of an audit needs of it. */
export interface UnitOutcome {
  readonly unit: number;
  readonly findings: readonly Finding[];
  /** Entries of the records, by their position in the unit, in the order in which they came. */
  readonly positions: Uint16Array;
  /** For each the first 16 octets of its person's digest; zeros where nobody could be named. */
  readonly persons: Uint8Array;
  readonly stats: BallotStats;
  /** Recorded choices by candidate number. */
  readonly counts: readonly (readonly [number: number, ballots: number])[];
  readonly unknownTrust: readonly string[];
  /** `policy.json` as the newest ballot of the unit has it; undefined where that cannot be told or there is none. */
  readonly policy: Uint8Array | undefined;
}

export const NO_OUTCOME = {
  positions: new Uint16Array(),
  persons: new Uint8Array(),
  stats: NO_STATS,
  counts: [],
  unknownTrust: [],
  policy: undefined,
} as const;
