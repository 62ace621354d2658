import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPairSync,
  privateEncrypt,
  sign,
  type KeyObject,
} from 'node:crypto';
import { algorithmIdentifier, type DevKey } from './dev-key.ts';
import { DEV_OID } from './profile.ts';

type RsaHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** An RSA key that signs PKCS#1 v1.5. */
export interface RsaDevKey extends DevKey {
  readonly kind: 'rsa';
  readonly privateKey: KeyObject;
}

const SIGNATURE_OID: Record<RsaHash, string> = {
  sha1: DEV_OID.sha1WithRsa,
  sha256: DEV_OID.sha256WithRsa,
  sha384: DEV_OID.sha384WithRsa,
  sha512: DEV_OID.sha512WithRsa,
};

/** Makes a key; a modulus of 4096 bits takes a second or more. */
export function generateRsaKey(bits = 2048, publicExponent = 0x10001): RsaDevKey {
  return rsaKeyOf(generateKeyPairSync('rsa', { modulusLength: bits, publicExponent }).privateKey);
}

/** The key of a private key in hand, signing with SHA-256. */
export function rsaKeyOf(privateKey: KeyObject): RsaDevKey {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return rsaKey(privateKey, new Uint8Array(spki), 'sha256');
}

/** The same key, signing with another digest. */
export function withHash(key: RsaDevKey, hash: RsaHash): RsaDevKey {
  return rsaKey(key.privateKey, key.spki, hash);
}

/**
 * RSA keys handed out in turn, `count` of them. Making a key takes longer than everything else about a throw-away
 * citizen, so many citizens share few keys; nothing in a ballot's verification depends on keys being distinct.
 */
export function rsaKeyPool(count: number, bits = 2048): () => RsaDevKey {
  const keys: RsaDevKey[] = [];
  let next = 0;
  return () => {
    const slot = next++ % count;
    return (keys[slot] ??= generateRsaKey(bits));
  };
}

/** Raw RSA over an encoded message of the modulus' length: for paddings that a sound signer never makes. */
export function signEncodedMessage(key: RsaDevKey, encoded: Uint8Array): Uint8Array {
  return new Uint8Array(privateEncrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, encoded));
}

function rsaKey(privateKey: KeyObject, spki: Uint8Array, hash: RsaHash): RsaDevKey {
  return {
    kind: 'rsa',
    privateKey,
    spki,
    signatureAlgorithm: algorithmIdentifier(SIGNATURE_OID[hash]),
    digestAlgorithm: algorithmIdentifier(DEV_OID[hash]),
    digest: (data) => new Uint8Array(createHash(hash).update(data).digest()),
    sign: (data) => new Uint8Array(sign(hash, data, privateKey)),
  };
}
