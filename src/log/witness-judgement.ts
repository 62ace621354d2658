import { isDauysError } from '../domain/errors.ts';
import { equalBytes, type Sha256 } from '../encoding/bytes.ts';
import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { emptyRoot, verifyConsistency, type TreeHead } from './merkle.ts';
import { openNote, signatureLine, type NoteVerifier } from './note.ts';
import type { AddCheckpoint } from './witness-request.ts';

/** What a witness makes of one `add-checkpoint`, by the statuses of C2SP tlog-witness. */
export type WitnessJudgement =
  | {
      readonly kind: 'cosign';
      readonly origin: string;
      readonly tree: WitnessedTree;
      readonly last: TreeHead | undefined;
    }
  /** 409: the size that was cosigned last is another one, or it had another root. */
  | { readonly kind: 'conflict'; readonly origin: string; readonly size: number }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 | 422; readonly why: string };

/** A tree that its log signed. */
export interface WitnessedTree extends TreeHead {
  /** What the log signed and a witness signs. */
  readonly text: string;
  /** Signed note with the signatures that were verified, and no other. */
  readonly note: string;
}

/**
 * Judges a checkpoint against what was cosigned last for its log. Pure: whoever acts on `cosign` first makes `tree`
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
  const { origin, size, root } = opened.checkpoint;
  if (oldSize > size) return refused(400, 'old size is larger than the checkpoint');
  const known = last(origin);
  const standing = known ?? { size: 0, root: emptyRoot(sha256) };
  if (oldSize !== standing.size) return { kind: 'conflict', origin, size: standing.size };
  if (oldSize === size && !equalBytes(root, standing.root)) return { kind: 'conflict', origin, size: standing.size };
  if (!isConsistent(standing, opened.checkpoint, proof, sha256)) return refused(422, 'consistency proof does not hold');
  return { kind: 'cosign', origin, tree: { size, root, text: opened.text, note: opened.note }, last: known };
}

type Refused = Extract<WitnessJudgement, { kind: 'refused' }>;

interface OpenedCheckpoint extends Pick<WitnessedTree, 'text' | 'note'> {
  readonly checkpoint: Checkpoint;
}

function openCheckpoint(note: string, logs: readonly NoteVerifier[]): OpenedCheckpoint | Refused {
  try {
    const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
    const known = logs.filter(({ name }) => name === checkpoint.origin);
    return known.length === 0 ? refused(404, 'unknown log') : openSigned(note, known, checkpoint);
  } catch (error) {
    if (!isDauysError(error)) throw error;
    return refused(400, error.message);
  }
}

/** A signature line that cannot be read proves as little as one that does not hold. */
function openSigned(note: string, known: readonly NoteVerifier[], checkpoint: Checkpoint): OpenedCheckpoint | Refused {
  try {
    const { text, verified } = openNote(note, known);
    return { text, note: `${text}\n${verified.map(signatureLine).join('')}`, checkpoint };
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
