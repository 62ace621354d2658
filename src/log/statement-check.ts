import { DauysError, isDauysError } from '../domain/errors.ts';
import { equalBytes, fromBase64, type Sha256 } from '../encoding/bytes.ts';
import { isIsoTime } from '../encoding/iso-time.ts';
import { parseCheckpoint, parseDecimal, type Checkpoint } from './checkpoint.ts';
import { leafTime, parseLeaf } from './leaf.ts';
import { HASH_BYTES, leafHash, verifyInclusion, type TreeHead } from './merkle.ts';
import { createNoteVerifier, openNote, parseNote, type NoteVerifier, type VerifyEd25519 } from './note.ts';
import { parseProof, verifyProof, type LogProof } from './proof.ts';
import { statementKeyName, type Statement } from './statement.ts';

const MAX_FILE_CHARACTERS = 65_536;
const FORM = new RegExp(
  [
    '^(?<origin>[\\x21-\\x2a\\x2c-\\x7e]{1,200})/statements',
    'dauys statement/1',
    'contest (?<contest>[a-z0-9-]{1,64})',
    'nonce (?<nonce>[0-9a-f]{64})',
    'cms (?<cmsSha256>[0-9a-f]{64})',
    'time (?<time>\\S+)',
    'checkpoint (?<size>\\S+) (?<root>\\S+)',
    '(?:no ballot|ballot (?<index>\\S+) (?<acceptedAt>\\S+))',
    '$',
  ].join('\n'),
);

export interface VerifiedStatement extends Statement {
  /**
   * What stands behind the service's word: `log` is a proof under the log's own key, `root` one under the root that the
   * statement itself names. That something is not in a log cannot be proved.
   */
  readonly proved: 'log' | 'root' | 'nothing';
}

export interface TrustedVkeys {
  /** Of the statements; trusted. */
  readonly vkey: string;
  /** Of the log; trusted. Without it nothing is known of the log but what the statement says. */
  readonly logVkey: string | undefined;
}

/**
 * Verifies an answer about oneself, offline.
 * @param text - the service's answer in JSON, attacker-controlled
 * @throws DauysError `statement-invalid`; `config-invalid` when a key is none, or the two are not of one log
 */
export function verifyStatement(
  text: string,
  { vkey, logVkey }: TrustedVkeys,
  crypto: { readonly sha256: Sha256; readonly verifyEd25519: VerifyEd25519 },
): VerifiedStatement {
  const verifier = createNoteVerifier(vkey, crypto);
  const logVerifier = logVkey === undefined ? undefined : createNoteVerifier(logVkey, crypto);
  if (logVerifier !== undefined && statementKeyName(logVerifier.name) !== verifier.name) {
    throw new DauysError('config-invalid', 'the two keys are not of one log');
  }
  try {
    const { statement: note, proof } = parseFile(text);
    const statement = parseStatement(openNote(note, [verifier]).text);
    if (statementKeyName(statement.origin) !== verifier.name) throw invalid('it is of another log than the key');
    if (proof === undefined) return { ...statement, proved: 'nothing' };
    checkProof(statement, parseProof(proof), logVerifier, crypto.sha256);
    return { ...statement, proved: logVerifier === undefined ? 'root' : 'log' };
  } catch (cause) {
    if (isDauysError(cause) && cause.code !== 'statement-invalid') throw invalid(cause.message, cause);
    throw cause;
  }
}

/** @throws DauysError `statement-invalid` */
function parseStatement(text: string): Statement {
  const { origin = '', contest = '', nonce = '', cmsSha256 = '', time = '', ...rest } = FORM.exec(text)?.groups ?? {};
  const size = parseDecimal(rest['size'] ?? '');
  const root = fromBase64(rest['root'] ?? '');
  if (!isIsoTime(time) || size === undefined || root?.length !== HASH_BYTES) throw invalid('not a statement');
  const { index, acceptedAt } = rest;
  const ballot = index === undefined ? undefined : parseBallot(index, acceptedAt ?? '', size);
  return { origin, contest, nonce, cmsSha256, time, checkpoint: { size, root }, ballot };
}

function parseBallot(decimal: string, acceptedAt: string, size: number): Statement['ballot'] {
  const index = parseDecimal(decimal);
  if (index === undefined || index >= size || !isIsoTime(acceptedAt)) throw invalid('it names no entry of its tree');
  return { index, acceptedAt };
}

function checkProof(
  { origin, checkpoint, ballot }: Statement,
  proof: LogProof,
  logVerifier: NoteVerifier | undefined,
  sha256: Sha256,
): void {
  const leaf = parseLeaf(proof.leaf);
  if (ballot === undefined) throw invalid('a proof of what it says is not there');
  if (proof.index !== ballot.index || leaf.type !== 'ballot') throw invalid('the proof is of another entry');
  if (leaf.time !== leafTime(Date.parse(ballot.acceptedAt))) throw invalid('the entry has another time');
  const proved: Checkpoint =
    logVerifier === undefined ? checkInclusion(proof, checkpoint, sha256) : verifyProof(proof, [logVerifier], sha256);
  if (proved.origin !== origin || proved.size !== checkpoint.size || !equalBytes(proved.root, checkpoint.root)) {
    throw invalid('the proof is for another tree');
  }
}

/** Without the log's key: in the tree that the statement names. */
function checkInclusion({ leaf, index, hashes, checkpoint }: LogProof, { size, root }: TreeHead, sha256: Sha256) {
  verifyInclusion({ leafHash: leafHash(leaf, sha256), index, size, root }, hashes, sha256);
  return parseCheckpoint(parseNote(checkpoint).text);
}

function parseFile(text: string): { readonly statement: string; readonly proof: string | undefined } {
  const { statement, proof } = membersOf(text);
  if (typeof statement !== 'string' || (proof !== undefined && typeof proof !== 'string')) throw notAnAnswer();
  // Also no member twice, of which another reader might take the first.
  if (JSON.stringify({ statement, proof }) !== text.trim()) throw notAnAnswer();
  return { statement, proof };
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = text.length > MAX_FILE_CHARACTERS ? undefined : JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw notAnAnswer();
}

function notAnAnswer(): DauysError {
  return invalid('not the answer of a service');
}

function invalid(why: string, cause?: unknown): DauysError {
  return new DauysError('statement-invalid', why, { cause });
}
