import { ed25519 } from '@noble/curves/ed25519.js';
import { unlessRefused } from '../../domain/errors.ts';
import { concatBytes, toHex, toUtf8 } from '../../encoding/bytes.ts';
import { parseNote, parseVkey, type VerifyEd25519, type Vkey } from '../../log/note.ts';
import { sha256 } from './sha256.ts';

// Stands in for src/audit/log-signature.ts in what a browser gets. WebCrypto answers later, the checks ask now: what
// notes are there to verify is told beforehand, and the checks find the answers.

/** Signatures under way at once. */
const BATCH = 256;

const answers = new Map<string, boolean>();
let subtle: SubtleCrypto | undefined;

/** Ed25519: WebCrypto's answer where it was asked beforehand, else worked out here. */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  return answers.get(nameOf(publicKey, message, signature)) ?? verifyHere(publicKey, message, signature);
};

const verifyHere: VerifyEd25519 = (publicKey, message, signature) => {
  try {
    // Neither batch-friendly nor lenient encodings: as RFC 8032 §5.1.7 and OpenSSL have it.
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
};

export type Ed25519Engine = 'webcrypto' | 'own';

/** Finds out whether this browser's WebCrypto knows Ed25519. */
export async function chooseEd25519(offered: SubtleCrypto | undefined): Promise<Ed25519Engine> {
  subtle = offered;
  if ((await openKey(ed25519.Point.BASE.toBytes())) === undefined) subtle = undefined;
  return subtle === undefined ? 'own' : 'webcrypto';
}

function openKey(raw: Uint8Array): Promise<CryptoKey | undefined> | undefined {
  return subtle?.importKey('raw', Uint8Array.from(raw), 'Ed25519', false, ['verify']).catch(() => undefined);
}

/** Has WebCrypto verify what notes carry of this key; earlier answers are forgotten. */
export async function prepareSignatures(notes: readonly string[], vkey: string): Promise<void> {
  answers.clear();
  const key = keyOf(vkey);
  const opened = key && (await openKey(key.publicKey));
  if (key === undefined || opened === undefined) return;
  for (let from = 0; from < notes.length; from += BATCH) {
    await Promise.all(notes.slice(from, from + BATCH).map((note) => prepare(note, key, opened)));
  }
}

async function prepare(note: string, { name, keyId, publicKey }: Vkey, key: CryptoKey): Promise<void> {
  for (const [message, signature] of signedBy(note, name, keyId)) {
    const isGood = await subtle
      ?.verify('Ed25519', key, Uint8Array.from(signature), Uint8Array.from(message))
      .catch(() => false);
    if (isGood !== undefined) answers.set(nameOf(publicKey, message, signature), isGood);
  }
}

function signedBy(note: string, name: string, keyId: number): (readonly [Uint8Array, Uint8Array])[] {
  const { text, signatures } = unlessRefused(() => parseNote(note)) ?? { text: '', signatures: [] };
  const ours = signatures.filter((each) => each.name === name && each.keyId === keyId);
  return ours.map(({ signature }) => [toUtf8(text), signature] as const);
}

function keyOf(vkey: string): Vkey | undefined {
  try {
    return parseVkey(vkey, sha256);
  } catch {
    return undefined;
  }
}

function nameOf(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): string {
  return toHex(concatBytes(publicKey, Uint8Array.of(signature.length), signature, message));
}
