import { DauysError } from '../domain/errors.ts';
import { fromBase64, fromUtf8, toBase64 } from '../encoding/bytes.ts';
import { parseDecimal } from './checkpoint.ts';
import { HASH_BYTES } from './merkle.ts';

/** The protocol allows no more; a tree inside the safe integers needs no more. */
const MAX_PROOF_LINES = 63;
/** A checkpoint with a hundred cosignatures fits in. */
export const MAX_WITNESS_BODY_BYTES = 65_536;
/** Media type of the size in a 409. */
export const TREE_SIZE_TYPE = 'text/x.tlog.size';

/** The body of `add-checkpoint` (C2SP tlog-witness); nothing in it is verified. */
export interface AddCheckpoint {
  /** The size that the witness is believed to have cosigned last. */
  readonly oldSize: number;
  /** RFC 6962 consistency proof from there. */
  readonly proof: readonly Uint8Array[];
  /** Signed note, verbatim. */
  readonly checkpoint: string;
}

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`;
}

/**
 * Reads the body of `add-checkpoint`; the checkpoint stays unread text.
 * @param bytes - attacker-controlled
 * @throws DauysError `malformed-request`
 */
export function parseAddCheckpoint(bytes: Uint8Array): AddCheckpoint {
  if (bytes.length > MAX_WITNESS_BODY_BYTES) throw malformed('request is too long');
  const body = decode(bytes);
  const blank = body.indexOf('\n\n');
  if (blank < 0) throw malformed('request has no checkpoint');
  const [old = '', ...proof] = body.slice(0, blank).split('\n', 2 + MAX_PROOF_LINES);
  const oldSize = old.startsWith('old ') ? parseDecimal(old.slice(4)) : undefined;
  if (oldSize === undefined) throw malformed('request names no old size');
  if (proof.length > MAX_PROOF_LINES) throw malformed('proof has too many hashes');
  return { oldSize, proof: proof.map(parseHash), checkpoint: body.slice(blank + 2) };
}

/** Reads the size in the body of a 409. @returns undefined for anything else. */
export function parseTreeSize(text: string): number | undefined {
  return text.endsWith('\n') ? parseDecimal(text.slice(0, -1)) : undefined;
}

function parseHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash?.length !== HASH_BYTES) throw malformed('proof has a malformed hash');
  return hash;
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw malformed('request is not UTF-8');
  }
}

function malformed(message: string): DauysError {
  return new DauysError('malformed-request', message);
}
