import type { Finding } from './checks.ts';
import { parseObject } from './text-lines.ts';

/** Checkpoints whose last entry lies in one unit. */
export interface CheckpointRun {
  readonly sizes: readonly number[];
  readonly notes: readonly string[];
}

/** The history of a log's checkpoints, handed out run by run. */
export interface CheckpointHistory {
  /** The next checkpoints of at most `end` entries. */
  until(end: number): Promise<CheckpointRun>;
  /** Reads to the end of the file; everything found of its form and order. */
  finish(): Promise<readonly Finding[]>;
}

interface Line {
  readonly size: number;
  readonly checkpoint: string;
}

/**
 * Reads `checkpoints.jsonl`: every size once and ascending, the last one that of the export.
 * @param newest - size and note of the export
 * @param known - sizes that are known to have had a checkpoint
 */
export function readCheckpointHistory(
  lines: AsyncIterable<string>,
  newest: Line,
  known: Iterable<number>,
): CheckpointHistory {
  const findings: Finding[] = [];
  const missing = new Set(known);
  const iterator = lines[Symbol.asyncIterator]();
  let pending: Line | undefined;
  let last: Line | undefined;

  async function next(): Promise<Line | undefined> {
    for (;;) {
      const step = await iterator.next();
      if (step.done === true) return undefined;
      const line = readLine(step.value);
      if (line === undefined) findings.push({ check: 'A06', detail: 'malformed' });
      else if (line.size <= (last?.size ?? 0)) findings.push({ check: 'A06', index: line.size - 1, detail: 'order' });
      else if (line.size > newest.size) findings.push({ check: 'A06', index: line.size - 1, detail: 'beyond' });
      else {
        last = line;
        missing.delete(line.size);
        return line;
      }
    }
  }

  return {
    async until(end) {
      const sizes: number[] = [];
      const notes: string[] = [];
      pending ??= await next();
      while (pending !== undefined && pending.size <= end) {
        sizes.push(pending.size);
        notes.push(pending.checkpoint);
        pending = await next();
      }
      return { sizes, notes };
    },
    async finish() {
      while ((await next()) !== undefined);
      const isNewest = last?.size === newest.size && last.checkpoint === newest.checkpoint;
      if (!isNewest) findings.push({ check: 'A06', detail: 'newest' });
      for (const size of missing) {
        if (size >= 1 && size < newest.size) findings.push({ check: 'A06', index: size - 1, detail: 'missing' });
      }
      return findings;
    },
  };
}

function readLine(text: string): Line | undefined {
  const { size, checkpoint } = parseObject(text) ?? {};
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 1) return undefined;
  return typeof checkpoint === 'string' ? { size, checkpoint } : undefined;
}
