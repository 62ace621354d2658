import { sign } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';
import { toHex } from '../encoding/bytes.ts';
import { formatVkey, isKeyName, parseVkey, type NoteSigner } from '../log/note.ts';
import { DauysError } from '../domain/errors.ts';
import { sha256 } from '../signature/digest.ts';
import { newEd25519Pem, parseEd25519Pem, rawPublicKey } from './ed25519.ts';
import { makeKeyDirectory, readKeyFile, writeKeyFileOnce } from './key-files.ts';

export interface WitnessKey {
  /** The line to publish. */
  readonly vkey: string;
  readonly signer: NoteSigner;
}

/**
 * The key of a witness, made when the file is not there (Ed25519, PKCS#8 PEM). Whoever reads it can cosign a fork.
 * @param name - without one it is named after its public key
 * @throws DauysError `config-invalid` for a name that is none, and a file that others may read or that holds no such key.
 */
export function openWitnessKey(file: string, name?: string): WitnessKey {
  const path = resolve(file);
  const [directory, base] = [dirname(path), basename(path)];
  makeKeyDirectory(directory);
  writeKeyFileOnce(directory, base, newEd25519Pem());
  const key = parseEd25519Pem(readKeyFile(directory, base), file);
  const publicKey = rawPublicKey(key);
  const known = name ?? `witness-${toHex(sha256(publicKey).subarray(0, 4))}`;
  if (!isKeyName(known))
    throw new DauysError('config-invalid', 'a name of a witness has no white space and no plus sign');
  const vkey = formatVkey(known, publicKey, sha256, 'cosignature');
  const { keyId } = parseVkey(vkey, sha256, 'cosignature');
  return { vkey, signer: { name: known, keyId, sign: (message) => new Uint8Array(sign(null, message, key)) } };
}
