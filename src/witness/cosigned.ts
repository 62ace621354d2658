import type { Cosignatures, HeadRow } from '../intake/ports.ts';
import type { NoteVerifier } from '../log/note.ts';

interface CosignedCheckpoint {
  readonly size: number;
  readonly checkpoint: string;
  readonly lines: ReadonlyMap<NoteVerifier, string>;
}

export interface CosignedCheckpoints extends Cosignatures {
  add(contestId: string, head: Pick<HeadRow, 'size' | 'checkpoint'>, verifier: NoteVerifier, line: string): void;
}

/**
 * The newest cosigned checkpoint of each log, in memory: after a restart witnesses are asked again.
 * @param order - in which witnesses' lines stand
 */
export function createCosigned(order: readonly NoteVerifier[]): CosignedCheckpoints {
  const newest = new Map<string, CosignedCheckpoint>();
  const linesOf = ({ lines }: CosignedCheckpoint): string =>
    order.map((verifier) => lines.get(verifier) ?? '').join('');
  return {
    add(contestId, { size, checkpoint }, verifier, line) {
      const standing = newest.get(contestId);
      if (standing !== undefined && standing.size > size) return;
      const lines = new Map(standing?.checkpoint === checkpoint ? standing.lines : []);
      newest.set(contestId, { size, checkpoint, lines: lines.set(verifier, line) });
    },
    of(contestId, checkpoint) {
      const standing = newest.get(contestId);
      return standing?.checkpoint === checkpoint ? linesOf(standing) : '';
    },
    newest(contestId) {
      const standing = newest.get(contestId);
      return standing && standing.checkpoint + linesOf(standing);
    },
  };
}
