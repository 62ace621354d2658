import type { LocalizedText } from '../domain/contest.ts';
import { toHex, toUtf8 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { entriesOf } from './audited-log.ts';
import { CHECK_IDS, CHECKS, isRestrictedCheck, type Check, type Finding } from './checks.ts';
import type { BallotStats, Engine } from './ballot-task.ts';
import type { RestrictedResult } from './full-level.ts';
import type { LogUnderAudit } from './log-checks.ts';
import { recount, type Recount } from './protocol-checks.ts';

/** What an audit found: a function of the export and the options, with no time and no path of the run in it. */
export interface AuditReport {
  readonly dauys: 'audit/1';
  readonly level: 'public' | 'full';
  /** Digest of the manifest: names the export that was audited. */
  readonly manifest: string;
  readonly verdict: 'clean' | 'findings' | 'unfinished';
  readonly checks: readonly CheckReport[];
  readonly findings: { readonly total: number; readonly first: readonly ShownFinding[] };
  readonly log: LogReport | null;
  readonly result: ResultReport | null;
  /** What was audited before and is the beginning of this log. */
  readonly since: SinceReport | null;
  /** The restricted part: how many ballots were judged, and how. */
  readonly records: RecordsReport | null;
  /** Trust sets (fingerprints in hex) that the log names and that were not in hand: what they decided is not judged. */
  readonly unknownTrust: readonly string[];
}

export interface SinceReport {
  readonly size: number;
  readonly root: string;
  /** Consistency proof (RFC 6962 §2.1.2) to the log's size, hashes in hex. */
  readonly proof: readonly string[];
}

/** Ballots by algorithm, by what their revocation verdict stands on, and by the second engine's part. */
export interface RecordsReport extends BallotStats {
  readonly engine: Engine | 'sample';
}

export interface CheckReport {
  readonly check: Check;
  readonly code: string;
  readonly state: 'passed' | 'failed' | 'not-run';
  readonly findings: number;
}

/** A finding as `findings.jsonl` has it. */
export interface ShownFinding extends Finding {
  readonly code: string;
}

export interface LogReport {
  readonly contest: string;
  readonly title: LocalizedText;
  readonly origin: string;
  readonly vkey: string;
  readonly size: number;
  readonly root: string;
  readonly ballots: number;
  readonly annulled: readonly number[];
  readonly erased: readonly number[];
  readonly anchors: number;
  /** Entries below the newest time anchor. */
  readonly anchoredSize: number;
  readonly isClosed: boolean;
}

export interface ResultReport {
  /** SHA-256 of the protocol, hex; null before there is one. */
  readonly protocol: string | null;
  /** Ballots counted, that is neither annulled nor erased. */
  readonly counted: number;
  readonly erased: number;
  readonly annulled: number;
  readonly nominations: readonly NominationReport[];
}

interface NominationReport {
  readonly id: string;
  readonly title: LocalizedText;
  readonly ballots: number;
  readonly candidates: readonly {
    readonly id: string;
    readonly number: number;
    readonly name: LocalizedText;
    readonly ballots: number;
  }[];
}

export interface ReportInput {
  readonly level: 'public' | 'full';
  readonly manifestSha256: string;
  readonly log: LogUnderAudit | undefined;
  readonly restricted: RestrictedResult | undefined;
  readonly since: SinceReport | undefined;
  readonly hasVoterKey: boolean;
  readonly unknownTrust: readonly string[];
  readonly counts: Readonly<Partial<Record<Check, number>>>;
  readonly findings: readonly Finding[];
}

const FIRST = 100;

export function buildReport(input: ReportInput): AuditReport {
  const { level, log, restricted, unknownTrust, counts, findings } = input;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const unfinished = unknownTrust.length > 0 || (restricted?.stats.unjudged ?? 0) > 0;
  const clean = unfinished ? 'unfinished' : 'clean';
  return {
    dauys: 'audit/1',
    level,
    manifest: input.manifestSha256,
    verdict: total > 0 ? 'findings' : clean,
    checks: CHECK_IDS.map((check) => reportCheck(check, counts[check] ?? 0, wasRun(check, input))),
    findings: { total, first: findings.slice(0, FIRST).map(showFinding) },
    log: log === undefined ? null : reportLog(log),
    result: log?.isOpened === true ? reportResult(log) : null,
    since: input.since ?? null,
    records: restricted === undefined ? null : { engine: restricted.engine, ...restricted.stats },
    unknownTrust,
  };
}

const NEED_FAST: readonly Check[] = ['A25', 'A27', 'A28'];

function wasRun(check: Check, { log, restricted, hasVoterKey }: ReportInput): boolean {
  if (log === undefined) return check <= 'A03';
  if (isRestrictedCheck(check)) {
    if (restricted === undefined || (check === 'A29' && !hasVoterKey)) return false;
    if (check === 'A25') return restricted.stats.second > 0 && restricted.engine !== 'second';
    return restricted.engine !== 'second' || !NEED_FAST.includes(check);
  }
  // Nothing is opened and nothing is counted before the end.
  return log.isOpened || !['A13', 'A14', 'A15', 'A16'].includes(check);
}

function reportCheck(check: Check, findings: number, isRun: boolean): CheckReport {
  const passed = isRun ? 'passed' : 'not-run';
  return { check, code: CHECKS[check], state: findings > 0 ? 'failed' : passed, findings };
}

export function showFinding({ check, index, detail, file }: Finding): ShownFinding {
  return {
    check,
    code: CHECKS[check],
    ...(index !== undefined && { index }),
    ...(detail !== undefined && { detail }),
    ...(file !== undefined && { file }),
  };
}

function reportLog(log: LogUnderAudit): LogReport {
  const { definition, ground } = log.head;
  const anchors = entriesOf(log, 'time-anchor');
  return {
    contest: definition.id,
    title: definition.title,
    origin: definition.origin,
    vkey: ground.vkey,
    size: log.size,
    root: toHex(log.root),
    ballots: log.ballots,
    annulled: entriesOf(log, 'annulment').map(({ leaf }) => leaf.index),
    erased: entriesOf(log, 'erasure').map(({ leaf }) => leaf.index),
    anchors: anchors.length,
    anchoredSize: anchors.at(-1)?.leaf.size ?? 0,
    isClosed: entriesOf(log, 'closed').length > 0,
  };
}

function reportResult(log: LogUnderAudit): ResultReport {
  const counted = recount(log);
  const [protocol] = entriesOf(log, 'protocol');
  const nominations = nominationsOf(log, counted);
  return {
    protocol: protocol === undefined ? null : toHex(protocol.leaf.protocolSha256),
    counted: nominations.reduce((sum, { ballots }) => sum + ballots, 0),
    erased: counted.erased,
    annulled: counted.annulled,
    nominations,
  };
}

function nominationsOf({ head }: LogUnderAudit, { byCandidate }: Recount): NominationReport[] {
  const { nominations, candidates } = head.definition;
  return nominations.map(({ id, title }) => {
    const ours = candidates
      .filter(({ nomination }) => nomination === id)
      .sort((a, b) => a.number - b.number)
      .map((c) => ({ id: c.id, number: c.number, name: c.name, ballots: byCandidate.get(c.number) ?? 0 }));
    return { id, title, ballots: ours.reduce((sum, { ballots }) => sum + ballots, 0), candidates: ours };
  });
}

/** `report.json` */
export function encodeReport(report: AuditReport): Uint8Array {
  return canonicalJson(report);
}

/** `findings.jsonl` */
export function encodeFindings(findings: readonly Finding[]): Uint8Array {
  return Buffer.concat(findings.flatMap((finding) => [canonicalJson(showFinding(finding)), toUtf8('\n')]));
}

/** `tally.csv`: the auditor's own count; only a header before anything is opened. */
export function encodeTally({ result }: AuditReport): Uint8Array {
  const rows = (result?.nominations ?? []).flatMap((nomination) =>
    nomination.candidates.map(({ id, number, ballots }) => `${nomination.id};${number};${id};${ballots}\r\n`),
  );
  return toUtf8(`nomination;number;candidate;ballots\r\n${rows.join('')}`);
}
