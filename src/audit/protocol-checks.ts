import type { ContestDefinition, LocalizedText } from '../domain/contest.ts';
import { equalBytes, fromUtf8, toHex } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { leafTime } from '../log/leaf.ts';
import { createNoteVerifier } from '../log/note.ts';
import { parseProof, verifyProof } from '../log/proof.ts';
import { tileIndexPath, TILE_WIDTH, tileWidth } from '../log/tiles.ts';
import { sha256 } from '../signature/digest.ts';
import { entriesOf, type AuditedLog } from './audited-log.ts';
import { openCheckpoint } from './checkpoint-notes.ts';
import type { Finding } from './checks.ts';
import { parseCsv } from './csv.ts';
import type { ExportFiles } from './export-files.ts';
import { numberOf, openingAt } from './leaf-reading.ts';
import { verifyEd25519 } from './log-signature.ts';
import { parseObject } from './text-lines.ts';
import { logPath } from './unit-tasks.ts';

type Json = Readonly<Record<string, unknown>>;

/** `protocol.json` and `tally.csv`: nothing in them is checked. */
export interface ExportedResult {
  readonly protocol: Json;
  readonly proof: unknown;
  readonly csv: string | undefined;
  /** Entries that it says it covers. */
  readonly size: number | undefined;
}

type CountedLog = AuditedLog & { readonly result: ExportedResult | undefined };

/** Reads the result of an export; undefined where there is none that can be read. */
export function readResult(files: ExportFiles): ExportedResult | undefined {
  const answer = files.read('public/protocol.json');
  const table = files.read('public/tally.csv');
  const { protocol, proof } = parseObject(textOf(answer) ?? '') ?? {};
  if (typeof protocol !== 'object' || protocol === null) return undefined;
  const { size } = protocol as Json;
  return {
    protocol: protocol as Json,
    proof,
    csv: textOf(table),
    size: typeof size === 'number' && Number.isSafeInteger(size) ? size : undefined,
  };
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  try {
    return bytes && fromUtf8(bytes);
  } catch {
    return undefined;
  }
}

/** Ballots by candidate, out of the openings. */
export interface Recount {
  /** Those that count. */
  readonly byCandidate: ReadonlyMap<number, number>;
  /** Those that were annulled. */
  readonly annulledByCandidate: ReadonlyMap<number, number>;
  /** Ballots that count but whose choice was erased. */
  readonly erased: number;
  readonly annulled: number;
}

/** Recounts an opened log. */
export function recount(log: AuditedLog): Recount {
  const byCandidate = new Map(log.counts);
  const annulledByCandidate = new Map<number, number>();
  const annulled = new Set(entriesOf(log, 'annulment').map(({ leaf }) => leaf.index));
  const unopened = new Set(log.unopened);
  for (const index of annulled) {
    const number = unopened.has(index) ? 0 : openedNumber(log, index);
    if (number === 0) continue;
    byCandidate.set(number, (byCandidate.get(number) ?? 0) - 1);
    annulledByCandidate.set(number, (annulledByCandidate.get(number) ?? 0) + 1);
  }
  const erased = log.unopened.filter((index) => !annulled.has(index)).length;
  return { byCandidate, annulledByCandidate, erased, annulled: annulled.size };
}

function openedNumber({ files, size }: AuditedLog, index: number): number {
  const tile = Math.floor(index / TILE_WIDTH);
  const width = tileWidth(size, 0, tile);
  const openings = width === 0 ? undefined : files.raw(logPath(`openings/${tileIndexPath(tile, width)}`));
  return openings === undefined ? 0 : numberOf(openingAt(openings, index % TILE_WIDTH));
}

/** The protocol's counts are those of the openings, of counted and of annulled ballots; the table's are the protocol's. */
export function checkRecount(log: CountedLog): Finding[] {
  const { result } = log;
  if (result === undefined || !log.isOpened) return [];
  const { byCandidate, annulledByCandidate, erased, annulled } = recount(log);
  const claimed = claimedCounts(result.protocol);
  const opened = [...annulledByCandidate.values()].reduce((sum, n) => sum + n, 0);
  const findings = [
    ...compareCounts(claimed.ballots, byCandidate, erased, ''),
    ...compareCounts(claimed.annulled, annulledByCandidate, annulled - opened, 'annulled-'),
  ];
  if (!isTableOf(result, claimed)) findings.push({ check: 'A14', file: 'public/tally.csv', detail: 'table' });
  return findings;
}

