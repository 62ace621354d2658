import type { Leaf } from '../log/leaf.ts';
import type { ExportFiles } from './export-files.ts';
import type { ExportHead } from './export-head.ts';

export type EventLeaf = Exclude<Leaf, { readonly type: 'ballot' }>;

/** An entry that is no ballot. */
export interface LogEntry<T extends EventLeaf = EventLeaf> {
  readonly index: number;
  readonly leaf: T;
  readonly bytes: Uint8Array;
}

/** What the leaves and openings of a whole log say, in some bytes an entry. */
export interface AuditedLog {
  readonly head: ExportHead;
  readonly files: ExportFiles;
  readonly size: number;
  /** Root over all leaves. */
  readonly root: Uint8Array;
  /** Leaf type by entry; 0 for a malformed leaf. */
  readonly types: Uint8Array;
  readonly ballots: number;
  readonly events: readonly LogEntry[];
  /** The export has openings. */
  readonly isOpened: boolean;
  /** Ballots with an empty opening. */
  readonly unopened: readonly number[];
  /** Opened choices by candidate number. */
  readonly counts: ReadonlyMap<number, number>;
  /** Root over the first entries, for sizes that were asked for. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  /** Latest time of the first entries, for the same sizes. */
  readonly latest: ReadonlyMap<number, number>;
  readonly documents: ReadonlyMap<number, ExportedText>;
  readonly anchors: readonly ExportedAnchorLine[];
}

/** A line of `documents.jsonl`. */
export interface ExportedText {
  readonly type: number;
  readonly text: string;
}

/** A line of `time-anchors.jsonl`. */
export interface ExportedAnchorLine {
  readonly index: number;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** Base64. */
  readonly token: string;
  readonly checkpoint: string;
}

/** The entries of one type, in order. */
export function entriesOf<T extends EventLeaf['type']>(
  log: Pick<AuditedLog, 'events'>,
  type: T,
): readonly LogEntry<Extract<EventLeaf, { readonly type: T }>>[] {
  return log.events.filter(({ leaf }) => leaf.type === type) as LogEntry<Extract<EventLeaf, { type: T }>>[];
}
