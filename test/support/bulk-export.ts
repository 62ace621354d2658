import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { splitEvidence } from '../../src/audit/export-record.ts';
import type {
  ExportedBallot,
  ExportedDocument,
  ExportedSignature,
  ExportSource,
} from '../../src/audit/export-source.ts';
import { planExport } from '../../src/audit/export-plan.ts';
import type { Identity } from '../../src/devca/dev-ca.ts';
import type { ContestDefinition } from '../../src/domain/contest.ts';
import { EVIDENCE } from '../../src/domain/evidence.ts';
import { concatBytes, toUtf8, u32be, u64be } from '../../src/encoding/bytes.ts';
import { contestTag, definitionDigest, encodeBallot } from '../../src/encoding/contest.ts';
import { openExportDirectory } from '../../src/files/export-writer.ts';
import { extendTree, type TreeState } from '../../src/log/append.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { ballotCommit, choiceCommit, evidenceDigest, evidenceEntry } from '../../src/log/commitments.ts';
import { encodeLeaf, LEAF_BYTES, leafTime } from '../../src/log/leaf.ts';
import { formatVkey, parseVkey, signNote } from '../../src/log/note.ts';
import { encodeRevocationPolicy } from '../../src/signature/revocation.ts';
import { sha256 } from '../../src/signature/digest.ts';
import { createTrustSet } from '../../src/signature/trust.ts';
import { TEST_NOW, testContest } from './ballots.ts';
import { bulkElectorate, type Electorate } from './bulk-citizens.ts';
import { createSharedSigner } from './shared-signer.ts';
import { signAnnulment } from './signed-annulment.ts';

export interface BulkOptions {
  readonly ballots: number;
  /** False leaves the restricted part out: then nobody has to sign. */
  readonly records: boolean;
  /** Entries of no meaning in the middle, so that a few ballots come to stand in several units. */
  readonly fillers?: number;
  /** Ballots (from 0) that are annulled after the closing entry, and those whose records are erased after that. */
  readonly annulled?: readonly number[];
  readonly erased?: readonly number[];
  /** `live` unless told. */
  readonly mode?: ContestDefinition['publication']['mode'];
  /** Bits of the authorities' keys. */
  readonly authorityBits?: 2048 | 4096;
}

export interface BulkExport {
  readonly entries: number;
  readonly trust: Readonly<Record<'anchors' | 'intermediates' | 'tsa', readonly Uint8Array[]>>;
  /** When every ballot was accepted. */
  readonly at: Date;
  /** The signed ballots; none without records. */
  readonly ballots: readonly Uint8Array[];
}

/** Entries in a commit, each commit with its checkpoint. */
const BATCH = 256;

/**
 * Writes an export past a ledger: of as many citizens' ballots, in a contest that is closed and opened, with no protocol
 * yet and revocation off. It takes as long as hashing.
 */
export async function writeBulkExport(directory: string, options: BulkOptions): Promise<BulkExport> {
  const electorate = await bulkElectorate(options.records ? options.ballots : 1, options.authorityBits);
  const { ca } = electorate;
  const trust = { anchors: [ca.anchorDer], intermediates: [ca.intermediateDer], tsa: [] };
  const { source, ballots } = createSource(electorate, trust, options);
  const kind = { contest: source.contestId, part: partOf(options), withVerdicts: false, recipients: [] };
  await openExportDirectory(directory, kind, false).write({
    size: source.size,
    checkpoint: source.checkpoint,
    files: planExport(source, { part: partOf(options) }),
    encrypt: undefined,
    onProgress: () => undefined,
  });
  return { entries: source.size, trust, at: TEST_NOW, ballots };
}

function partOf({ records }: BulkOptions): 'all' | 'public' {
  return records ? 'all' : 'public';
}