/** @param erased - how many ballots stand behind the claim that cannot be opened any more */
function compareCounts(
  claimed: ReadonlyMap<number, number>,
  counted: ReadonlyMap<number, number>,
  erased: number,
  prefix: string,
): Finding[] {
  let missing = 0;
  const findings: Finding[] = [];
  for (const number of new Set([...claimed.keys(), ...counted.keys()])) {
    const difference = (claimed.get(number) ?? 0) - (counted.get(number) ?? 0);
    missing += difference;
    // An erased ballot counts for somebody; nobody has fewer than were opened.
    if (difference < 0 || difference > erased) findings.push({ check: 'A14', detail: `${prefix}candidate-${number}` });
  }
  if (missing !== erased && findings.length === 0) findings.push({ check: 'A14', detail: `${prefix}total` });
  return findings;
}

/** What a protocol says of every candidate: ballots that count, and ballots annulled. */
interface ClaimedCounts {
  readonly ballots: ReadonlyMap<number, number>;
  readonly annulled: ReadonlyMap<number, number>;
}

function claimedCounts(protocol: Json): ClaimedCounts {
  const [ballots, annulled] = [new Map<number, number>(), new Map<number, number>()];
  for (const nomination of listOf(protocol['nominations'])) {
    for (const candidate of listOf(nomination['candidates'])) {
      const { number } = candidate;
      if (typeof number !== 'number') continue;
      if (typeof candidate['ballots'] === 'number') ballots.set(number, candidate['ballots']);
      if (typeof candidate['annulled'] === 'number') annulled.set(number, candidate['annulled']);
    }
  }
  return { ballots, annulled };
}

/** The table names the digest of the protocol and has its numbers: of every candidate, nomination and region. */
function isTableOf({ csv, protocol }: ExportedResult, { ballots, annulled }: ClaimedCounts): boolean {
  const rows = csv === undefined ? undefined : parseCsv(csv);
  if (rows === undefined) return false;
  const header = rows.findIndex(([first]) => first === 'nomination');
  const [numberAt, ballotsAt, annulledAt] = ['number', 'ballots', 'annulled'].map((name) =>
    rows[header]?.indexOf(name),
  );
  if (numberAt === undefined || ballotsAt === undefined || annulledAt === undefined) return false;
  const valueOf = (name: string): string | undefined => rows.slice(0, header).find(([first]) => first === name)?.[1];
  const candidates = rows.slice(header + 1).filter((row) => row.length > 1);
  const counted = new Map(candidates.map((row) => [Number(row[numberAt]), [row[ballotsAt], row[annulledAt]].join()]));
  return (
    valueOf('protocol_sha256') === toHex(sha256(canonicalJson(protocol))) &&
    ['turnout', 'counted', 'annulled'].every((name) => valueOf(name) === String(protocol[name])) &&
    counted.size === ballots.size &&
    [...ballots].every(([number, n]) => counted.get(number) === [n, annulled.get(number)].join()) &&
    hasTotals(rows, 'total_nomination', listOf(protocol['nominations'])) &&
    hasTotals(rows, 'total_region', listOf(protocol['regions']))
  );
}

/** One row for each: kind, id, two names, accepted, counted, annulled. */
function hasTotals(rows: readonly (readonly string[])[], kind: string, groups: readonly Json[]): boolean {
  const found = rows.filter(([first]) => first === kind).map(([, id, , , ...numbers]) => [id, ...numbers].join());
  const expected = groups.map(({ id, accepted, ballots, annulled }) => [id, accepted, ballots, annulled].join());
  return found.join('\n') === expected.join('\n');
}

/** The protocol is the one in the log and says of contest, log and times what they are (PROTOCOL.md §5). */
export function checkProtocol(log: CountedLog): Finding[] {
  const [entry] = entriesOf(log, 'protocol');
  const { result, files } = log;
  const found = (detail: string): Finding => ({ check: 'A15', detail, ...(entry && { index: entry.index }) });
  if (result === undefined) {
    return entry !== undefined || files.has('public/protocol.json') ? [found('missing')] : [];
  }
  if (entry === undefined) return [found('not-in-the-log')];
  const details: string[] = [];
  if (!equalBytes(sha256(canonicalJson(result.protocol)), entry.leaf.protocolSha256)) details.push('digest');
  if (!isProven(log, result.proof, entry.index, entry.bytes)) details.push('proof');
  details.push(...findBadMembers(log, result.protocol), ...findBadLog(log, result.protocol));
  return details.map(found);
}

