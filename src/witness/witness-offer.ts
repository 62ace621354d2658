import { isDauysError } from '../domain/errors.ts';
import type { HeadRow } from '../intake/ports.ts';
import { openNote, parseSignatureLines, signatureLine, type NoteVerifier } from '../log/note.ts';
import type { WitnessOutcome } from '../observability/witness-events.ts';
import { sendCheckpoint, type WitnessExchange, type WitnessReply } from './witness-exchange.ts';

/** A log as it is offered to witnesses. */
export interface OfferedLog {
  head(): Promise<HeadRow | undefined>;
  /** RFC 6962 consistency proof; `oldSize` is at least 1. */
  prove(oldSize: number, size: number): Promise<readonly Uint8Array[]>;
}

/** What became of one offer. */
export interface OfferResult {
  readonly outcome: WitnessOutcome;
  readonly head: HeadRow;
  /** The cosignature's line, where there is one. */
  readonly line?: string;
}

/** A rival process may move the witness on while we ask. */
const MAX_TRIES = 4;

/**
 * Offers a head to a witness, from the size that it is known to have cosigned, and goes by what it answers.
 * @param knownSize - undefined: not known, the witness is asked by offering from nothing
 */
export async function offerHead(
  offered: HeadRow,
  knownSize: number | undefined,
  log: OfferedLog,
  verifier: NoteVerifier,
  exchange: WitnessExchange,
): Promise<OfferResult> {
  let head = offered;
  let oldSize = Math.min(knownSize ?? 0, head.size);
  for (let i = 0; i < MAX_TRIES; i++) {
    const proof = oldSize === 0 ? [] : await log.prove(oldSize, head.size);
    const reply = await sendCheckpoint({ oldSize, proof, checkpoint: head.checkpoint }, exchange);
    if (reply.kind !== 'conflict') return { head, ...conclude(reply, head, verifier) };
    if (reply.size === oldSize) return { head, outcome: oldSize === head.size ? 'forked' : 'unavailable' };
    oldSize = reply.size;
    // Another process on this ledger may have committed and offered more since.
    if (oldSize > head.size) head = (await log.head()) ?? head;
    if (oldSize > head.size) return { head, outcome: 'ahead' };
  }
  return { head, outcome: 'unavailable' };
}

function conclude(
  reply: Exclude<WitnessReply, { kind: 'conflict' }>,
  { checkpoint }: HeadRow,
  verifier: NoteVerifier,
): Pick<OfferResult, 'outcome' | 'line'> {
  switch (reply.kind) {
    case 'failed':
      return { outcome: 'unavailable' };
    case 'refused':
      // 422: from the size it cosigned itself, its tree does not lead to ours.
      return { outcome: reply.status === 422 ? 'forked' : 'refused' };
    case 'cosigned': {
      const line = verifiedLine(reply.lines, checkpoint, verifier);
      return line === undefined ? { outcome: 'cosignature-invalid' } : { outcome: 'cosigned', line };
    }
  }
}

/** The witness's own cosignature among the lines; lines of other keys are dropped. */
function verifiedLine(lines: string, checkpoint: string, verifier: NoteVerifier): string | undefined {
  try {
    const own = parseSignatureLines(lines).find(
      ({ name, keyId }) => name === verifier.name && keyId === verifier.keyId,
    );
    if (own === undefined) return undefined;
    const line = signatureLine(own);
    openNote(checkpoint + line, [verifier]);
    return line;
  } catch (error) {
    if (!isDauysError(error)) throw error;
    return undefined;
  }
}
