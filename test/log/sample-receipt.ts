import { toHex, toUtf8, u64be } from '../../src/encoding/bytes.ts';
import type { Receipt } from '../../src/domain/receipt.ts';
import { appendLeaves } from '../../src/log/append.ts';
import { checkpointBody } from '../../src/log/checkpoint.ts';
import { EVIDENCE } from '../../src/domain/evidence.ts';
import { ballotCommit, choiceCommit, evidenceDigest, evidenceEntry } from '../../src/log/commitments.ts';
import { encodeLeaf, leafTime, type Leaf } from '../../src/log/leaf.ts';
import { signNote, type NoteSigner } from '../../src/log/note.ts';
import { formatProof } from '../../src/log/proof.ts';
import { createLogKey } from './ed25519.ts';
import { sha256, someLeaves } from './reference-tree.ts';

export const ORIGIN = 'vote.example.kz/log/demo';
export const LOG_KEY = createLogKey(ORIGIN);
export const ACCEPTED_AT_MS = Date.UTC(2025, 10, 17, 9, 30, 12, 345);
const CONTEST_TAG = new Uint8Array(16).fill(0xc7);
const INDEX = 300;

export interface SampleOptions {
  readonly signer?: NoteSigner;
  readonly origin?: string;
  /** Changes the leaf that is logged. */
  readonly leaf?: (leaf: Leaf & { type: 'ballot' }) => Leaf;
  /** Changes the evidence values that the leaf commits to. */
  readonly evidence?: (values: [number, Uint8Array][]) => [number, Uint8Array][];
}

/** A ballot at index 300 of 420 entries with a receipt as the service renders it. */
export function sampleReceipt(options: SampleOptions = {}): Receipt {
  const { signer = LOG_KEY.signer, origin = ORIGIN } = options;
  const [saltBallot, saltChoice, cmsSha256] = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const values: [number, Uint8Array][] = [
    [EVIDENCE.acceptedAtMs, u64be(ACCEPTED_AT_MS)],
    [EVIDENCE.trustFingerprint, new Uint8Array(32).fill(9)],
    [EVIDENCE.softwareVersion, toUtf8('dauys 0.1.0')],
  ];
  const entries = (options.evidence?.(values) ?? values).map(([tag, value]) => evidenceEntry(tag, value, sha256));
  const leaf = {
    type: 'ballot',
    contestTag: CONTEST_TAG,
    time: leafTime(ACCEPTED_AT_MS),
    ballotCommit: ballotCommit(saltBallot, cmsSha256, evidenceDigest(entries, sha256), sha256),
    voterTag: new Uint8Array(32).fill(4),
    choiceCommit: choiceCommit(saltChoice, CONTEST_TAG, 12, sha256),
  } as const;
  const bytes = encodeLeaf(options.leaf?.(leaf) ?? leaf);
  const leaves = someLeaves(420).with(INDEX, bytes);
  const { size, root, proofs } = appendLeaves({ size: 0, edge: [] }, leaves, sha256);
  const checkpoint = signNote(checkpointBody(origin, size, root), [signer]);
  return {
    status: 'accepted',
    contest: 'demo',
    candidate: 'nominee-012',
    number: 12,
    index: INDEX,
    acceptedAt: new Date(ACCEPTED_AT_MS).toISOString(),
    proof: formatProof({ leaf: bytes, index: INDEX, hashes: proofs[INDEX]!, checkpoint }),
    opening: {
      saltBallot: toHex(saltBallot),
      saltChoice: toHex(saltChoice),
      evidence: entries.map((entry) => ({ ...entry, sha256: toHex(entry.sha256) })),
      cmsSha256: toHex(cmsSha256),
    },
  };
}
