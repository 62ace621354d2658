import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DauysError } from '../domain/errors.ts';
import { fromHex, toHex } from '../encoding/bytes.ts';
import type { SessionMac } from '../intake/sign-in-sessions.ts';
import { makeKeyDirectory, readKeyFile, writeKeyFileOnce } from './key-files.ts';

/** 32 random bytes in hex: HMAC key of sessions. Whoever reads it can pass for whoever's role they know the id of. */
const SESSION_KEY = 'session.key';
const SESSION_KEY_BYTES = 32;

/**
 * The session key of a contest, made when it is not there: nothing lasting depends on it, and a new one ends every
 * session.
 * @param directory - of all contests' keys, outside the data directory
 * @throws DauysError `config-invalid` for a file that others may read or that holds no such key
 */
export function openSessionKey(directory: string, contestId: string): SessionMac {
  const own = join(directory, contestId);
  makeKeyDirectory(own);
  writeKeyFileOnce(own, SESSION_KEY, `${toHex(randomBytes(SESSION_KEY_BYTES))}\n`);
  const bytes = fromHex(readKeyFile(own, SESSION_KEY).trimEnd());
  if (bytes?.length !== SESSION_KEY_BYTES) {
    throw new DauysError('config-invalid', `${join(own, SESSION_KEY)} holds no session key`);
  }
  const key = createSecretKey(bytes);
  return (message) => new Uint8Array(createHmac('sha256', key).update(message).digest());
}
