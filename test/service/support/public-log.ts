import { verifyEd25519 } from '../../../src/keys/ed25519.ts';
import { extendTree, type TreeState } from '../../../src/log/append.ts';
import { parseCheckpoint } from '../../../src/log/checkpoint.ts';
import { LEAF_BYTES, parseLeaf } from '../../../src/log/leaf.ts';
import { createNoteVerifier, openNote } from '../../../src/log/note.ts';
import { parseProof } from '../../../src/log/proof.ts';
import { verifyReceipt } from '../../../src/log/receipt.ts';
import { TILE_WIDTH, tileIndexPath } from '../../../src/log/tiles.ts';
import type { Receipt } from '../../../src/domain/receipt.ts';
import { sha256 } from '../../support/ballots.ts';
import type { ServiceClient } from '../../support/service.ts';
import type { BallotBox } from './ballot-box.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A log as anyone reads it. */
export interface PublicLog {
  readonly checkpoint: string;
  readonly vkey: string;
  readonly leaves: readonly Uint8Array[];
}

export async function readLog(service: Pick<ServiceClient, 'get' | 'url'>, contestId: string): Promise<PublicLog> {
  const vkey = (await service.get(`/log/${contestId}/key`)).body.trim();
  const checkpoint = (await service.get(`/log/${contestId}/checkpoint`)).body;
  const { size } = parseCheckpoint(openNote(checkpoint, [createNoteVerifier(vkey, { sha256, verifyEd25519 })]).text);
  const leaves: Uint8Array[] = [];
  for (let n = 0; n * TILE_WIDTH < size; n++) {
    const path = tileIndexPath(n, Math.min(TILE_WIDTH, size - n * TILE_WIDTH));
    const answer = await fetch(`${service.url}/log/${contestId}/tile/entries/${path}`);
    const bundle = new Uint8Array(await answer.arrayBuffer());
    for (let at = 2; at < bundle.length; at += 2 + LEAF_BYTES) leaves.push(bundle.slice(at, at + LEAF_BYTES));
  }
  return { checkpoint, vkey, leaves };
}

/**
 * What in this log breaks a promise: a checkpoint that some citizen or reader saw and that these leaves do not make, a
 * receipt whose leaf is not at its index, a voter who stands twice, a ballot that nobody sent.
 */
export function logFaults(log: PublicLog, box: BallotBox, checkpointsSeen: readonly string[] = []): string[] {
  const faults: string[] = [];
  const receipts = [...box.receipts.values()];
  const indices = new Set<number>();
  for (const receipt of receipts) {
    const { index, leaf } = verifyReceipt(receipt, log.vkey, { sha256, verifyEd25519 });
    if (hex(leaf) !== hex(log.leaves[index] ?? new Uint8Array())) faults.push(`no such leaf at ${index}`);
    if (indices.has(index)) faults.push(`two receipts for one entry`);
    indices.add(index);
  }
  const shown = receipts.map((receipt) => parseProof((JSON.parse(receipt) as Receipt).proof).checkpoint);
  faults.push(...checkpointFaults(log, [log.checkpoint, ...shown, ...checkpointsSeen]));

  const ballots = log.leaves.map(parseLeaf).filter((leaf) => leaf.type === 'ballot');
  const voters = new Set(ballots.map((leaf) => hex(leaf.voterTag)));
  if (voters.size !== ballots.length) faults.push(`${ballots.length - voters.size} ballots are second ones`);
  if (ballots.length > box.votes.size) faults.push('more ballots than citizens who sent one');
  return faults;
}

/** Every signed checkpoint against the tree that the leaves make at its size. */
function checkpointFaults({ vkey, leaves }: PublicLog, notes: readonly string[]): string[] {
  const verifiers = [createNoteVerifier(vkey, { sha256, verifyEd25519 })];
  const roots = new Map<number, string>();
  const signed = [...new Set(notes)].map((note) => parseCheckpoint(openNote(note, verifiers).text));
  let state: TreeState = { size: 0, edge: [] };
  for (const size of [...new Set(signed.map((checkpoint) => checkpoint.size))].sort((a, b) => a - b)) {
    if (size > leaves.length) return [`a checkpoint of ${size} entries was seen, the log holds ${leaves.length}`];
    const grown = extendTree(state, leaves.slice(state.size, size), sha256);
    state = grown;
    roots.set(size, hex(grown.root));
  }
  return signed
    .filter(({ size, root }) => roots.get(size) !== hex(root))
    .map(({ size }) => `a checkpoint of ${size} entries has another root`);
}
