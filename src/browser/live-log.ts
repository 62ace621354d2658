import { DauysError, isDauysError } from '../domain/errors.ts';
import { equalBytes } from '../encoding/bytes.ts';
import type { Checkpoint } from '../log/checkpoint.ts';
import type { TreeHead } from '../log/merkle.ts';
import { createNoteVerifier } from '../log/note.ts';
import { parseProof, verifyProof } from '../log/proof.ts';
import { checkConsistency } from './log-consistency.ts';
import { prepareSignatures, verifyEd25519 } from './verify/log-signature.ts';
import { sha256 } from './verify/sha256.ts';

/** How the log stands now to what a receipt proves. */
export type LiveVerdict =
  | { readonly kind: 'same'; readonly size: number }
  | { readonly kind: 'differs' }
  /** Nobody answered, or with something that is no proof: nothing is known. */
  | { readonly kind: 'unreachable' };

export interface KnownEntry extends TreeHead {
  readonly index: number;
  readonly leaf: Uint8Array;
}

export interface LogAddress {
  readonly vkey: string;
  /** Proofs by index, and where the tiles lie. */
  readonly proofs: string;
  readonly log: string;
}

/** Asks the log for the same entry, and whether its tree goes on from the one that is known. */
export async function askLog(known: KnownEntry, address: LogAddress): Promise<LiveVerdict> {
  try {
    const text = new TextDecoder().decode(await get(`${address.proofs}/${known.index}`));
    const newer = await checkProof(text, address.vkey);
    if (!equalBytes(parseProof(text).leaf, known.leaf)) return { kind: 'differs' };
    // A cache may answer with an older tree: then the known one must go on from that.
    const [first, second] = newer.size < known.size ? [newer, known] : [known, newer];
    await checkConsistency(first, second, (path) => get(`${address.log}/${path}`));
    return { kind: 'same', size: Math.max(newer.size, known.size) };
  } catch (error) {
    // What is no proof at all may come from anybody in between.
    const isTheirs = isDauysError(error) && error.code !== 'receipt-malformed';
    return { kind: isTheirs ? 'differs' : 'unreachable' };
  }
}

/** Verifies a proof under the log's key. @throws DauysError `receipt-malformed`, `receipt-invalid` */
export async function checkProof(text: string, vkey: string): Promise<Checkpoint> {
  const proof = parseProof(text);
  await prepareSignatures([proof.checkpoint], vkey);
  return verifyProof(proof, [createNoteVerifier(vkey, { sha256, verifyEd25519 })], sha256);
}

async function get(url: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  // A log that has no such entry any more says so as the service says everything.
  const isProblem = answer.headers.get('Content-Type')?.startsWith('application/problem+json') === true;
  if (answer.status === 404 && isProblem) throw new DauysError('receipt-invalid', 'the log has no such entry');
  if (!answer.ok) throw new TypeError(`answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
