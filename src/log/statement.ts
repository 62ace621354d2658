import { toBase64 } from '../encoding/bytes.ts';
import { signNote, type NoteSigner } from './note.ts';
import type { TreeHead } from './merkle.ts';

/** What a service says of one person's ballot. Names nobody: the nonce and the CMS bind it to whoever signed them. */
export interface Statement {
  /** Origin of the log. */
  readonly origin: string;
  readonly contest: string;
  /** Of the challenge that was signed, 64 hex digits. */
  readonly nonce: string;
  /** Of the signed challenge as it was received, 64 hex digits. */
  readonly cmsSha256: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly time: string;
  /** The tree the statement is made as of. */
  readonly checkpoint: TreeHead;
  /** Undefined when the log holds no ballot of the person below the checkpoint's size. */
  readonly ballot: { readonly index: number; readonly acceptedAt: string } | undefined;
}

/** Second line of every statement: no checkpoint has it, whose second line is a number. */
export const STATEMENT_HEADER = 'dauys statement/1';

/** Name of the key that signs the statements of a log, and first line of each. */
export function statementKeyName(origin: string): string {
  return `${origin}/statements`;
}

export function statementText(statement: Statement): string {
  const { origin, contest, nonce, cmsSha256, time, checkpoint, ballot } = statement;
  const lines = [
    statementKeyName(origin),
    STATEMENT_HEADER,
    `contest ${contest}`,
    `nonce ${nonce}`,
    `cms ${cmsSha256}`,
    `time ${time}`,
    `checkpoint ${checkpoint.size} ${toBase64(checkpoint.root)}`,
    ballot === undefined ? 'no ballot' : `ballot ${ballot.index} ${ballot.acceptedAt}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** @param signer - named by {@link statementKeyName} */
export function signStatement(statement: Statement, signer: NoteSigner): string {
  return signNote(statementText(statement), [signer]);
}