function createSource(
  { citizens }: Electorate,
  trust: BulkExport['trust'],
  { ballots: count, records, fillers = 0, annulled = [], erased = [], mode = 'live' }: BulkOptions,
): { readonly source: ExportSource; readonly ballots: readonly Uint8Array[] } {
  const [opensAt, closesAt] = [-1, 1].map((hours) => new Date(TEST_NOW.getTime() + hours * 3_600_000).toISOString());
  const publication = { mode, everySeconds: 1, minNewBallots: 1 };
  const contest = testContest('qamqor-demo', { opensAt: opensAt!, closesAt: closesAt!, publication });
  const digest = definitionDigest(contest, sha256);
  const { fingerprint } = createTrustSet(trust, sha256);
  const signShared = createSharedSigner(TEST_NOW);
  const contents = contest.candidates.map((candidate) => encodeBallot(contest, candidate, digest));
  const cms = records
    ? citizens.slice(0, count).map((each, i) => signShared(contents[i % contents.length]!, each))
    : [];
  const salts = randomBytes(64 * count);
  const { evidence, evidenceHash } = evidenceOf(fingerprint);
  const [half, closedIndex] = [Math.ceil(count / 2), count + fillers + 1];
  const size = closedIndex + 1 + annulled.length + erased.length;
  const ballotAt = (i: number): ExportedBallot => ({
    index: 1 + i + (i < half ? 0 : fillers),
    candidateNumber: contest.candidates[i % contest.candidates.length]!.number,
    saltBallot: salts.subarray(64 * i, 64 * i + 32),
    saltChoice: salts.subarray(64 * i + 32, 64 * i + 64),
    cms: cms[i] ?? new Uint8Array(),
    evidence,
  });
  const head = { contestTag: contestTag(digest), time: leafTime(TEST_NOW.getTime()) };
  const keyCheck = randomBytes(32);
  const opened = {
    ...head,
    type: 'opened' as const,
    definitionDigest: digest,
    trustFingerprint: fingerprint,
    keyCheck,
  };
  const leaves = Buffer.alloc(LEAF_BYTES * size);
  const setLeaf = (index: number, leaf: Uint8Array): void => {
    leaves.set(leaf, LEAF_BYTES * index);
  };
  setLeaf(0, encodeLeaf(opened));
  const filler = encodeLeaf({ ...head, type: 'decision', decisionSha256: digest });
  for (let i = 0; i < fillers; i++) setLeaf(1 + half + i, filler);
  for (let i = 0; i < count; i++) {
    const { index, saltBallot, saltChoice, cms: signed, candidateNumber } = ballotAt(i);
    const commit = ballotCommit(saltBallot, sha256(signed), evidenceHash, sha256);
    const choice = choiceCommit(saltChoice, head.contestTag, candidateNumber, sha256);
    const fields = { ballotCommit: commit, voterTag: sha256(u64be(i)), choiceCommit: choice };
    setLeaf(index, encodeLeaf({ ...head, type: 'ballot', ...fields }));
  }
  const time = leafTime(Date.parse(contest.closesAt) + 60_000);
  setLeaf(closedIndex, encodeLeaf({ ...head, type: 'closed', time }));
  const documents: ExportedDocument[] = [];
  const annulments: ExportedSignature[] = [];
  const decide = (index: number, type: 3 | 22, target: number): void => {
    const of = { ...head, time, index: ballotAt(target).index };
    if (type === 22) {
      const text = `erase ${target}`;
      setLeaf(index, encodeLeaf({ ...of, type: 'erasure', decisionSha256: sha256(toUtf8(text)) }));
      documents.push({ index, type, text });
      return;
    }
    const [first, second] = citizens.slice(-2) as [Identity, Identity];
    const { text, commit, signatures } = signAnnulment({
      contest: contest.id,
      ballot: of.index,
      index,
      at: new Date(1000 * time),
      members: [first, second],
      evidence: splitEvidence(evidence),
    });
    setLeaf(index, encodeLeaf({ ...of, type: 'annulment', decisionCommit: commit }));
    documents.push({ index, type, text });
    annulments.push(...signatures);
  };
  for (const [i, target] of annulled.entries()) decide(closedIndex + 1 + i, 3, target);
  for (const [i, target] of erased.entries()) decide(closedIndex + 1 + annulled.length + i, 22, target);
  const log = signLog(leaves, contest);
  const positionOf = (index: number): number | undefined => {
    if (index < 1 || index >= closedIndex) return undefined;
    if (index < 1 + half) return index - 1;
    return index < 1 + half + fillers ? undefined : index - 1 - fillers;
  };
  const keptOf = (index: number): number | undefined => {
    const i = positionOf(index);
    return i === undefined || erased.includes(i) ? undefined : i;
  };
  const source: ExportSource = {
    contestId: contest.id,
    size,
    checkpoint: log.checkpoints.at(-1)!.note,
    definition: contest,
    vkey: log.vkey,
    isClosed: true,
    protocol: undefined,
    trust,
    sha256,
    leaves: (from, to) => Array.from({ length: to - from }, (_, i) => leafAt(leaves, from + i)),
    nodes: (level, from, to) => (log.nodes.get(level) ?? []).slice(from, to),
    openings: (from, to) =>
      Array.from({ length: to - from }, (_, i) => keptOf(from + i)).map((i) =>
        i === undefined ? undefined : ballotAt(i),
      ),
    checkpoints: (after, limit) => log.checkpoints.filter(({ size: of }) => of > after).slice(0, limit),
    timeAnchors: () => [],
    documents: (after) => documents.filter(({ index }) => index > after),
    ballots(from, to, limit) {
      const found: ExportedBallot[] = [];
      for (let index = from; index < to && found.length < limit; index++) {
        const i = keptOf(index);
        if (i !== undefined) found.push(ballotAt(i));
      }
      return found;
    },
    annulments: () => annulments,
    newestEvidence: () => (records && count > 0 ? evidence : undefined),
    list: () => undefined,
  };
  return { source, ballots: cms };
}

