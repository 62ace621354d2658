import { equalBytes, fromUtf8, toHex, u16be, type Sha256 } from '../encoding/bytes.ts';
import { canonicalJson } from '../encoding/canonical-json.ts';
import { appendLeaves } from '../log/append.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { choiceCommit } from '../log/commitments.ts';
import { LEAF_BYTES, parseLeaf, type Leaf } from '../log/leaf.ts';
import { createNoteVerifier, openNote, type VerifyEd25519 } from '../log/note.ts';
import { verifyReceipt } from '../log/receipt.ts';
import { TILE_WIDTH, tileIndexPath } from '../log/tiles.ts';
import type { Certificate } from '../signature/certificate.ts';
import { agree, getPublic } from './public-answers.ts';
import { fetchAnchors, verifyAnchors, type AnchorVerdict } from './reverify-anchors.ts';

const OPENING_BYTES = 34;

export interface ReverifyOptions {
  readonly url: string;
  readonly contestId: string;
  readonly vkey: string;
  readonly receipts: readonly string[];
  /** Whose time-stamps are believed. */
  readonly tsa: readonly Certificate[];
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
}

export interface Verdict extends AnchorVerdict {
  readonly size: number;
  readonly root: string;
  readonly ballots: number;
  /** Ballots that count by candidate number, recounted from the openings. */
  readonly byCandidate: ReadonlyMap<number, number>;
}

/**
 * Verifies a closed contest from what anyone can fetch: the checkpoint's signature, the tree over all leaves, every
 * receipt, that no voter tag stands twice, a recount of the opened choices against the protocol in the log, and every
 * time anchor.
 * @throws DauysError `ledger-corrupt` naming the first thing that does not agree, or what a receipt, a checkpoint or a
 * token is refused with
 */
export async function reverify(options: ReverifyOptions): Promise<Verdict> {
  const { url, contestId, sha256 } = options;
  const verifier = createNoteVerifier(options.vkey, options);
  const log = `${url}/log/${contestId}`;
  const { size, root } = parseCheckpoint(openNote(await getPublic(`${log}/checkpoint`), [verifier]).text);

  const leaves = await readLeaves(log, size);
  agree(equalBytes(appendLeaves({ size: 0, edge: [] }, leaves, sha256).root, root), 'the tree has another root');
  for (const receipt of options.receipts) {
    const { index, leaf } = verifyReceipt(receipt, options.vkey, options);
    agree(equalBytes(leaf, leaves[index] ?? new Uint8Array()), `receipt ${index} shows another leaf`);
  }
  const parsed = leaves.map(parseLeaf);
  const ballots = parsed.filter((leaf) => leaf.type === 'ballot');
  agree(ballots.length === options.receipts.length, 'there are not as many ballots as receipts');
  agree(new Set(ballots.map((leaf) => toHex(leaf.voterTag))).size === ballots.length, 'a voter stands twice');

  const byCandidate = await recount(log, parsed, sha256);
  await compareProtocol(options, parsed, byCandidate);
  const anchors = verifyAnchors(await fetchAnchors(url, contestId), { ...options, leaves, parsed, verifier });
  return { size, root: toHex(root), ballots: ballots.length, byCandidate, ...anchors };
}

/** Every leaf of the log at this address below a size. */
export async function readLeaves(log: string, size: number): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = [];
  for (let n = 0; n * TILE_WIDTH < size; n++) {
    const width = Math.min(TILE_WIDTH, size - n * TILE_WIDTH);
    const bundle = await getPublic(`${log}/tile/entries/${tileIndexPath(n, width)}`);
    for (let at = 0; at < bundle.length; at += 2 + LEAF_BYTES) {
      agree(equalBytes(bundle.subarray(at, at + 2), u16be(LEAF_BYTES)), 'an entry is not a leaf');
      leaves.push(bundle.slice(at + 2, at + 2 + LEAF_BYTES));
    }
  }
  agree(leaves.length === size, 'the entry bundles do not hold the whole log');
  return leaves;
}

async function recount(log: string, leaves: readonly Leaf[], sha256: Sha256): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  const annulled = new Set(leaves.flatMap((leaf) => (leaf.type === 'annulment' ? [leaf.index] : [])));
  for (let n = 0; n * TILE_WIDTH < leaves.length; n++) {
    const width = Math.min(TILE_WIDTH, leaves.length - n * TILE_WIDTH);
    const openings = await getPublic(`${log}/openings/${tileIndexPath(n, width)}`);
    agree(openings.length === width * OPENING_BYTES, 'openings of another length');
    for (let i = 0; i < width; i++) {
      const leaf = leaves[n * TILE_WIDTH + i];
      if (leaf?.type !== 'ballot') continue;
      const opening = openings.subarray(i * OPENING_BYTES, (i + 1) * OPENING_BYTES);
      const number = (opening[0] ?? 0) * 256 + (opening[1] ?? 0);
      const commitment = choiceCommit(opening.subarray(2), leaf.contestTag, number, sha256);
      agree(equalBytes(commitment, leaf.choiceCommit), `entry ${n * TILE_WIDTH + i} opens to another choice`);
      if (!annulled.has(n * TILE_WIDTH + i)) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
  }
  return counts;
}

interface ProtocolCounts {
  readonly nominations: readonly {
    readonly candidates: readonly { readonly number: number; readonly ballots: number }[];
  }[];
}

async function compareProtocol(
  { url, contestId, sha256 }: ReverifyOptions,
  leaves: readonly Leaf[],
  counts: ReadonlyMap<number, number>,
): Promise<void> {
  const answer = JSON.parse(fromUtf8(await getPublic(`${url}/api/v1/contests/${contestId}/protocol`))) as {
    protocol: ProtocolCounts;
  };
  const logged = leaves.find((leaf) => leaf.type === 'protocol');
  agree(
    logged !== undefined && equalBytes(logged.protocolSha256, sha256(canonicalJson(answer.protocol))),
    'the log holds another protocol',
  );
  const candidates = answer.protocol.nominations.flatMap((nomination) => nomination.candidates);
  agree(
    candidates.every(({ number, ballots }) => (counts.get(number) ?? 0) === ballots),
    'the protocol and the recount differ',
  );
  const total = candidates.reduce((sum, { ballots }) => sum + ballots, 0);
  agree(total === [...counts.values()].reduce((sum, n) => sum + n, 0), 'the protocol leaves ballots out');
}
