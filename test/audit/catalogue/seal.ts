import { encodeManifest, parseManifest } from '../../../src/audit/export-manifest.ts';
import { planExport } from '../../../src/audit/export-plan.ts';
import type { ExportedProtocol, ExportSource } from '../../../src/audit/export-source.ts';
import { concatBytes, toBase64, toHex, toUtf8, u64be } from '../../../src/encoding/bytes.ts';
import { contestTag, definitionDigest } from '../../../src/encoding/contest.ts';
import { appendLeaves, extendTree } from '../../../src/log/append.ts';
import { checkpointBody } from '../../../src/log/checkpoint.ts';
import { ballotCommit, choiceCommit, evidenceDigest, evidenceEntry } from '../../../src/log/commitments.ts';
import { signNote, type NoteSigner } from '../../../src/log/note.ts';
import { formatProof } from '../../../src/log/proof.ts';
import type { Counts } from '../../../src/tally/ports.ts';
import { buildProtocol, encodeProtocol, type Protocol } from '../../../src/tally/protocol.ts';
import { protocolCsv } from '../../../src/tally/protocol-csv.ts';
import { sha256 } from '../../support/ballots.ts';
import type { Files } from './bases.ts';
import { encodeEvidence, type Anchor, type Book, type Entry, type KeptBallot } from './book.ts';

export interface SealOptions {
  /** The log's key unless given. */
  readonly signer?: NoteSigner;
  readonly vkey?: string;
  /** Tokens stay as they are: the authority does not join in. */
  readonly keepsStamps?: boolean;
  /** The protocol as it is made, changed before the log commits to it. */
  readonly claim?: (protocol: Protocol) => Protocol;
  /** The counts, changed before the protocol is made of them. */
  readonly recount?: (counts: Counts) => Counts;
  /** Checkpoints stay as they were published. */
  readonly history?: (lines: Published[]) => Published[];
}

interface Published {
  readonly size: number;
  readonly note: string;
}

const NO_TREE = { size: 0, edge: [] };
const [A, B, C] = [32, 64, 96];

/** Puts a book together as an operator can who has all the keys: everything fits what the entries say. */
export function seal(book: Book, options: SealOptions = {}): Files {
  const { signer = book.base.signer } = options;
  const noteOf = (size: number): string => {
    const { root } = extendTree(NO_TREE, leavesOf(book, size), sha256);
    return signNote(checkpointBody(book.contest.origin, size, root), [signer]);
  };
  for (const entry of book.entries) {
    if (entry.anchor && entry.keeps !== true) sealAnchor(book, entry, entry.anchor, noteOf, options);
    if (entry.protocol && entry.keeps !== true) sealProtocol(book, entry, entry.protocol, noteOf, options);
  }
  const source = sourceOf(book, noteOf, options);
  const files: Files = new Map();
  for (const file of planExport(source, { part: 'all' })) files.set(file.path, concatBytes(...file.chunks()));
  return sealManifest(files, source);
}

/** Lists every file anew, as it lies there. */
export function sealManifest(
  files: Files,
  head: { contestId?: string; size?: number; checkpoint?: string } = {},
): Files {
  const before = files.get('manifest.json');
  const known = before && parseManifest(before);
  files.delete('manifest.json');
  const listed = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: toHex(sha256(bytes)) }));
  const manifest = {
    contest: head.contestId ?? known!.contest,
    size: head.size ?? known!.size,
    checkpoint: head.checkpoint ?? known!.checkpoint,
    files: listed,
  };
  return files.set('manifest.json', encodeManifest(manifest));
}

function leavesOf({ entries }: Book, size = entries.length): Uint8Array[] {
  return entries.slice(0, size).map(({ leaf }) => leaf);
}

function sealAnchor(
  { base }: Book,
  { leaf }: Entry,
  anchor: Anchor,
  noteOf: (size: number) => string,
  { keepsStamps = false }: SealOptions,
): void {
  const note = noteOf(anchor.size);
  if (note === anchor.checkpoint || keepsStamps) return;
  const at = new Date(Number(Buffer.from(leaf).readBigUInt64BE(24)) * 1000);
  anchor.checkpoint = note;
  anchor.token = base.exported.ledger.authority.stamp(toUtf8(note), at);
  leaf.set(sha256(anchor.token), A);
  leaf.set(Buffer.from(note.split('\n')[2]!, 'base64'), B);
  leaf.set(u64be(anchor.size), C);
}

function sealProtocol(
  book: Book,
  entry: Entry,
  old: Protocol,
  noteOf: (size: number) => string,
  { vkey = book.base.keys.vkey, claim = (protocol) => protocol, recount = (counts) => counts }: SealOptions,
): void {
  const counts = recount(countsOf(book));
  const made = buildProtocol({
    contest: book.contest,
    digest: definitionDigest(book.contest, sha256),
    vkey,
    checkpoint: noteOf(counts.size),
    size: counts.size,
    openedAtMs: Date.parse(old.openedAt),
    closedAtMs: Date.parse(old.closedAt),
    counts,
  });
  entry.protocol = claim(made);
  entry.leaf.set(sha256(encodeProtocol(entry.protocol)), A);
}

