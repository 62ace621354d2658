import type { Sha256 } from '../encoding/bytes.ts';
import { LEAF_BYTES } from '../log/leaf.ts';
import { HASH_BYTES } from '../log/merkle.ts';
import type { NoteVerifier } from '../log/note.ts';
import type { Check, Finding } from './checks.ts';
import type { UnitTree } from './unit-tree.ts';

export const OPENING_BYTES = 34;

/** What tile files hold; `nodes` are the hashes of level 1. */
export type TileKind = 'entries' | 'hashes' | 'nodes' | 'openings';

/** One file of a unit inside `packed`. */
export interface PackedFile {
  readonly kind: TileKind;
  readonly path: string;
  /** First entry of the log that it is about. */
  readonly from: number;
  /** Entries or hashes that it must hold. */
  readonly width: number;
  /** As the manifest lists it; undefined where it does not. */
  readonly sha256: string | undefined;
  /** Octets in `packed`; undefined where there is no such file. */
  readonly bytes: number | undefined;
}

/** A run of at most 65,536 entries with all that the public part says of them. */
export interface LeafUnitTask {
  readonly from: number;
  readonly count: number;
  readonly files: readonly PackedFile[];
  /** The files one after the other. */
  readonly packed: Uint8Array;
  /** Tree sizes in this run whose roots are wanted; those of `notes` come first, in the same order. */
  readonly sizes: Float64Array;
  /** Checkpoints that claim to be of the first of `sizes`. */
  readonly notes: readonly string[];
}

export interface LeafUnitResult extends JudgedNotes, Omit<ReadLeaves, 'strangers'> {
  readonly from: number;
  readonly findings: readonly Finding[];
  /** For each of the task's sizes: root over the leaves of this run alone, up to that size. */
  readonly roots: Uint8Array;
  /** Root over all leaves of this run. */
  readonly root: Uint8Array;
  /** The latest time of an entry of this run below each of the task's sizes, and of all its entries; zero for none. */
  readonly latest: Float64Array;
  /** Ballots whose opening is empty. */
  readonly unopened: readonly number[];
  /** Opened choices: candidate number and how often. */
  readonly counts: readonly (readonly [number: number, ballots: number])[];
}

/** What the leaves of a unit say by themselves. */
export interface ReadLeaves {
  /** Type of each leaf; 0 for one that is malformed. */
  readonly types: Uint8Array;
  /** First 16 octets of the voter tag of each ballot, in order. */
  readonly tags: Uint8Array;
  /** The leaves that are no ballots, by their entries. */
  readonly events: readonly { readonly index: number; readonly leaf: Uint8Array }[];
  /** Entries that are of another contest. */
  readonly strangers: readonly number[];
}

/** What the checkpoints of a unit claim. */
export interface JudgedNotes {
  /** Root that each note signs; zeros where `refused` says why it does not. */
  readonly claimed: Uint8Array;
  /** By the position of the note. */
  readonly refused: readonly (readonly [position: number, detail: string])[];
}

/** What a unit is judged by. */
export interface LeafContext {
  readonly contestTag: Uint8Array;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly numbers: ReadonlySet<number>;
  readonly origin: string;
  readonly verifier: NoteVerifier;
  readonly sha256: Sha256;
  /** Checks left out. */
  readonly omitted: readonly Check[];
}

/** A unit laid out for its checks: arrays that hold one thing for each entry. */
export interface LeafUnit extends ReadLeaves {
  readonly task: LeafUnitTask;
  /** Zeros where a file is missing or of another length. */
  readonly leaves: Uint8Array;
  /** Undefined while nothing is opened. */
  readonly openings: Uint8Array | undefined;
  readonly tree: UnitTree;
}

const RECORD_BYTES: Readonly<Record<TileKind, number>> = {
  // u16be length ‖ leaf
  entries: 2 + LEAF_BYTES,
  hashes: HASH_BYTES,
  nodes: HASH_BYTES,
  openings: OPENING_BYTES,
};

/** Octets that a whole file has. */
export function lengthOf({ kind, width }: Pick<PackedFile, 'kind' | 'width'>): number {
  return width * RECORD_BYTES[kind];
}

/** The files of a unit with their octets; undefined for one that is missing. */
export function* filesOf({
  files,
  packed,
}: LeafUnitTask): Iterable<{ file: PackedFile; bytes: Uint8Array | undefined }> {
  let at = 0;
  for (const file of files) {
    const bytes = file.bytes === undefined ? undefined : packed.subarray(at, at + file.bytes);
    at += file.bytes ?? 0;
    yield { file, bytes };
  }
}

/** The files of one kind that are there and as long as they must be. */
export function* wholeFilesOf(
  task: LeafUnitTask,
  kind: TileKind,
): Iterable<{ readonly file: PackedFile; readonly bytes: Uint8Array }> {
  for (const { file, bytes } of filesOf(task)) {
    if (file.kind === kind && bytes?.length === lengthOf(file)) yield { file, bytes };
  }
}
