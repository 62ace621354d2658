import { equalBytes, type Sha256 } from '../encoding/bytes.ts';
import { parseLeaf } from '../log/leaf.ts';
import { HASH_BYTES } from '../log/merkle.ts';
import { TILE_WIDTH } from '../log/tiles.ts';
import { sha256 } from '../signature/digest.ts';
import type { AuditedLog, EventLeaf, LogEntry } from './audited-log.ts';
import { readCheckpointHistory, type CheckpointHistory } from './checkpoint-history.ts';
import type { Finding } from './checks.ts';
import { readAnchors, readDocuments } from './documents.ts';
import type { ExportFiles } from './export-files.ts';
import type { ExportHead } from './export-head.ts';
import type { FindingList } from './finding-list.ts';
import type { LeafUnitResult, LeafUnitTask } from './leaf-task.ts';
import { BALLOT } from './leaf-reading.ts';
import { createLogTree, isTileOf, upperLevels, type LogTree } from './log-tree.ts';
import type { AuditThreads } from './ports.ts';
import { createTagSet, TAG_BYTES, type TagSet } from './tag-set.ts';
import { textLines } from './text-lines.ts';
import { createUnitTask, unitRange, unitsOf, upperTiles } from './unit-tasks.ts';
import { hashAt } from './unit-tree.ts';

export interface PublicLevelOptions {
  readonly head: ExportHead;
  readonly files: ExportFiles;
  readonly threads: Pick<AuditThreads, 'width' | 'leafUnit'>;
  readonly findings: FindingList;
  readonly seed: number;
  /** Roots over this many entries are wanted beside those of checkpoints and anchors. */
  readonly sizes: readonly number[];
  /** Roots over this many entries are wanted, whether or not there was a checkpoint. */
  readonly otherSizes?: readonly number[];
  readonly onProgress: (entries: number) => void;
}

/** Reads the whole log, unit by unit on all threads, and checks everything that needs no look at several units. */
export async function readPublicLog(options: PublicLevelOptions): Promise<AuditedLog> {
  const { head, files, threads, findings, onProgress, otherSizes = [] } = options;
  const { size, checkpoint } = head.manifest;
  const { documents, findings: ofDocuments } = await readDocuments(files);
  const { anchors, findings: ofAnchors } = await readAnchors(files);
  add(options, ofDocuments);
  add(options, ofAnchors);
  const isOpened = files.paths.some((path) => path.startsWith('public/log/openings/'));
  const wanted = [...options.sizes, ...anchors.map((anchor) => anchor.size)];
  const lines = textLines(files.stream('public/checkpoints.jsonl'));
  const history = readCheckpointHistory(lines, { size, checkpoint }, wanted);
  const merging = createMerging(options);
  const underway: { task: LeafUnitTask; result: Promise<LeafUnitResult> }[] = [];
  const mergeNext = async (): Promise<void> => {
    const next = underway.shift();
    if (next === undefined) return;
    merging.merge(next.task, await next.result);
    onProgress(next.task.count);
  };
  for (let unit = 0; unit < unitsOf(size); unit++) {
    const wishes = await wishesOf(history, [...wanted, ...otherSizes], unitRange(size, unit));
    const task = createUnitTask(files, size, unit, isOpened, wishes);
    const result = threads.leafUnit(task);
    // Awaited in order; until then a failure is nobody's.
    result.catch(() => undefined);
    underway.push({ task: { ...task, packed: new Uint8Array() }, result });
    if (underway.length >= threads.width) await mergeNext();
  }
  while (underway.length > 0) await mergeNext();
  add(options, await history.finish());
  const merged = merging.finish();
  add(options, checkUpperTiles(files, size, merged.tree));
  findings.add(files.takeFindings());
  return { head, files, size, isOpened, documents, anchors, ...merged };
}

/** Adds findings of checks that are not left out. */
function add({ findings, head }: PublicLevelOptions, found: readonly Finding[]): void {
  findings.add(found.filter(({ check }) => !head.ground.omitted.includes(check)));
}

async function wishesOf(
  history: CheckpointHistory,
  wanted: readonly number[],
  { from, count }: { readonly from: number; readonly count: number },
): Promise<{ sizes: readonly number[]; notes: readonly string[] }> {
  const { sizes, notes } = await history.until(from + count);
  const inside = new Set(wanted.filter((size) => size > from && size <= from + count));
  return { sizes: [...sizes, ...inside], notes };
}

