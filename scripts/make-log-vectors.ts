// Writes fixtures/vectors/log/{formats,receipt}.json out of contest.json: `node --import tsx scripts/make-log-vectors.ts`.
// Every key, salt and time is fixed, so the same bytes come out each time.
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseContestDefinition } from '../src/domain/contest.ts';
import { encodeAnnulment } from '../src/encoding/annulment.ts';
import { compareBytes, fromUtf8, toHex, toUtf8, u64be } from '../src/encoding/bytes.ts';
import { contestTag, definitionDigest, encodeBallot } from '../src/encoding/contest.ts';
import { annulmentCommit as commitOf, encodeAnnulmentDocument } from '../src/log/annulment.ts';
import { extendTree, appendLeaves, type TreeState } from '../src/log/append.ts';
import { checkpointBody } from '../src/log/checkpoint.ts';
import * as commitments from '../src/log/commitments.ts';
import { encodeLeaf, leafTime } from '../src/log/leaf.ts';
import { formatVkey, parseVkey, signNote } from '../src/log/note.ts';
import { formatProof } from '../src/log/proof.ts';
import { encodeEntries, encodeOpenings } from '../src/log/tiles.ts';
import { sha256 } from '../src/signature/digest.ts';
import { buildProtocol, encodeProtocol } from '../src/tally/protocol.ts';

const DIRECTORY = new URL('../fixtures/vectors/log/', import.meta.url);
const IIN = '123456789011';
const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const [voterKey, logSeed, saltBallot, saltChoice] = [0x11, 0x22, 0x33, 0x44].map(filled) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const openedAtMs = Date.parse('2026-09-20T08:00:01.500Z');
const acceptedAtMs = Date.parse('2026-10-17T09:30:12.345Z');
const closedAtMs = Date.parse('2026-10-30T19:00:30.250Z');

const contest = parseContestDefinition(JSON.parse(readFileSync(new URL('contest.json', DIRECTORY), 'utf8')));
const digest = definitionDigest(contest, sha256);
const tag = contestTag(digest);
const candidate = contest.candidates.find(({ number }) => number === 12);
if (candidate === undefined) throw new Error('contest.json lacks candidate 12');
const voterMac = (message: Uint8Array): Uint8Array => createHmac('sha256', voterKey).update(message).digest();

const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), logSeed]),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
const vkey = formatVkey(contest.origin, publicKey, sha256);
const { keyId, name } = parseVkey(vkey, sha256);
const signer = { name, keyId, sign: (message: Uint8Array) => sign(null, message, privateKey) };
const checkpointOf = (tree: { size: number; root: Uint8Array }): string =>
  signNote(checkpointBody(contest.origin, tree.size, tree.root), [signer]);

const trustFingerprint = sha256(toUtf8('stand-in for a trust set'));
const cms = toUtf8('stand-in for a CMS');
const evidence = [
  { tag: 1, value: u64be(acceptedAtMs) },
  { tag: 2, value: trustFingerprint },
  { tag: 3, value: toUtf8('dauys 0.1.0') },
];
const entries = evidence.map(({ tag, value }) => commitments.evidenceEntry(tag, value, sha256));
const evidenceDigest = commitments.evidenceDigest(entries, sha256);
const keyCheck = voterMac(commitments.keyCheckMessage(tag));
const voterTag = voterMac(commitments.voterTagMessage(tag, IIN));
const ballotCommit = commitments.ballotCommit(saltBallot, sha256(cms), evidenceDigest, sha256);
const choiceCommit = commitments.choiceCommit(saltChoice, tag, candidate.number, sha256);