const leafAt = (leaves: Buffer, i: number): Uint8Array => leaves.subarray(LEAF_BYTES * i, LEAF_BYTES * (i + 1));

function evidenceOf(fingerprint: Uint8Array): { readonly evidence: Uint8Array; readonly evidenceHash: Uint8Array } {
  const policy = encodeRevocationPolicy({ mode: 'off', ocspMaxAgeMs: 300_000, skewMs: 300_000 });
  const values = [
    { tag: EVIDENCE.acceptedAtMs, value: u64be(TEST_NOW.getTime()) },
    { tag: EVIDENCE.trustFingerprint, value: fingerprint },
    { tag: EVIDENCE.softwareVersion, value: toUtf8('dauys/bulk') },
    { tag: EVIDENCE.revocationPolicy, value: policy },
  ];
  const entries = values.map(({ tag, value }) => evidenceEntry(tag, value, sha256));
  return {
    evidence: concatBytes(...values.flatMap(({ tag, value }) => [Uint8Array.of(tag), u32be(value.length), value])),
    evidenceHash: evidenceDigest(entries, sha256),
  };
}

function signLog(leaves: Buffer, { origin }: ContestDefinition) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const vkey = formatVkey(origin, raw, sha256);
  const signer = { ...parseVkey(vkey, sha256), sign: (body: Uint8Array) => sign(null, body, privateKey) };
  const nodes = new Map<number, Uint8Array[]>();
  const checkpoints: { size: number; note: string }[] = [];
  let tree: TreeState = { size: 0, edge: [] };
  for (let from = 0; from < leaves.length / LEAF_BYTES; from += BATCH) {
    const count = Math.min(BATCH, leaves.length / LEAF_BYTES - from);
    const batch = Array.from({ length: count }, (_, i) => leafAt(leaves, from + i));
    const grown = extendTree(tree, batch, sha256);
    for (const { level, hash } of grown.nodes) nodes.set(level, [...(nodes.get(level) ?? []), hash]);
    checkpoints.push({ size: grown.size, note: signNote(checkpointBody(origin, grown.size, grown.root), [signer]) });
    tree = grown;
  }
  return { vkey, nodes, checkpoints };
}