/** Ballots as they are opened; an erased one counts for whom it did. */
function countsOf({ entries }: Book): Counts {
  const [byCandidate, annulled] = [new Map<number, number>(), new Map<number, number>()];
  const add = (counts: Map<number, number>, number: number): Map<number, number> =>
    counts.set(number, (counts.get(number) ?? 0) + 1);
  const targets = new Set(entries.map(({ annuls }) => annuls));
  for (const [index, { opening, erased }] of entries.entries()) {
    const number = opening?.candidateNumber ?? erased;
    if (number !== undefined) add(targets.has(index) ? annulled : byCandidate, number);
  }
  const closed = entries.findIndex(({ leaf }) => leaf[4] === 17);
  const size =
    Math.max(
      closed,
      entries.findLastIndex(({ annuls }) => annuls !== undefined),
    ) + 1;
  const ballots = [...byCandidate.values(), ...annulled.values()].reduce((sum, count) => sum + count, 0);
  return { size, ballots, byCandidate, annulled };
}

function sourceOf(book: Book, noteOf: (size: number) => string, options: SealOptions): ExportSource {
  const { entries, contest, trust, base } = book;
  const { vkey = base.keys.vkey, history = (lines: Published[]) => lines } = options;
  const lines = history(book.checkpoints.map((size) => ({ size, note: noteOf(size) })));
  const size = entries.length;
  const indexed = entries.map((entry, index) => ({ ...entry, index }));
  return {
    contestId: contest.id,
    size,
    checkpoint: noteOf(size),
    definition: contest,
    vkey,
    isClosed: book.isOpened,
    protocol: answerOf(book, noteOf(size)),
    trust,
    sha256,
    leaves: (from, to) => leavesOf(book, to).slice(from),
    nodes: (level, from, to) => {
      const { nodes } = extendTree(NO_TREE, leavesOf(book), sha256);
      return nodes
        .filter((node) => node.level === level)
        .map(({ hash }) => hash)
        .slice(from, to);
    },
    openings: (from, to) => entries.slice(from, to).map(({ opening }) => opening),
    checkpoints: (after) => (after === 0 ? lines : []),
    timeAnchors: (after) =>
      indexed.flatMap(({ anchor, index, leaf }) => {
        if (!anchor || index <= after) return [];
        const { size: of, token, checkpoint } = anchor;
        return [{ index, size: of, root: leaf.slice(B, C), token: toBase64(token), checkpoint }];
      }),
    documents: (after) =>
      indexed.flatMap(({ protocol, text, index, leaf }) => {
        const document = protocol ? Buffer.from(encodeProtocol(protocol)).toString() : text;
        return document === undefined || index <= after ? [] : [{ index, type: leaf[4]!, text: document }];
      }),
    ballots: (from, to, limit) =>
      indexed
        .slice(from, to)
        .flatMap(({ record, index }) => (record ? [{ index, ...ballotOf(record) }] : []))
        .slice(0, limit),
    annulments: () =>
      indexed.flatMap(({ signatures = [], index }) => signatures.map((each, i) => ({ index, n: i + 1, ...each }))),
    newestEvidence: () => {
      const record = entries.findLast((entry) => entry.record)?.record;
      return record && encodeEvidence(record.evidence);
    },
    list: (name) => book.lists.get(name),
  };
}

function ballotOf({ number, evidence, ...record }: KeptBallot) {
  return { ...record, candidateNumber: number, evidence: encodeEvidence(evidence) };
}

/** The protocol with its proof in the newest tree, as it is answered. */
function answerOf(book: Book, checkpoint: string): ExportedProtocol | undefined {
  const index = book.entries.findIndex((entry) => entry.protocol);
  const { protocol, leaf } = book.entries[index] ?? {};
  if (!protocol || !leaf) return undefined;
  const { proofs } = appendLeaves(NO_TREE, leavesOf(book), sha256);
  const text = Buffer.from(encodeProtocol(protocol)).toString();
  const proof = formatProof({ leaf, index, hashes: proofs[index]!, checkpoint });
  const csv = protocolCsv(protocol, toHex(sha256(toUtf8(text))));
  return { answer: `{"protocol":${text},"proof":${JSON.stringify(proof)}}`, csv };
}

/** The leaf of a ballot says what its record says, and so does its opening. */
export function recommit({ contest, isOpened }: Book, entry: Entry): void {
  const { saltBallot, saltChoice, cms, evidence, number } = entry.record!;
  const digest = evidenceDigest(
    evidence.map(({ tag, value }) => evidenceEntry(tag, value, sha256)),
    sha256,
  );
  entry.leaf.set(ballotCommit(saltBallot, sha256(cms), digest, sha256), A);
  const tag = contestTag(definitionDigest(contest, sha256));
  entry.leaf.set(choiceCommit(saltChoice, tag, number, sha256), C);
  if (isOpened) entry.opening = { candidateNumber: number, saltChoice };
}