const head = (timeMs: number) => ({ contestTag: tag, time: leafTime(timeMs) });
const opened = encodeLeaf({
  ...head(openedAtMs),
  type: 'opened',
  definitionDigest: digest,
  trustFingerprint,
  keyCheck,
});
const ballot = encodeLeaf({ ...head(acceptedAtMs), type: 'ballot', ballotCommit, voterTag, choiceCommit });
const closed = encodeLeaf({ ...head(closedAtMs), type: 'closed' });
const empty: TreeState = { size: 0, edge: [] };
const afterClosing = extendTree(empty, [opened, ballot, closed], sha256);
const protocol = encodeProtocol(
  buildProtocol({
    ...{ contest, digest, vkey, openedAtMs, closedAtMs, size: 3 },
    checkpoint: checkpointOf(afterClosing),
    counts: { size: 3, ballots: 1, byCandidate: new Map([[12, 1]]), annulled: new Map() },
  }),
);
const last = encodeLeaf({ ...head(closedAtMs), type: 'protocol', protocolSha256: sha256(protocol) });
const leaves = [opened, ballot, closed, last];

const whole = appendLeaves(empty, leaves, sha256);
const afterBallot = appendLeaves(empty, [opened, ballot], sha256);
const proofOf = (tree: typeof whole, index: number): string => {
  const [leaf, hashes] = [leaves[index], tree.proofs[index]];
  if (leaf === undefined || hashes === undefined) throw new Error('no such leaf');
  return formatProof({ leaf, index, hashes, checkpoint: checkpointOf(tree) });
};
const receipt = {
  ...{ status: 'accepted', contest: contest.id, candidate: candidate.id, number: candidate.number, index: 1 },
  acceptedAt: new Date(acceptedAtMs).toISOString(),
  proof: proofOf(afterBallot, 1),
  opening: {
    saltBallot: toHex(saltBallot),
    saltChoice: toHex(saltChoice),
    evidence: entries.map((entry) => ({ ...entry, sha256: toHex(entry.sha256) })),
    cmsSha256: toHex(sha256(cms)),
  },
};
// What stands in no log of these vectors: how a decision to annul entry 1 and one to erase it would be committed to.
const decision = fromUtf8(
  encodeAnnulment({ contest: contest.id, index: 1, reason: { kk: 'Сот шешімі', ru: 'Решение суда' } }),
);
const signatures = ['one', 'another'].map((name) => sha256(toUtf8(`stand-in for a CMS of ${name} member`)));
const [lower, upper] = signatures.toSorted(compareBytes);
if (lower === undefined || upper === undefined) throw new Error('two signatures');
const document = { decision, salt: filled(0x55), signatures: [lower, upper] as const };
const decidedAtMs = closedAtMs + 60_000;
const annulmentCommit = commitOf(document, sha256);
const erasureText = 'Протокол № 3';
const annulment = {
  document: encodeAnnulmentDocument(document),
  commit: toHex(annulmentCommit),
  leaf: toHex(encodeLeaf({ ...head(decidedAtMs), type: 'annulment', index: 1, decisionCommit: annulmentCommit })),
};
const erasure = {
  document: erasureText,
  leaf: toHex(
    encodeLeaf({ ...head(decidedAtMs), type: 'erasure', index: 1, decisionSha256: sha256(toUtf8(erasureText)) }),
  ),
};
const formats = {
  iin: IIN,
  ...hex({ voterKey, logSeed, definitionDigest: digest, contestTag: tag, keyCheck, voterTag, cms, trustFingerprint }),
  ballot: fromUtf8(encodeBallot(contest, candidate, digest)),
  evidence: evidence.map(({ tag, value }) => ({ tag, value: toHex(value) })),
  ...hex({ evidenceDigest, ballotCommit, choiceCommit }),
  protocol: fromUtf8(protocol),
  leaves: leaves.map(toHex),
  leafHashes: leaves.map((leaf) => toHex(extendTree(empty, [leaf], sha256).root)),
  vkey,
  checkpoint: checkpointOf(whole),
  protocolProof: proofOf(whole, 3),
  entryBundle: toHex(encodeEntries(leaves)),
  openings: toHex(encodeOpenings([undefined, { candidateNumber: 12, saltChoice }, undefined, undefined])),
  memberTag: toHex(voterMac(commitments.memberTagMessage(tag, IIN))),
  annulment,
  erasure,
};

function hex(values: Record<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toHex(value)]));
}

writeFileSync(new URL('formats.json', DIRECTORY), `${JSON.stringify(formats, null, 2)}\n`);
writeFileSync(new URL('receipt.json', DIRECTORY), JSON.stringify(receipt));
