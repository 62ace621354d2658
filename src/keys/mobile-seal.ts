import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DauysError } from '../domain/errors.ts';
import { concatBytes, fromHex, toHex } from '../encoding/bytes.ts';
import type { MobileSeal } from '../intake/mobile-id.ts';
import { readKeyFile, writeKeyFileOnce } from './key-files.ts';

/** 32 random bytes in hex. Whoever reads it can watch signings with a phone end, and nothing else. */
const FILE = 'mobile.key';
const KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The seal of ids of signings with a phone, made when it is not there: nothing lasting depends on it.
 * @param directory - of all contests' keys
 * @throws DauysError `config-invalid` for a file that others may read or that holds no such key
 */
export function openMobileSeal(directory: string): MobileSeal {
  writeKeyFileOnce(directory, FILE, `${toHex(randomBytes(KEY_BYTES))}\n`);
  const secret = fromHex(readKeyFile(directory, FILE).trimEnd());
  if (secret?.length !== KEY_BYTES) {
    throw new DauysError('config-invalid', `${join(directory, FILE)} holds no key of signings with a phone`);
  }
  const derive = (use: string): Uint8Array => new Uint8Array(hkdfSync('sha256', secret, '', `dauys ${use}`, KEY_BYTES));
  const sealKey = derive('mobile id');
  const macKey = derive('mobile secret');
  return {
    seal(plain, nonce) {
      const cipher = createCipheriv(CIPHER, sealKey, nonce);
      return concatBytes(nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag());
    },
    open: (sealed) => openSealed(sealed, sealKey),
    mac: (message) => new Uint8Array(createHmac('sha256', macKey).update(message).digest()),
  };
}

function openSealed(sealed: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    return concatBytes(plain, decipher.final());
  } catch {
    return undefined;
  }
}
