import { isDauysError } from '../domain/errors.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { HASH_BYTES } from '../log/merkle.ts';
import { openNote } from '../log/note.ts';
import type { JudgedNotes, LeafContext, LeafUnitTask } from './leaf-task.ts';

/** Opens the notes of a task: signature, origin and size. Whether their roots are right is told by who has the tree. */
export function judgeNotes(
  { notes, sizes }: Pick<LeafUnitTask, 'notes' | 'sizes'>,
  { verifier, origin }: Pick<LeafContext, 'verifier' | 'origin'>,
): JudgedNotes {
  const claimed = new Uint8Array(notes.length * HASH_BYTES);
  const refused: (readonly [number, string])[] = [];
  for (const [i, note] of notes.entries()) {
    const opened = openCheckpoint(note, verifier);
    if (typeof opened === 'string') refused.push([i, opened]);
    else if (opened.origin !== origin) refused.push([i, 'origin']);
    else if (opened.size !== sizes[i]) refused.push([i, 'size']);
    else claimed.set(opened.root, i * HASH_BYTES);
  }
  return { claimed, refused };
}

/** A checkpoint that the log's key signed, or the word for why it is none. */
export function openCheckpoint(
  note: string,
  verifier: LeafContext['verifier'],
): ReturnType<typeof parseCheckpoint> | 'malformed' | 'signature' {
  try {
    return parseCheckpoint(openNote(note, [verifier]).text);
  } catch (error) {
    return isDauysError(error) && error.code === 'receipt-invalid' ? 'signature' : 'malformed';
  }
}
