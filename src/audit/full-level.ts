import { concatBytes, equalBytes, fromHex, readU64be, toUtf8, u64be } from '../encoding/bytes.ts';
import { keyCheckMessage } from '../log/commitments.ts';
import { sha256 } from '../signature/digest.ts';
import { annulmentPaths, checkAnnulmentSignatures, type AnnulmentOutcome } from './annulment-signatures.ts';
import { entriesOf } from './audited-log.ts';
import { addStats, NO_STATS, type BallotStats, type Engine } from './ballot-task.ts';
import { recordBatches } from './ballot-record.ts';
import type { Check, Finding } from './checks.ts';
import type { FindingList } from './finding-list.ts';
import { fingerprintsOf, type LogUnderAudit } from './log-checks.ts';
import { NO_POLICY, POLICY_FILE } from './policy-file.ts';
import type { AuditThreads, OutcomeStore } from './ports.ts';
import type { RestrictedFiles } from './restricted-files.ts';
import { auditUnit, unitPath, type RestrictedLevel } from './restricted-unit.ts';
import { createTagSet, TAG_BYTES, type TagSet } from './tag-set.ts';
import type { UnitOutcome } from './unit-outcome.ts';
import { unitRange, unitsOf } from './unit-tasks.ts';
import { checkVerdictFiles } from './verdict-files.ts';

export interface FullLevelOptions {
  readonly log: LogUnderAudit;
  readonly restricted: RestrictedFiles;
  readonly threads: Pick<AuditThreads, 'width' | 'ballots'>;
  readonly findings: FindingList;
  readonly seed: number;
  readonly engine: Engine | undefined;
  readonly voterMac: ((message: Uint8Array) => Uint8Array) | undefined;
  readonly since: number;
  readonly outcomes: OutcomeStore;
  readonly omitted: readonly Check[];
  readonly onProgress: (entries: number) => void;
}

/** What the restricted part comes to. */
export interface RestrictedResult {
  readonly stats: BallotStats;
  /** Recorded choices, of records that were read. */
  readonly counts: ReadonlyMap<number, number>;
  readonly unknownTrust: readonly string[];
  /** The second engine's part; `sample` is one ballot in a hundred. */
  readonly engine: Engine | 'sample';
}

/** Ballots up to which both engines look at every one, unless told. */
const BOTH_UP_TO = 10_000;
/** Of 65,536: one in a hundred. */
const SAMPLE = 656;

/** The full level: every record of the restricted part, unit after unit, on all threads. */
export async function auditRestricted(options: FullLevelOptions): Promise<RestrictedResult> {
  const { log, since, findings, omitted, outcomes, onProgress } = options;
  const engine = options.engine ?? (log.ballots <= BOTH_UP_TO ? 'both' : 'sample');
  const keyFinding = checkVoterKey(options);
  findings.add(keyFinding.filter(({ check }) => !omitted.includes(check)));
  const level: RestrictedLevel = {
    ...options,
    isFast: engine !== 'second',
    isSecond: secondOf(engine, log.root),
    fingerprints: fingerprintsOf(log).map(({ index, fingerprint }) => {
      return { index, fingerprint: fromHex(fingerprint) ?? new Uint8Array() };
    }),
    personKey: await createPersonKey(options),
    // With another voter key nothing would fit, which is told once.
    voterMac: keyFinding.length === 0 ? options.voterMac : undefined,
    erased: new Set(entriesOf(log, 'erasure').map(({ leaf }) => leaf.index)),
  };
  const merging = createMerging(options);
  for (let unit = 0; unit < unitsOf(log.size); unit++) {
    const { from, count } = unitRange(log.size, unit);
    const kept = from + count <= since ? undefined : outcomes.load(unit);
    if (from + count <= since || kept !== undefined) onProgress(count);
    if (from + count <= since) continue;
    const outcome = kept ?? (await auditUnit(unit, level));
    if (kept === undefined) outcomes.save(outcome);
    merging.merge(outcome);
  }
  const annulments = omitted.includes('A16') ? NOTHING_ANNULLED : await checkAnnulmentSignatures(options);
  findings.add(annulments.findings);
  if (!omitted.includes('A20')) findings.add(await checkVerdictFiles(log, options.restricted));
  findings.add(await checkOthers(options));
  const result = merging.finish();
  const unknownTrust = [...new Set([...result.unknownTrust, ...annulments.unknownTrust])].sort();
  return { ...result, unknownTrust, engine };
}

const NOTHING_ANNULLED: AnnulmentOutcome = { findings: [], unknownTrust: [] };

/** Which ballots the second engine looks at: all, none, or some that nobody could tell before the log ended. */
function secondOf(engine: Engine | 'sample', root: Uint8Array): (index: number) => boolean {
  if (engine !== 'sample') return () => engine !== 'fast';
  const label = toUtf8('DYS1 audit sample\n');
  return (index) => {
    const [high = 0, low = 0] = sha256(concatBytes(label, root, u64be(index)));
    return 256 * high + low < SAMPLE;
  };
}

