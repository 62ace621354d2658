import { equalBytes, fromUtf8, toHex, type Sha256 } from '../encoding/bytes.ts';
import { appendLeaves } from '../log/append.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { parseLeaf } from '../log/leaf.ts';
import { createNoteVerifier, openNote, type VerifyEd25519 } from '../log/note.ts';
import { verifyReceipt } from '../log/receipt.ts';
import { agree, getPublic } from './public-answers.ts';
import { readLeaves } from './reverify.ts';

export interface VerifyOpenOptions {
  readonly url: string;
  readonly contestId: string;
  readonly receipts: readonly string[];
  readonly sha256: Sha256;
  readonly verifyEd25519: VerifyEd25519;
}

/**
 * Verifies a contest that is still open from what anyone can fetch: the checkpoint's signature, the tree over all
 * leaves, every receipt, and that no voter tag stands twice.
 * @throws DauysError `ledger-corrupt` naming the first thing that does not agree, or what a receipt or a checkpoint is
 * refused with
 */
export async function verifyOpen(options: VerifyOpenOptions): Promise<{ size: number; root: string; vkey: string }> {
  const { url, contestId, sha256 } = options;
  const log = `${url}/log/${contestId}`;
  const vkey = fromUtf8(await getPublic(`${log}/key`)).trim();
  const verifier = createNoteVerifier(vkey, options);
  const { size, root } = parseCheckpoint(openNote(await getPublic(`${log}/checkpoint`), [verifier]).text);
  const leaves = await readLeaves(log, size);
  agree(equalBytes(appendLeaves({ size: 0, edge: [] }, leaves, sha256).root, root), 'the tree has another root');
  for (const receipt of options.receipts) {
    const { index, leaf } = verifyReceipt(receipt, vkey, options);
    agree(equalBytes(leaf, leaves[index] ?? new Uint8Array()), `receipt ${index} shows another leaf`);
  }
  const tags = leaves.map(parseLeaf).flatMap((leaf) => (leaf.type === 'ballot' ? [toHex(leaf.voterTag)] : []));
  agree(new Set(tags).size === tags.length, 'a voter stands twice');
  return { size, root: toHex(root), vkey };
}
