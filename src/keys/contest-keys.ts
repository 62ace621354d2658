import { createHmac, createSecretKey, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { ContestDefinition } from '../domain/contest.ts';
import { DauysError } from '../domain/errors.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import type { ContestKeys } from '../intake/ports.ts';
import { formatVkey } from '../log/note.ts';
import { newEd25519Pem, parseEd25519Pem, rawPublicKey } from './ed25519.ts';
import { makeKeyDirectory, readKeyFile, writeKeyFileOnce } from './key-files.ts';
import { sha256 } from '../signature/digest.ts';

/** 32 random bytes in hex: HMAC key of the voter tags. Whoever reads it can link tags to persons. */
const VOTER_KEY = 'voter.key';
/** Ed25519, PKCS#8 PEM: signs checkpoints and nothing else. Whoever reads it can fork the log. */
const LOG_KEY = 'log.key';
const VOTER_KEY_BYTES = 32;

type KeyedContest = Pick<ContestDefinition, 'id' | 'origin'>;

/**
 * Makes the two keys of a contest that has no entry yet, in a directory of its own. Made keys stay: any number of
 * processes may do this at once and get the same ones.
 * @param directory - of all contests' keys, outside the data directory
 * @throws DauysError as {@link loadContestKeys}
 */
export function createContestKeys(directory: string, contest: KeyedContest): ContestKeys {
  const own = join(directory, contest.id);
  makeKeyDirectory(own);
  writeKeyFileOnce(own, VOTER_KEY, `${toHex(randomBytes(VOTER_KEY_BYTES))}\n`);
  writeKeyFileOnce(own, LOG_KEY, newEd25519Pem());
  return loadContestKeys(directory, contest);
}

/**
 * Reads the keys a contest was made with.
 * @throws DauysError `key-missing`; `config-invalid` for a file that others may read or that holds no such key.
 */
export function loadContestKeys(directory: string, contest: KeyedContest): ContestKeys {
  const own = join(directory, contest.id);
  const voterKey = parseVoterKey(readKeyFile(own, VOTER_KEY), join(own, VOTER_KEY));
  const logKey = parseEd25519Pem(readKeyFile(own, LOG_KEY), join(own, LOG_KEY));
  return {
    vkey: formatVkey(contest.origin, rawPublicKey(logKey), sha256),
    signCheckpoint: (body) => new Uint8Array(sign(null, body, logKey)),
    voterMac: (message) => new Uint8Array(createHmac('sha256', voterKey).update(message).digest()),
  };
}

function parseVoterKey(text: string, file: string): KeyObject {
  const bytes = fromHex(text.trimEnd());
  if (bytes?.length !== VOTER_KEY_BYTES) throw new DauysError('config-invalid', `${file} holds no voter key`);
  return createSecretKey(bytes);
}
