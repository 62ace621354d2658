import { DauysError } from '../domain/errors.ts';
import { fromBase64, toBase64, type Sha256 } from '../encoding/bytes.ts';
import { parseCheckpoint, parseDecimal, type Checkpoint } from './checkpoint.ts';
import { HASH_BYTES, leafHash, verifyInclusion } from './merkle.ts';
import { openNote, type NoteVerifier } from './note.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree inside the safe integers has no longer path. */
const MAX_HASHES = 63;

/** The pieces of a C2SP tlog-proof: nothing in it is verified. */
export interface LogProof {
  /** Travels in the `extra` line; authenticates itself by hashing to the root. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** Signed note, verbatim. */
  readonly checkpoint: string;
}

/** `tlog-proof@v1` text with the leaf in `extra`. */
export function formatProof({ leaf, index, hashes, checkpoint }: LogProof): string {
  const lines = hashes.map((hash) => `${toBase64(hash)}\n`);
  return `${HEADER}\nextra ${toBase64(leaf)}\nindex ${index}\n${lines.join('')}\n${checkpoint}`;
}

/**
 * Reads a `tlog-proof@v1` with a leaf in `extra`; the checkpoint stays unread text.
 * @param text - attacker-controlled
 * @throws DauysError `receipt-malformed`
 */
export function parseProof(text: string): LogProof {
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw malformed('proof has no checkpoint');
  const [header, extra, index, ...hashes] = text.slice(0, blank).split('\n', 4 + MAX_HASHES);
  if (header !== HEADER) throw malformed('proof has another header');
  if (hashes.length > MAX_HASHES) throw malformed('proof has too many hashes');
  const leaf = extra?.startsWith('extra ') === true ? fromBase64(extra.slice(6)) : undefined;
  const position = index?.startsWith('index ') === true ? parseDecimal(index.slice(6)) : undefined;
  if (leaf === undefined || position === undefined) throw malformed('proof lacks its leaf or its index');
  return { leaf, index: position, hashes: hashes.map(parseHash), checkpoint: text.slice(blank + 2) };
}

/**
 * Verifies that the log named by the verifiers holds the leaf at the index. The note's origin must be the name of a
 * key that signed it, so that one log's key cannot vouch for another log.
 * @throws DauysError `receipt-malformed`, `receipt-invalid`
 */
export function verifyProof(proof: LogProof, verifiers: readonly NoteVerifier[], sha256: Sha256): Checkpoint {
  const note = openNote(proof.checkpoint, verifiers);
  const checkpoint = parseCheckpoint(note.text);
  if (!note.verified.some((signature) => signature.name === checkpoint.origin)) {
    throw new DauysError('receipt-invalid', 'checkpoint is of another log than the key');
  }
  const { size, root } = checkpoint;
  verifyInclusion({ leafHash: leafHash(proof.leaf, sha256), index: proof.index, size, root }, proof.hashes, sha256);
  return checkpoint;
}

function parseHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash?.length !== HASH_BYTES) throw malformed('proof has a malformed hash');
  return hash;
}

function malformed(message: string): DauysError {
  return new DauysError('receipt-malformed', message);
}
