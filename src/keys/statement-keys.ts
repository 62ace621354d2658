import { createHmac, createSecretKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import type { StatementKeys } from '../intake/statement-keys.ts';
import { formatVkey } from '../log/note.ts';
import { statementKeyName } from '../log/statement.ts';
import { sha256 } from '../signature/digest.ts';
import { newEd25519Pem, parseEd25519Pem, rawPublicKey } from './ed25519.ts';
import { makeKeyDirectory, readKeyFile, writeKeyFileOnce } from './key-files.ts';

/** Ed25519, PKCS#8 PEM: signs statements and nothing else. Whoever reads it can speak in the operator's name. */
const STATEMENTS_KEY = 'statements.key';
/** 32 random bytes in hex: knows the challenges that were issued. Whoever reads it can issue them. */
const CHALLENGE_KEY = 'challenge.key';
const CHALLENGE_KEY_BYTES = 32;

type KeyedContest = Pick<ContestDefinition, 'id' | 'origin'>;

/**
 * Makes the key of statements beside the contest's other keys. Made keys stay: any number of processes may do this at
 * once and get the same one.
 * @param directory - of all contests' keys, outside the data directory
 * @throws DauysError `config-invalid` for a file that others may read or that holds no such key
 */
export function createStatementKeys(directory: string, contest: KeyedContest): StatementKeys {
  const own = join(directory, contest.id);
  makeKeyDirectory(own);
  writeKeyFileOnce(own, STATEMENTS_KEY, newEd25519Pem());
  return loadStatementKeys(directory, contest);
}

/**
 * Reads the key of statements. The key of challenges is made when it is not there: nothing lasting depends on it.
 * @throws DauysError `key-missing`; `config-invalid` as {@link createStatementKeys}
 */
export function loadStatementKeys(directory: string, contest: KeyedContest): StatementKeys {
  const own = join(directory, contest.id);
  const key = parseEd25519Pem(readKeyFile(own, STATEMENTS_KEY), join(own, STATEMENTS_KEY));
  writeKeyFileOnce(own, CHALLENGE_KEY, `${toHex(randomBytes(CHALLENGE_KEY_BYTES))}\n`);
  const challengeKey = parseChallengeKey(readKeyFile(own, CHALLENGE_KEY), join(own, CHALLENGE_KEY));
  return {
    vkey: formatVkey(statementKeyName(contest.origin), rawPublicKey(key), sha256),
    signStatement: (text) => new Uint8Array(sign(null, text, key)),
    challengeMac: (message) => new Uint8Array(createHmac('sha256', challengeKey).update(message).digest()),
  };
}

function parseChallengeKey(text: string, file: string): KeyObject {
  const bytes = fromHex(text.trimEnd());
  if (bytes?.length !== CHALLENGE_KEY_BYTES) throw new DauysError('config-invalid', `${file} holds no challenge key`);
  return createSecretKey(bytes);
}
