import type { LeafUnitResult, LeafUnitTask } from './leaf-task.ts';
import type { AuditGround } from './ground.ts';
import type { BallotResult, BallotTask } from './ballot-task.ts';
import type { UnitOutcome } from './unit-outcome.ts';

/** An export as it lies there: attacker-controlled, all of it. */
export interface ExportReader {
  /** `manifest.json`; undefined while the export is unfinished. */
  manifest(): Uint8Array | undefined;
  /** Every file below `public/` and `restricted/`, with slashes. */
  paths(): readonly string[];
  /** A whole file; undefined when it is not there. */
  read(path: string): Uint8Array | undefined;
  /** A file of any length, piece by piece. */
  chunks(path: string): AsyncIterable<Uint8Array>;
  /** Opens what was encrypted to the auditor; undefined without the auditor's identity. */
  readonly decrypt: ((file: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) | undefined;
}

/** Where the work is done that many cores can share. Results come in any order. */
export interface AuditThreads {
  /** Tasks that are worth having under way at once. */
  readonly width: number;
  leafUnit(task: LeafUnitTask): Promise<LeafUnitResult>;
  ballots(task: BallotTask): Promise<BallotResult>;
  close(): Promise<void>;
}

/** A revocation list by its SHA-256 in hex; undefined when it is not in hand. */
export type ReadList = (name: string) => Promise<Uint8Array | undefined>;

export interface AuditPorts {
  readonly reader: ExportReader;
  /** Makes threads that know what the whole export is judged by. */
  readonly threads: (ground: AuditGround, readList: ReadList) => AuditThreads;
  /** An unsigned 32-bit number that nobody can foresee. */
  readonly seed: () => number;
  /** What an interrupted audit of the same export with the same options left; `identity` tells them apart. */
  readonly outcomes: (identity: string) => OutcomeStore;
  /** Entries done and entries in all, where each step counts every entry once. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Where the outcomes of units are kept, so that an interrupted audit goes on. */
export interface OutcomeStore {
  load(unit: number): UnitOutcome | undefined;
  save(outcome: UnitOutcome): void;
}

/** Keeps nothing. */
export const NO_OUTCOMES: OutcomeStore = { load: () => undefined, save: () => undefined };
