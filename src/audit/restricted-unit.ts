import { equalBytes } from '../encoding/bytes.ts';
import { voterTagMessage } from '../log/commitments.ts';
import { LEAF_BYTES } from '../log/leaf.ts';
import type { AuditedLog } from './audited-log.ts';
import { readRecord, recordBatches, recordIndex, type RecordBatch } from './ballot-record.ts';
import { addStats, NO_STATS, type BallotResult, type BallotStats, type BallotTask } from './ballot-task.ts';
import type { Check, Finding } from './checks.ts';
import { BALLOT } from './leaf-reading.ts';
import { createLeafSource } from './leaf-source.ts';
import { createListNames } from './list-names.ts';
import { encodePolicyOf } from './policy-file.ts';
import type { AuditThreads } from './ports.ts';
import type { RestrictedFiles } from './restricted-files.ts';
import { NO_OUTCOME, type UnitOutcome } from './unit-outcome.ts';
import { unitRange } from './unit-tasks.ts';

/** What the restricted part is audited with. */
export interface RestrictedLevel {
  readonly log: AuditedLog;
  readonly restricted: RestrictedFiles;
  readonly threads: Pick<AuditThreads, 'width' | 'ballots'>;
  readonly isFast: boolean;
  /** Whether the second engine looks at the ballot of this entry. */
  readonly isSecond: (index: number) => boolean;
  readonly fingerprints: BallotTask['fingerprints'];
  readonly personKey: Uint8Array;
  /** HMAC under the voter key, where the auditor has it. */
  readonly voterMac: ((message: Uint8Array) => Uint8Array) | undefined;
  /** Entries whose record is gone. */
  readonly erased: ReadonlySet<number>;
  /** Entries below were audited before. */
  readonly since: number;
  readonly omitted: readonly Check[];
  readonly onProgress: (entries: number) => void;
}

/** Records in one task: long enough to pay for its message, short enough that no thread waits for another's end. */
const BATCH = 256;
const VOTER_TAG = 64;

/** Where the records of a unit lie. */
export function unitPath(unit: number): string {
  return `restricted/ballots/${String(unit).padStart(6, '0')}.bin`;
}

/** Audits the records of one unit: each is there once, in order, and says what its leaf committed to. */
export async function auditUnit(unit: number, level: RestrictedLevel): Promise<UnitOutcome> {
  const { log, restricted, threads, omitted, onProgress } = level;
  const { from, count } = unitRange(log.size, unit);
  const findings: Finding[] = [];
  const path = unitPath(unit);
  if (restricted.find(path) === undefined) {
    onProgress(count);
    const missing: Finding[] = omitted.includes('A20') ? [] : [{ check: 'A20', file: path, detail: 'unit-missing' }];
    return { unit, findings: missing, ...NO_OUTCOME };
  }
  const order = createOrder(level, unit, findings);
  const gathering = createGathering(level, from);
  const underway: {
    readonly task: BallotTask;
    readonly indexes: readonly number[];
    readonly result: Promise<BallotResult>;
  }[] = [];
  const gatherNext = async (): Promise<void> => {
    const next = underway.shift();
    if (next === undefined) return;
    findings.push(...gathering.add(next.task, next.indexes, await next.result));
  };
  for await (const batch of recordBatches(restricted.stream(path), BATCH)) {
    if (batch === 'malformed') {
      await order.breakOff(path);
      break;
    }
    const kept = order.take(batch);
    if (kept.indexes.length === 0) continue;
    const task = gathering.createTask(kept);
    const result = threads.ballots(task);
    // Awaited in order; until then a failure is nobody's.
    result.catch(() => undefined);
    underway.push({ task, indexes: kept.indexes, result });
    if (underway.length >= 2 * threads.width) await gatherNext();
  }
  while (underway.length > 0) await gatherNext();
  order.finish();
  findings.push(...restricted.takeFindings());
  return { unit, findings, ...gathering.finish() };
}

/** Records that have a ballot leaf, with their entries. */
interface KeptRecords extends RecordBatch {
  readonly indexes: readonly number[];
}

