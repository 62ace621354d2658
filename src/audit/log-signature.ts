import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { VerifyEd25519 } from '../log/note.ts';

let known: { readonly raw: Uint8Array; readonly key: KeyObject } | undefined;

/** Ed25519 on OpenSSL. A log has one key and up to a million checkpoints: the newest key is kept. */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  try {
    if (known === undefined || Buffer.compare(known.raw, publicKey) !== 0) {
      const x = Buffer.from(publicKey).toString('base64url');
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      known = { raw: Uint8Array.from(publicKey), key };
    }
    return verify(null, message, known.key, signature);
  } catch {
    return false;
  }
};
