import { HASH_BYTES } from '../log/merkle.ts';
import { LEAF_BYTES } from '../log/leaf.ts';
import { compareFindings, withoutChecks } from './checks.ts';
import { judgeNotes } from './checkpoint-notes.ts';
import { LEAF_CHECKS } from './leaf-checks.ts';
import { countChoices, readLeaves, timeAt } from './leaf-reading.ts';
import {
  OPENING_BYTES,
  wholeFilesOf,
  type LeafContext,
  type LeafUnit,
  type LeafUnitResult,
  type LeafUnitTask,
} from './leaf-task.ts';
import { hashUnit, rootOfFirst } from './unit-tree.ts';

/** The public level over one unit: everything that can be said of its entries without looking at other units. */
export function auditLeafUnit(task: LeafUnitTask, context: LeafContext): LeafUnitResult {
  const { sha256 } = context;
  const unit = layOut(task, context);
  const notes = judgeNotes(task, context);
  const findings = Object.values(withoutChecks(LEAF_CHECKS, context.omitted)).flatMap((check) => check(unit, context));
  const roots = new Uint8Array(task.sizes.length * HASH_BYTES);
  for (const [i, size] of task.sizes.entries()) {
    roots.set(rootOfFirst(unit.tree, size - task.from, sha256), i * HASH_BYTES);
  }
  const { unopened, counts } = countChoices(unit);
  return {
    from: task.from,
    findings: findings.sort(compareFindings),
    types: unit.types,
    tags: unit.tags,
    events: unit.events,
    roots,
    root: Uint8Array.from(rootOfFirst(unit.tree, task.count, sha256)),
    latest: latestTimes(unit),
    unopened,
    counts,
    ...notes,
  };
}

/** Of malformed leaves no time is known. */
function latestTimes({ task, types, leaves }: LeafUnit): Float64Array {
  const { sizes, from, count } = task;
  const ends = [...sizes.map((size) => size - from), count];
  const latest = new Float64Array(ends.length);
  let next = 0;
  let time = 0;
  for (const [i, end] of [...ends.entries()].sort(([, a], [, b]) => a - b)) {
    for (; next < end; next++) if (types[next] !== 0) time = Math.max(time, timeAt(leaves, next));
    latest[i] = time;
  }
  return latest;
}

function layOut(task: LeafUnitTask, { contestTag }: LeafContext): LeafUnit {
  const { from, count, files } = task;
  const leaves = new Uint8Array(count * LEAF_BYTES);
  for (const { file, bytes } of wholeFilesOf(task, 'entries')) {
    for (let i = 0; i < file.width; i++) {
      const at = i * (2 + LEAF_BYTES) + 2;
      leaves.set(bytes.subarray(at, at + LEAF_BYTES), (file.from - from + i) * LEAF_BYTES);
    }
  }
  const isOpened = files.some(({ kind }) => kind === 'openings');
  const openings = isOpened ? new Uint8Array(count * OPENING_BYTES) : undefined;
  for (const { file, bytes } of wholeFilesOf(task, 'openings')) {
    openings?.set(bytes, (file.from - from) * OPENING_BYTES);
  }
  return { task, leaves, openings, tree: hashUnit(leaves), ...readLeaves(leaves, from, contestTag) };
}