/**
 * Digests of persons are keyed by the salts of the first ballot, which only the restricted part holds: an interrupted
 * audit finds the same key again, and what it left on a disk names nobody.
 */
async function createPersonKey({ log, restricted }: FullLevelOptions): Promise<Uint8Array> {
  const label = toUtf8('DYS1 audit persons\n');
  for (let unit = 0; unit < unitsOf(log.size); unit++) {
    for await (const batch of recordBatches(restricted.stream(unitPath(unit)), 1)) {
      if (batch === 'malformed') break;
      restricted.takeFindings();
      return sha256(concatBytes(label, batch.packed.subarray(10, 74)));
    }
  }
  restricted.takeFindings();
  return sha256(label);
}

/** The voter key is the one that entry 0 was made with. */
function checkVoterKey({ log, voterMac }: FullLevelOptions): Finding[] {
  const [opened] = entriesOf(log, 'opened');
  if (voterMac === undefined || opened === undefined) return [];
  const expected = voterMac(keyCheckMessage(log.head.ground.contestTag));
  if (equalBytes(expected, opened.leaf.keyCheck)) return [];
  return [{ check: 'A29', index: opened.index, detail: 'key-check' }];
}

function createMerging({ log, findings, seed, omitted, since }: FullLevelOptions) {
  const persons = createTagSet(seed);
  const counts = new Map<number, number>();
  const unknownTrust = new Set<string>();
  let stats = NO_STATS;
  let policy: Uint8Array | undefined;
  let hasRecords = false;
  return {
    merge(outcome: UnitOutcome): void {
      findings.add(outcome.findings);
      if (!omitted.includes('A30')) findings.add(findRepeatedPersons(persons, outcome));
      for (const [number, ballots] of outcome.counts) counts.set(number, (counts.get(number) ?? 0) + ballots);
      for (const fingerprint of outcome.unknownTrust) unknownTrust.add(fingerprint);
      stats = addStats(stats, outcome.stats);
      if (outcome.positions.length === 0) return;
      hasRecords = true;
      policy = outcome.policy;
    },
    finish(): Omit<RestrictedResult, 'engine'> {
      const expected = hasRecords || since > 0 || log.ballots > 0 ? policy : NO_POLICY;
      const exported = log.files.raw(POLICY_FILE);
      const isRight = expected === undefined || (exported !== undefined && equalBytes(exported, expected));
      if (!isRight && !omitted.includes('A23')) findings.add([{ check: 'A23', file: POLICY_FILE, detail: 'policy' }]);
      const isOff = log.head.ground.policy?.mode === 'off' && stats.ocsp + stats.crl > 0;
      if (isOff && !omitted.includes('A27')) findings.add([{ check: 'A27', file: POLICY_FILE, detail: 'policy-off' }]);
      return { stats, counts, unknownTrust: [...unknownTrust].sort() };
    },
  };
}

/** A person has one ballot, whatever their voter tag. */
function findRepeatedPersons(known: TagSet, { unit, positions, persons }: UnitOutcome): Finding[] {
  const { from } = unitRange(Infinity, unit);
  const findings: Finding[] = [];
  const view = new DataView(persons.buffer, persons.byteOffset, persons.length);
  for (const [i, position] of positions.entries()) {
    const at = i * TAG_BYTES;
    const isNobody = readU64be(persons, at) === 0 && view.getBigUint64(at + 8) === 0n;
    if (!isNobody && !known.add(view, at)) findings.push({ check: 'A30', index: from + position });
  }
  return findings;
}

/** Files of the restricted part that no ballot leads to: their digests, and the names of lists. */
async function checkOthers({ log, restricted, omitted }: FullLevelOptions): Promise<Finding[]> {
  if (omitted.includes('A01')) return [];
  const findings: Finding[] = [];
  const units = new Set(Array.from({ length: unitsOf(log.size) }, (_, unit) => restricted.find(unitPath(unit))));
  const expected = new Set([...units, ...annulmentPaths(log).map((path) => restricted.find(path))]);
  for (const path of log.files.paths) {
    const name = /^restricted\/lists\/([0-9a-f]{64})\.crl(?:\.age)?$/.exec(path)?.[1];
    if (name !== undefined) {
      const list = await restricted.list(name);
      findings.push(...restricted.takeFindings());
      if (list === undefined && log.files.raw(path) !== undefined) {
        findings.push({ check: 'A01', file: path, detail: 'name' });
      }
    } else if (!path.startsWith('restricted/')) continue;
    else if (!/^restricted\/(?:ballots|annulments)\//.test(path)) await log.files.check(path);
    else if (!expected.has(path)) findings.push({ check: 'A01', file: path, detail: 'unexpected' });
    else if (!log.files.wasRead(path)) await log.files.check(path);
  }
  return [...findings, ...restricted.takeFindings()];
}
