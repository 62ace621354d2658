import { EVIDENCE } from '../domain/evidence.ts';
import { concatBytes, fromUtf8, toBase64, toHex, toUtf8 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { leafHash } from '../log/merkle.ts';
import { encodeEntries, encodeOpenings, tileIndexPath, tilePath, TILE_WIDTH, tileWidth } from '../log/tiles.ts';
import { parseRevocationPolicy } from '../signature/revocation.ts';
import { EXPORT_UNIT } from './export-manifest.ts';
import { annulmentPath, encodeBallotRecord, listsNamed, splitEvidence } from './export-record.ts';
import type { ExportedBallot, ExportSource } from './export-source.ts';

/** One file of an export, made when it is written. */
export interface ExportFile {
  readonly path: string;
  /** Entries read for it: what progress counts. */
  readonly entries: number;
  chunks(): Iterable<Uint8Array>;
  /** Digests of the revocation lists that its ballots name: filled as it is written, or by who kept an earlier one. */
  readonly lists?: Set<string>;
}

export interface ExportPlanOptions {
  readonly part: 'public' | 'all';
  /** One line of `restricted/ncanode/` per ballot; left out unless given. */
  readonly judge?: ((ballot: ExportedBallot) => BallotVerdict) | undefined;
}

/** What the service's own verification says of a stored ballot, decided again from its evidence. */
export interface BallotVerdict {
  /** `accepted`, or the code of the first check that fails. */
  readonly verdict: string;
  /** The signer's own claim, RFC 3339; null when there is none. */
  readonly signedAt: string | null;
}

const ROWS = 1024;
const BALLOTS = 64;

/** Everything an export holds, in the order it is written; the lists of the restricted part come behind what names them. */
export function* planExport(source: ExportSource, { part, judge }: ExportPlanOptions): Iterable<ExportFile> {
  yield* publicFiles(source);
  if (part === 'public') return;
  const lists = new Set<string>();
  for (const unit of unitFiles(source)) {
    yield unit;
    for (const name of unit.lists ?? []) lists.add(name);
  }
  for (const { index, n, cms, evidence } of source.annulments()) {
    const path = annulmentPath(index, n);
    yield file(`${path}.cms`, () => cms);
    yield file(`${path}.evidence`, () => evidence);
    for (const name of listsNamed(evidence)) lists.add(name);
  }
  for (const name of [...lists].sort()) {
    const list = source.list(name);
    if (list !== undefined) yield file(`restricted/lists/${name}.crl`, () => list);
  }
  if (judge !== undefined) yield* verdictFiles(source, judge);
}

/** Work in all, for a bar: the sum of the `entries` of all files but lists. */
export function countExport({ size, isClosed }: ExportSource, { part, judge }: ExportPlanOptions): number {
  const passes =
    2 + (isClosed ? 1 : 0) + (part === 'public' ? 0 : BALLOT_COST + (judge === undefined ? 0 : BALLOT_COST));
  return size * passes;
}

/** A ballot record is some kilobytes where a leaf is 128 bytes. */
const BALLOT_COST = 8;

function* publicFiles(source: ExportSource): Iterable<ExportFile> {
  yield file('public/log/checkpoint', () => toUtf8(source.checkpoint));
  yield file('public/contest.json', () => canonicalJson(source.definition));
  yield file('public/log/key', () => toUtf8(`${source.vkey}\n`));
  yield file('public/policy.json', () => encodePolicy(source.newestEvidence()));
  for (const kind of ['anchors', 'intermediates', 'tsa'] as const) {
    for (const der of source.trust[kind]) {
      yield file(`public/trust/${kind}/${toHex(source.sha256(der))}.cer`, () => der);
    }
  }
  yield* logFiles(source);
  yield lines(
    'public/checkpoints.jsonl',
    0,
    ({ size }) => size,
    source.checkpoints,
    ({ size, note }) => {
      return { size, checkpoint: note };
    },
  );
  yield lines(
    'public/time-anchors.jsonl',
    -1,
    ({ index }) => index,
    source.timeAnchors,
    (anchor) => {
      return { ...anchor, root: toHex(anchor.root) };
    },
  );
  yield lines(
    'public/documents.jsonl',
    -1,
    ({ index }) => index,
    source.documents,
    (document) => document,
  );
  const { protocol } = source;
  if (protocol === undefined) return;
  yield file('public/protocol.json', () => toUtf8(protocol.answer));
  yield file('public/tally.csv', () => toUtf8(protocol.csv));
}

function* logFiles(source: ExportSource): Iterable<ExportFile> {
  const { size, sha256 } = source;
  for (const { index, width, from } of tilesOf(size, 0)) {
    const leaves = (): readonly Uint8Array[] => source.leaves(from, from + width);
    yield file(logPath(tilePath({ level: 'entries', index, width })), () => encodeEntries(leaves()), width);
    const hashes = (): Uint8Array[] => leaves().map((leaf) => leafHash(leaf, sha256));
    yield file(logPath(tilePath({ level: 0, index, width })), () => concatBytes(...hashes()), width);
    if (!source.isClosed) continue;
    const openings = (): Uint8Array => encodeOpenings(source.openings(from, from + width));
    yield file(logPath(`openings/${tileIndexPath(index, width)}`), openings, width);
  }
  for (let level = 1; size >= TILE_WIDTH ** level; level++) {
    for (const { index, width, from } of tilesOf(size, level)) {
      const hashes = (): Uint8Array => concatBytes(...source.nodes(8 * level, from, from + width));
      yield file(logPath(tilePath({ level, index, width })), hashes);
    }
  }
}

const logPath = (path: string): string => `public/log/${path}`;

/** Tiles of a level, the last one as wide as it is. */
function* tilesOf(size: number, level: number): Iterable<{ index: number; width: number; from: number }> {
  for (let index = 0; ; index++) {
    const width = tileWidth(size, level, index);
    if (width === 0) return;
    yield { index, width, from: index * TILE_WIDTH };
  }
}

function* unitsOf(size: number): Iterable<{ name: string; from: number; to: number }> {
  for (let from = 0; from < size; from += EXPORT_UNIT) {
    const name = String(from / EXPORT_UNIT).padStart(6, '0');
    yield { name, from, to: Math.min(size, from + EXPORT_UNIT) };
  }
}

function* unitFiles(source: ExportSource): Iterable<ExportFile> {
  for (const { name, from, to } of unitsOf(source.size)) {
    const lists = new Set<string>();
    const chunks = function* (): Iterable<Uint8Array> {
      for (const ballots of ballotsOf(source, from, to)) {
        for (const { evidence } of ballots) for (const list of listsNamed(evidence)) lists.add(list);
        yield concatBytes(...ballots.map(encodeBallotRecord));
      }
    };
    yield { path: `restricted/ballots/${name}.bin`, entries: BALLOT_COST * (to - from), chunks, lists };
  }
}

function* verdictFiles(source: ExportSource, judge: (ballot: ExportedBallot) => BallotVerdict): Iterable<ExportFile> {
  for (const { name, from, to } of unitsOf(source.size)) {
    const chunks = function* (): Iterable<Uint8Array> {
      for (const ballots of ballotsOf(source, from, to)) {
        yield concatBytes(...ballots.map((ballot) => verdictLine(ballot, judge(ballot))));
      }
    };
    yield { path: `restricted/ncanode/${name}.jsonl`, entries: BALLOT_COST * (to - from), chunks };
  }
}

function verdictLine({ index, cms }: ExportedBallot, { verdict, signedAt }: BallotVerdict): Uint8Array {
  return line({ index, cms: toBase64(cms), verdict, signedAt });
}

function* ballotsOf(source: ExportSource, from: number, to: number): Iterable<readonly ExportedBallot[]> {
  for (let next = from; ;) {
    const ballots = source.ballots(next, to, BALLOTS);
    if (ballots.length > 0) yield ballots;
    const last = ballots.at(-1);
    if (last === undefined || ballots.length < BALLOTS) return;
    next = last.index + 1;
  }
}

/** What the newest ballot was decided by: nothing of it tells anything of a person. */
function encodePolicy(evidence: Uint8Array | undefined): Uint8Array {
  const values = new Map(splitEvidence(evidence ?? new Uint8Array()).map(({ tag, value }) => [tag, value]));
  const policy = values.get(EVIDENCE.revocationPolicy);
  const version = values.get(EVIDENCE.softwareVersion);
  return canonicalJson({
    revocation: policy === undefined ? null : parseRevocationPolicy(policy),
    software: version === undefined ? null : fromUtf8(version),
  });
}

function file(path: string, bytes: () => Uint8Array, entries = 0): ExportFile {
  return { path, entries, chunks: () => [bytes()] };
}

function lines<Row>(
  path: string,
  before: number,
  keyOf: (row: Row) => number,
  read: (after: number, limit: number) => readonly Row[],
  show: (row: Row) => object,
): ExportFile {
  const chunks = function* (): Iterable<Uint8Array> {
    for (let after = before; ;) {
      const rows = read(after, ROWS);
      if (rows.length > 0) yield concatBytes(...rows.map((row) => line(show(row))));
      const last = rows.at(-1);
      if (last === undefined || rows.length < ROWS) return;
      after = keyOf(last);
    }
  };
  return { path, entries: 0, chunks };
}

/** The JCS of an object and a line feed. */
function line(value: object): Uint8Array {
  return concatBytes(canonicalJson(value), Uint8Array.of(0x0a));
}
