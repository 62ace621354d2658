import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { formatVkey, parseVkey, type NoteSigner, type VerifyEd25519 } from '../../src/log/note.ts';
import { sha256 } from './reference-tree.ts';

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
};

export const CRYPTO = { sha256, verifyEd25519 };

interface Key {
  readonly vkey: string;
  readonly signer: NoteSigner;
}

/** A fresh log key under `name`. */
export function createLogKey(name: string): Key {
  return createKey(name, 'ed25519');
}

/** A fresh key of a witness, for cosignatures. */
export function createWitnessKey(name: string): Key {
  return createKey(name, 'cosignature');
}

function createKey(name: string, type: 'ed25519' | 'cosignature'): Key {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const vkey = formatVkey(name, publicKey, sha256, type);
  const { keyId } = parseVkey(vkey, sha256, type);
  return { vkey, signer: { name, keyId, sign: (message) => new Uint8Array(sign(null, message, pair.privateKey)) } };
}