/** Ballots and records one to one, in the order of the log (A20); nothing is left of an erased one (A17). */
function createOrder(
  { log, restricted, erased, since, omitted, onProgress }: RestrictedLevel,
  unit: number,
  findings: Finding[],
) {
  const { from, count } = unitRange(log.size, unit);
  const seen = new Uint8Array(count);
  let last = -1;
  let isBroken = false;
  let told = 0;
  const found = (check: Check, detail: string, where: Pick<Finding, 'index' | 'file'>): void => {
    if (!omitted.includes(check)) findings.push({ check, detail, ...where });
  };

  /** @returns false for a record that no leaf is for */
  function judge(index: number): boolean {
    if (index < from || index >= from + count) {
      found('A20', 'outside-unit', index < log.size ? { index } : {});
      return false;
    }
    if (seen[index - from] === 1) found('A20', 'repeated', { index });
    else if (index < last) found('A20', 'order', { index });
    if (log.types[index] !== BALLOT) found('A20', 'ghost', { index });
    if (erased.has(index)) found('A17', 'record-present', { index });
    const isFirst = seen[index - from] === 0;
    seen[index - from] = 1;
    last = Math.max(last, index);
    return isFirst && log.types[index] === BALLOT && index >= since;
  }

  function report(done: number): void {
    if (done > told) onProgress(done - told);
    told = Math.max(told, done);
  }

  return {
    take({ packed, offsets }: RecordBatch): KeptRecords {
      const all = offsets.slice(0, -1).map((at) => recordIndex(packed, at) ?? Number.MAX_SAFE_INTEGER);
      const good = all.map(judge);
      report(last + 1 - from);
      if (good.every((isGood) => isGood)) return { packed, offsets, indexes: all };
      const parts = all.flatMap((_, i) => (good[i] === true ? [packed.subarray(offsets[i], offsets[i + 1])] : []));
      const ends = parts.reduce<number[]>((sums, part) => [...sums, (sums.at(-1) ?? 0) + part.length], [0]);
      // A copy of its own: it is handed over to a thread.
      return {
        packed: Uint8Array.from(Buffer.concat(parts)),
        offsets: ends,
        indexes: all.filter((_, i) => good[i] === true),
      };
    },
    async breakOff(path: string): Promise<void> {
      isBroken = true;
      found('A20', 'malformed', { file: path });
      for await (const _chunk of restricted.stream(path));
    },
    finish(): void {
      report(count);
      // Behind octets that are no record nothing can be told apart.
      for (let i = 0; i < (isBroken ? last + 1 - from : count); i++) {
        const index = from + i;
        if (seen[i] === 1 || log.types[index] !== BALLOT || erased.has(index) || index < since) continue;
        found('A20', 'missing', { index });
      }
    },
  };
}

/** Makes tasks and puts their results together, in order. */
function createGathering(level: RestrictedLevel, from: number) {
  const { log, isFast, isSecond, fingerprints, personKey, voterMac } = level;
  const leafAt = createLeafSource(log.files, log.size);
  const namesOf = createListNames();
  const positions: number[] = [];
  const persons: Uint8Array[] = [];
  const counts = new Map<number, number>();
  const unknownTrust = new Set<string>();
  let stats: BallotStats = NO_STATS;
  let newest: Uint8Array | undefined;

  function createTask({ packed, offsets, indexes }: KeptRecords): BallotTask {
    const leaves = new Uint8Array(indexes.length * LEAF_BYTES);
    const lists = new Set<string>();
    for (const [i, index] of indexes.entries()) {
      const record = readRecord(packed.subarray(offsets[i], offsets[i + 1]));
      leaves.set(leafAt(index), i * LEAF_BYTES);
      counts.set(record.number, (counts.get(record.number) ?? 0) + 1);
      for (const name of namesOf(record)) lists.add(name);
      if (i === indexes.length - 1) newest = record.evidence.slice();
    }
    return {
      packed,
      offsets: Uint32Array.from(offsets),
      leaves,
      second: Uint8Array.from(indexes, (index) => (isSecond(index) ? 1 : 0)),
      isFast,
      fingerprints,
      lists: [...lists],
      personKey,
      wantsPersons: voterMac !== undefined,
    };
  }

  function add(task: BallotTask, indexes: readonly number[], result: BallotResult): readonly Finding[] {
    for (const index of indexes) positions.push(index - from);
    persons.push(result.persons);
    stats = addStats(stats, result.stats);
    for (const fingerprint of result.unknownTrust) unknownTrust.add(fingerprint);
    return [...result.findings, ...checkVoterTags(task, indexes, result, level)];
  }

  return {
    createTask,
    add,
    finish: (): Omit<UnitOutcome, 'unit' | 'findings'> => ({
      positions: Uint16Array.from(positions),
      persons: Buffer.concat(persons),
      stats,
      counts: [...counts].sort(([a], [b]) => a - b),
      unknownTrust: [...unknownTrust].sort(),
      policy: newest && encodePolicyOf(newest),
    }),
  };
}

/** The voter tag of a leaf is that of the ballot's person (A29). */
function checkVoterTags(
  { leaves }: BallotTask,
  indexes: readonly number[],
  { iins }: BallotResult,
  { voterMac, log, omitted }: RestrictedLevel,
): readonly Finding[] {
  if (voterMac === undefined || omitted.includes('A29')) return [];
  const { contestTag } = log.head.ground;
  return indexes.flatMap((index, i): readonly Finding[] => {
    const iin = iins[i];
    const at = i * LEAF_BYTES + VOTER_TAG;
    if (iin === undefined) return [];
    const tag = voterMac(voterTagMessage(contestTag, iin));
    return equalBytes(tag, leaves.subarray(at, at + tag.length)) ? [] : [{ check: 'A29', index }];
  });
}
