import { DauysError } from '../domain/errors.ts';
import type { Language } from '../domain/texts.ts';
import { removeArmour } from '../encoding/armour.ts';
import { fromUtf8, toHex } from '../encoding/bytes.ts';
import { readOperatorFile } from '../files/operator-files.ts';
import { verifyEd25519 } from '../keys/ed25519.ts';
import { verifyStatement, type VerifiedStatement } from '../log/statement-check.ts';
import { sha256 } from '../signature/digest.ts';
import type { CommandResult } from './output.ts';
import { STATEMENT_TEXTS } from './statement-texts.ts';

export interface VerifyStatementFlags {
  readonly key: string;
  readonly logKey?: string;
  readonly cms?: string;
}

/** `dauys verify statement`: an answer about oneself, offline. */
export async function verifyStatementFile(
  file: string,
  flags: VerifyStatementFlags,
  language: Language,
): Promise<CommandResult> {
  const keys = { vkey: flags.key, logVkey: flags.logKey };
  const verified = verifyStatement(textOf(file), keys, { sha256, verifyEd25519 });
  if (flags.cms !== undefined) checkSignature(verified, flags.cms);
  const { contest, time, nonce, cmsSha256, checkpoint, ballot, proved } = verified;
  const facts = { contest, time, size: checkpoint.size };
  const texts = STATEMENT_TEXTS[language];
  return {
    lines: () => [
      ...(ballot === undefined
        ? [texts.noBallot(facts), texts.operatorsWord]
        : [texts.ballot({ ...facts, ...ballot }), texts.proved[proved]]),
      ...(flags.cms === undefined ? [] : [texts.ofThisSignature]),
    ],
    json: { ...facts, nonce, cmsSha256, ballot: ballot ?? null, proved },
  };
}

/** Whoever else signs the same challenge makes another signature. */
function checkSignature({ cmsSha256 }: VerifiedStatement, file: string): void {
  if (toHex(sha256(removeArmour(readOperatorFile(file)))) === cmsSha256) return;
  throw new DauysError('statement-invalid', 'it answers another signature');
}

function textOf(file: string): string {
  const bytes = readOperatorFile(file);
  try {
    return fromUtf8(bytes);
  } catch {
    throw new DauysError('statement-invalid', 'the file is not UTF-8 text');
  }
}
