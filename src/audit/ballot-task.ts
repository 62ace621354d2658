import type { SharedCrl } from '../signature/crl-shared.ts';
import type { Finding } from './checks.ts';

/** Which verifiers look at a signature. */
export const ENGINES = ['fast', 'second', 'both'] as const;
export type Engine = (typeof ENGINES)[number];

/** Ballot records with the leaves of their entries. */
export interface BallotTask {
  /** Records as they stand in a unit file, one after the other. */
  readonly packed: Uint8Array;
  /** Where each begins, and the end of the last. */
  readonly offsets: Uint32Array;
  /** The leaf of each. */
  readonly leaves: Uint8Array;
  /** By record: 1 where the second engine looks too. */
  readonly second: Uint8Array;
  /** False where the second engine looks alone. */
  readonly isFast: boolean;
  /** Trust sets that the log names, by their fingerprints, with the entries that do. */
  readonly fingerprints: readonly { readonly index: number; readonly fingerprint: Uint8Array }[];
  /** Revocation lists (SHA-256, hex) that the records name. */
  readonly lists: readonly string[];
  /** Keys the digests of persons, so that nobody who sees them can tell whose they are. */
  readonly personKey: Uint8Array;
  /** The persons themselves are asked for, by whoever has the voter key. */
  readonly wantsPersons: boolean;
}

/** A task as it goes to a thread, with the lists that are in hand. */
export interface SharedBallotTask extends BallotTask {
  readonly shared: readonly SharedCrl[];
}

export interface BallotResult {
  readonly findings: readonly Finding[];
  /** For each record the first 16 octets of the person's digest; zeros where nobody could be named. */
  readonly persons: Uint8Array;
  /** For each record the person, where that was asked for and could be told. Never leaves this process. */
  readonly iins: readonly (string | undefined)[];
  readonly stats: BallotStats;
  /** Fingerprints of trust sets that are not in hand: what they decided was not judged. */
  readonly unknownTrust: readonly string[];
}

/** Ballots by how they were judged. */
export interface BallotStats {
  readonly rsa: number;
  readonly gost: number;
  readonly ocsp: number;
  readonly crl: number;
  readonly off: number;
  readonly stamped: number;
  /** Looked at by the second engine. */
  readonly second: number;
  /** Chosen for the second engine, which does not know their algorithm. */
  readonly secondUnable: number;
  /** Not judged at all. */
  readonly unjudged: number;
}

export const NO_STATS: BallotStats = {
  rsa: 0,
  gost: 0,
  ocsp: 0,
  crl: 0,
  off: 0,
  stamped: 0,
  second: 0,
  secondUnable: 0,
  unjudged: 0,
};

export function addStats(a: BallotStats, b: BallotStats): BallotStats {
  const names = Object.keys(a) as (keyof BallotStats)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as BallotStats;
}
