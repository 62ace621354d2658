import { isDauysError } from '../domain/errors.ts';
import { equalBytes, type Sha256 } from '../encoding/bytes.ts';
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { emptyRoot, verifyConsistency, type TreeHead } from './merkle.ts';
import { openNote, type NoteVerifier } from './note.ts';
import type { AddCheckpoint } from './witness-request.ts';

/** What a witness makes of one `add-checkpoint`, by the statuses of C2SP tlog-witness. */
export type WitnessJudgement =
  | { readonly kind: 'cosign'; readonly text: string; readonly head: TreeHead }
  /** 409: the size that was cosigned last is another one, or it had another root. */
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 | 422; readonly why: string };

/**
 * Judges a checkpoint against what was cosigned last for its log. Pure: whoever acts on `cosign` first makes `head`
 * last, and only if `last` still stands.
 * @param last - newest cosigned tree of an origin; undefined while there is none
 */
export function judgeCheckpoint(
  { oldSize, proof, checkpoint: note }: AddCheckpoint,
  logs: readonly NoteVerifier[],
  last: (origin: string) => TreeHead | undefined,
  sha256: Sha256,
): WitnessJudgement {
  const opened = openCheckpoint(note, logs);
  if ('kind' in opened) return opened;
  const { checkpoint, text } = opened;
  const { origin, size, root } = checkpoint;
  if (oldSize > size) return refused(400, 'old size is larger than the checkpoint');
  const standing = last(origin) ?? { size: 0, root: emptyRoot(sha256) };
  if (oldSize !== standing.size) return { kind: 'conflict', size: standing.size };
  if (oldSize === size && !equalBytes(root, standing.root)) return { kind: 'conflict', size: standing.size };
  if (!isConsistent(standing, checkpoint, proof, sha256)) return refused(422, 'consistency proof does not hold');
  return { kind: 'cosign', text, head: { size, root } };
}

type Refused = Extract<WitnessJudgement, { kind: 'refused' }>;

function openCheckpoint(
  note: string,
  logs: readonly NoteVerifier[],
): { readonly text: string; readonly checkpoint: Checkpoint } | Refused {
  try {
    const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
    const known = logs.filter(({ name }) => name === checkpoint.origin);
    if (known.length === 0) return refused(404, 'unknown log');
    return openSigned(note, known, checkpoint);
  } catch (error) {
    if (!isDauysError(error)) throw error;
    return refused(400, error.message);
  }
}

/** A signature line that cannot be read proves as little as one that does not hold. */
function openSigned(note: string, known: readonly NoteVerifier[], checkpoint: Checkpoint) {
  try {
    return { text: openNote(note, known).text, checkpoint };
  } catch (error) {
    if (!isDauysError(error)) throw error;
    return refused(403, error.message);
  }
}

/** Everything is consistent with nothing, and needs no proof of it. */
function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[], sha256: Sha256): boolean {
  if (older.size === 0) return proof.length === 0;
  try {
    verifyConsistency(older, newer, proof, sha256);
    return true;
  } catch (error) {
    if (!isDauysError(error)) throw error;
    return false;
  }
}

function refused(status: 400 | 403 | 404 | 422, why: string): Refused {
  return { kind: 'refused', status, why };
}