/** Takes the results of units in their order. */
function createMerging(options: PublicLevelOptions) {
  const { head, seed, findings } = options;
  const tree = createLogTree(sha256);
  const tags = createTagSet(seed);
  const types = new Uint8Array(head.manifest.size);
  const events: LogEntry[] = [];
  const unopened: number[] = [];
  const counts = new Map<number, number>();
  const roots = new Map<number, Uint8Array>();
  const latest = new Map<number, number>();
  let latestTime = 0;
  let root: Uint8Array = new Uint8Array();
  let ballots = 0;
  return {
    merge(task: LeafUnitTask, result: LeafUnitResult): void {
      findings.add(result.findings);
      types.set(result.types, task.from);
      ballots += result.tags.length / TAG_BYTES;
      add(options, findRepeatedTags(tags, result));
      add(options, compareCheckpoints(task, result, tree, head.manifest.checkpoint));
      for (const { index, leaf } of result.events)
        events.push({ index, bytes: leaf, leaf: parseLeaf(leaf) as EventLeaf });
      for (const index of result.unopened) unopened.push(index);
      for (const [number, more] of result.counts) counts.set(number, (counts.get(number) ?? 0) + more);
      for (let i = task.notes.length; i < task.sizes.length; i++) {
        roots.set(task.sizes[i] ?? 0, tree.rootWith(hashAt(result.roots, i)));
        latest.set(task.sizes[i] ?? 0, Math.max(latestTime, result.latest[i] ?? 0));
      }
      latestTime = Math.max(latestTime, result.latest.at(-1) ?? 0);
      root = tree.rootWith(result.root);
      if (task.from + task.count < head.manifest.size || isWholeUnit(task)) tree.push(result.root);
    },
    finish: () => ({ tree, types, ballots, events, unopened, counts, roots, latest, root }),
  };
}

function isWholeUnit({ count }: LeafUnitTask): boolean {
  return count === unitRange(Infinity, 0).count;
}

/** A voter tag stands in one ballot at most. */
function findRepeatedTags(known: TagSet, { from, types, tags }: LeafUnitResult): Finding[] {
  const findings: Finding[] = [];
  const view = new DataView(tags.buffer, tags.byteOffset, tags.length);
  let ballot = 0;
  for (let i = 0; i < types.length; i++) {
    if (types[i] !== BALLOT) continue;
    if (!known.add(view, TAG_BYTES * ballot++)) findings.push({ check: 'A09', index: from + i });
  }
  return findings;
}

/** Every checkpoint signs the root over the leaves as they are now; the newest one is for A03 and A04. */
function compareCheckpoints(
  { sizes, notes }: LeafUnitTask,
  { roots, claimed, refused }: LeafUnitResult,
  tree: LogTree,
  newest: string,
): Finding[] {
  const bad = new Map(refused);
  const findings: Finding[] = [];
  for (let i = 0; i < notes.length; i++) {
    if (notes[i] === newest) continue;
    const isRight = equalBytes(tree.rootWith(hashAt(roots, i)), hashAt(claimed, i));
    const detail = bad.get(i) ?? (isRight ? undefined : 'root');
    if (detail !== undefined) findings.push({ check: 'A06', index: (sizes[i] ?? 0) - 1, detail });
  }
  return findings;
}

/** The tiles above the units: nobody else has looked at them. */
function checkUpperTiles(files: ExportFiles, size: number, tree: LogTree, digest: Sha256 = sha256): Finding[] {
  const levels = upperLevels(tree.unitRoots, digest);
  const findings: Finding[] = [];
  for (const { level, index, width, path } of upperTiles(size)) {
    const hashes = levels[level - 2]?.slice(index * TILE_WIDTH, index * TILE_WIDTH + width) ?? [];
    const tile = files.read(path);
    if (files.listed(path) === undefined) findings.push({ check: 'A01', file: path, detail: 'missing' });
    if (tile?.length !== width * HASH_BYTES) findings.push({ check: 'A05', file: path, detail: 'missing' });
    else if (!isTileOf(tile, hashes)) findings.push({ check: 'A05', file: path, detail: `level-${level}` });
  }
  return findings;
}
