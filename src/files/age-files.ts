import { Decrypter, Encrypter } from 'age-encryption';
import { DauysError } from '../domain/errors.ts';
import type { EncryptFile } from './export-writer.ts';

/** X25519 recipients of the age format (age-encryption.org/v1); other kinds are not agreed upon with auditors. */
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
const IDENTITY = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;

/**
 * Encrypts files to auditors' keys, each file by itself; without a recipient there is nobody to encrypt to.
 * @throws DauysError `config-invalid` for what is no X25519 recipient
 */
export function createAgeEncryption(recipients: readonly string[]): EncryptFile | undefined {
  if (recipients.length === 0) return undefined;
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      if (!RECIPIENT.test(recipient)) throw new TypeError('not an X25519 recipient');
      encrypter.addRecipient(recipient);
    } catch (cause) {
      throw new DauysError('config-invalid', 'a recipient is the public key of an auditor: age1 and 58 characters', {
        cause,
      });
    }
  }
  return async function* (plain) {
    yield* await encrypter.encrypt(toStream(plain));
  };
}

/** Decrypts one file, piece by piece: nothing of a changed piece, or of one after it, is ever given out. */
export type DecryptFile = (encrypted: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/**
 * Reads an identity file as `age-keygen` writes it: lines of AGE-SECRET-KEY-1…, comments and empty lines.
 * @throws DauysError `config-invalid` for a file that holds no X25519 identity. Files that it cannot decrypt, or that
 * were changed, end with `export-invalid`.
 */
export function createAgeDecryption(identityFile: string): DecryptFile {
  const lines = identityFile.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0 || !identities.every((identity) => IDENTITY.test(identity))) {
    throw new DauysError('config-invalid', 'the identity file holds no X25519 identity of age');
  }
  const decrypter = new Decrypter();
  try {
    for (const identity of identities) decrypter.addIdentity(identity);
  } catch {
    // Without a cause: it may quote the identity.
    throw new DauysError('config-invalid', 'the identity file holds no X25519 identity of age');
  }
  return async function* (encrypted) {
    try {
      yield* await decrypter.decrypt(toStream(encrypted));
    } catch (cause) {
      throw new DauysError('export-invalid', 'a file cannot be decrypted: it is for others, or was changed', { cause });
    }
  };
}

function toStream(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator: AsyncIterator<Uint8Array> = each(chunks);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

async function* each(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