function isProven({ head }: CountedLog, proof: unknown, index: number, leaf: Uint8Array): boolean {
  try {
    const parsed = parseProof(typeof proof === 'string' ? proof : '');
    verifyProof(parsed, [createNoteVerifier(head.ground.vkey, { sha256, verifyEd25519 })], sha256);
    return parsed.index === index && equalBytes(parsed.leaf, leaf);
  } catch {
    return false;
  }
}

/** Members that follow from definition and leaves, by their names. */
function findBadMembers(log: CountedLog, protocol: Json): string[] {
  const { definition, definitionDigest } = log.head;
  const { id, timezone, opensAt, closesAt } = definition;
  const title = stateText(definition.title);
  const claimed = claimedCounts(protocol);
  const all = totalsOf(definition.candidates, claimed);
  const expected = {
    protocol: 'dauys/1',
    contest: { id, title, definition: toHex(definitionDigest), timezone, opensAt, closesAt },
    regions: definition.regions.map((region) => {
      const own = definition.candidates.filter((candidate) => candidate.region === region.id);
      return { id: region.id, name: stateText(region.name), ...totalsOf(own, claimed) };
    }),
    nominations: expectedNominations(definition, claimed),
    turnout: all.accepted,
    counted: all.ballots,
    annulled: all.annulled,
  };
  const isSame = (name: keyof typeof expected): boolean => {
    const [wanted, claimed] = [expected[name], protocol[name]].map((value) => canonicalJson({ value }));
    return wanted !== undefined && claimed !== undefined && equalBytes(wanted, claimed);
  };
  return (Object.keys(expected) as (keyof typeof expected)[]).filter((name) => !isSame(name));
}

/** The reconciliation: what was accepted is what counts and what was annulled. */
function totalsOf(candidates: ContestDefinition['candidates'], claimed: ClaimedCounts) {
  const sum = (counts: ReadonlyMap<number, number>): number =>
    candidates.reduce((total, { number }) => total + (counts.get(number) ?? 0), 0);
  const [ballots, annulled] = [sum(claimed.ballots), sum(claimed.annulled)];
  return { accepted: ballots + annulled, ballots, annulled };
}

function expectedNominations(definition: ContestDefinition, claimed: ClaimedCounts) {
  return definition.nominations.map(({ id, title }) => {
    const own = definition.candidates.filter(({ nomination }) => nomination === id);
    const candidates = own
      .toSorted((a, b) => a.number - b.number)
      .map((candidate) => {
        const { ballots, annulled } = totalsOf([candidate], claimed);
        const { number, name, region } = candidate;
        return { id: candidate.id, number, name: stateText(name), region, ballots, annulled };
      });
    return { id, title: stateText(title), ...totalsOf(own, claimed), candidates };
  });
}

/** Times are those of the closing entry, size and checkpoint cover it and every annulment before the protocol. */
function findBadLog(log: CountedLog, protocol: Json): string[] {
  const { head, roots } = log;
  const [closed] = entriesOf(log, 'closed');
  const [opened] = entriesOf(log, 'opened');
  const protocolIndex = entriesOf(log, 'protocol')[0]?.index ?? log.size;
  const annulments = entriesOf(log, 'annulment').map(({ index }) => index);
  const size = Math.max(closed?.index ?? -1, ...annulments.filter((index) => index < protocolIndex)) + 1;
  const claims = objectOf(protocol['log']);
  const { vkey } = head.ground;
  const note = typeof claims['checkpoint'] === 'string' ? claims['checkpoint'] : '';
  const checkpoint = openCheckpoint(note, createNoteVerifier(vkey, { sha256, verifyEd25519 }));
  const isRight =
    typeof checkpoint !== 'string' &&
    checkpoint.origin === head.definition.origin &&
    checkpoint.size === size &&
    equalBytes(checkpoint.root, roots.get(size) ?? new Uint8Array());
  const details: string[] = [];
  if (protocol['size'] !== size) details.push('size');
  if (!isRight) details.push('checkpoint');
  if (claims['origin'] !== head.definition.origin || claims['vkey'] !== vkey) details.push('log');
  if (timeOf(protocol['openedAt']) !== opened?.leaf.time) details.push('openedAt');
  if (timeOf(protocol['closedAt']) !== closed?.leaf.time) details.push('closedAt');
  return details;
}

/** An exact time as a leaf carries it; undefined for what is no RFC 3339 time in UTC with milliseconds. */
function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value ? leafTime(date.getTime()) : undefined;
}

function stateText({ kk, ru }: LocalizedText): Pick<LocalizedText, 'kk' | 'ru'> {
  return { kk, ru };
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
