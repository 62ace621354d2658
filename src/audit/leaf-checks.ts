import { equalBytes, toUtf8 } from '../encoding/bytes.ts';
import { LEAF_BYTES } from '../log/leaf.ts';
import { HASH_BYTES } from '../log/merkle.ts';
import { TILE_HEIGHT } from '../log/tiles.ts';
import type { Check, Finding } from './checks.ts';
import { digestFinder, digestHex } from './hashing.ts';
import { BALLOT, isEmpty, numberOf, openingAt } from './leaf-reading.ts';
import { filesOf, lengthOf, wholeFilesOf, type LeafContext, type LeafUnit, type TileKind } from './leaf-task.ts';
import { hashAt } from './unit-tree.ts';

type LeafCheck = (unit: LeafUnit, context: LeafContext) => Finding[];

/** What is checked of the entries of a unit. Each may be taken out without the others noticing. */
export const LEAF_CHECKS = {
  A01: checkFiles,
  A05: checkTiles,
  A07: checkGrammar,
  A08: checkContest,
  A10: checkTimes,
  A12: checkOpenings,
  A13: checkCandidates,
} satisfies Partial<Record<Check, LeafCheck>>;

const TIME = 24;
const CHOICE_COMMIT = 96;

function checkFiles({ task }: LeafUnit): Finding[] {
  const findings: Finding[] = [];
  for (const { file, bytes } of filesOf(task)) {
    const found = (detail: string): number => findings.push({ check: 'A01', file: file.path, detail });
    if (file.sha256 === undefined) found(bytes === undefined ? 'missing' : 'unlisted');
    else if (bytes === undefined) found('missing');
    else if (digestHex(bytes) !== file.sha256) found('digest');
  }
  return findings;
}

/** Every tile has its length, and its hashes are those of the leaves. */
function checkTiles(unit: LeafUnit): Finding[] {
  const findings: Finding[] = [];
  for (const { file, bytes } of filesOf(unit.task)) {
    if (file.kind === 'openings') continue;
    const detail = bytes === undefined ? 'missing' : 'length';
    if (bytes?.length !== lengthOf(file)) findings.push({ check: 'A05', file: file.path, detail });
    else if (file.kind === 'entries' && !hasEntryLengths(bytes)) {
      findings.push({ check: 'A05', file: file.path, detail: 'entry-length' });
    }
  }
  compareLayer('hashes', 0, 'level-0');
  compareLayer('nodes', TILE_HEIGHT, 'level-1');
  return findings;

  function compareLayer(kind: TileKind, level: number, detail: string): void {
    const { task, tree } = unit;
    for (const { file, bytes } of wholeFilesOf(task, kind)) {
      const first = (file.from - task.from) / 2 ** level;
      const layer = tree.layers[level]?.subarray(first * HASH_BYTES, (first + file.width) * HASH_BYTES);
      if (layer !== undefined && equalBytes(bytes, layer)) continue;
      for (let i = 0; i < file.width; i++) {
        if (equalBytes(hashAt(bytes, i), hashAt(layer, i))) continue;
        findings.push({ check: 'A05', index: file.from + i * 2 ** level, detail });
      }
    }
  }
}

function hasEntryLengths(bundle: Uint8Array): boolean {
  for (let at = 0; at < bundle.length; at += 2 + LEAF_BYTES) {
    if (bundle[at] !== 0 || bundle[at + 1] !== LEAF_BYTES) return false;
  }
  return true;
}

function checkGrammar({ task, types }: LeafUnit): Finding[] {
  const findings: Finding[] = [];
  for (const { file } of wholeFilesOf(task, 'entries')) {
    for (let index = file.from; index < file.from + file.width; index++) {
      if (types[index - task.from] === 0) findings.push({ check: 'A07', index });
    }
  }
  return findings;
}

function checkContest({ strangers }: LeafUnit): Finding[] {
  return strangers.map((index) => ({ check: 'A08', index, detail: 'another-contest' }));
}

/** A ballot's time is that of its acceptance, cut to the minute. */
function checkTimes({ task, types, leaves }: LeafUnit, { opensAtMs, closesAtMs }: LeafContext): Finding[] {
  const findings: Finding[] = [];
  const view = new DataView(leaves.buffer, leaves.byteOffset, leaves.length);
  const [first, end] = [Math.floor(opensAtMs / 60_000) * 60, closesAtMs / 1000];
  for (const [i, type] of types.entries()) {
    if (type !== BALLOT) continue;
    const at = i * LEAF_BYTES + TIME;
    const time = view.getUint32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
    if (time < first) findings.push({ check: 'A10', index: task.from + i, detail: 'too-early' });
    if (time >= end) findings.push({ check: 'A10', index: task.from + i, detail: 'too-late' });
  }
  return findings;
}

/** Every opening is that of the ballot's choice commitment. Empty ones are judged where erasures are known. */
function checkOpenings({ task, types, leaves, openings }: LeafUnit, { contestTag }: LeafContext): Finding[] {
  const findings: Finding[] = [];
  for (const { file, bytes } of filesOf(task)) {
    if (file.kind !== 'openings' || bytes?.length === lengthOf(file)) continue;
    findings.push({ check: 'A12', file: file.path, detail: bytes === undefined ? 'missing' : 'length' });
  }
  if (openings === undefined) return findings;
  const commit = choiceCommitter(contestTag);
  const isCommitted = digestFinder(leaves);
  for (const [i, type] of types.entries()) {
    const opening = openingAt(openings, i);
    if (isEmpty(opening)) continue;
    const found = (detail: string): number => findings.push({ check: 'A12', index: task.from + i, detail });
    if (type !== BALLOT) {
      if (type !== 0) found('no-ballot');
      continue;
    }
    if (!isCommitted(commit(opening), i * LEAF_BYTES + CHOICE_COMMIT)) found('another-choice');
  }
  return findings;
}

const LABEL = toUtf8('DYS1 choice\n');

/** What a choice commitment is the SHA-256 of; the array is used again for the next one. */
function choiceCommitter(contestTag: Uint8Array): (opening: Uint8Array) => Uint8Array {
  const message = new Uint8Array(LABEL.length + 32 + 16 + 2);
  message.set(LABEL);
  message.set(contestTag, LABEL.length + 32);
  return (opening) => {
    message.set(opening.subarray(2), LABEL.length);
    message.set(opening.subarray(0, 2), LABEL.length + 48);
    return message;
  };
}

function checkCandidates({ task, types, openings }: LeafUnit, { numbers }: LeafContext): Finding[] {
  if (openings === undefined) return [];
  const findings: Finding[] = [];
  for (const [i, type] of types.entries()) {
    const opening = openingAt(openings, i);
    if (type !== BALLOT || isEmpty(opening) || numbers.has(numberOf(opening))) continue;
    findings.push({ check: 'A13', index: task.from + i });
  }
  return findings;
}
