import { DauysError } from '../domain/errors.ts';
import { concatBytes, fromBase64, fromUtf8, toBase64, toUtf8, u32be, type Sha256 } from '../encoding/bytes.ts';

/** C2SP signed-note key types over Ed25519: of a log, and of a witness (`cosignature/v1`). */
const KEY_TYPES = { ed25519: 1, cosignature: 4 } as const;
type KeyType = keyof typeof KEY_TYPES;
const ED25519_KEY_BYTES = 32;
const MAX_SIGNATURES = 100;
const MAX_NOTE_CHARACTERS = 1_000_000;

/** `keyId` is the unsigned 32-bit number a signature line begins with. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  sign(message: Uint8Array): Uint8Array;
}

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Ed25519 (RFC 8032) over a whole message; `publicKey` is 32 raw bytes. Never throws: false instead. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

export interface Vkey {
  readonly name: string;
  readonly keyId: number;
  /** Ed25519, 32 raw bytes. */
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly signature: Uint8Array;
}

export interface OpenedNote {
  /** The signed text with its last line feed. */
  readonly text: string;
  /** At least one; every one checked under a verifier that was given. */
  readonly verified: readonly NoteSignature[];
  /** Signatures of keys nobody asked about: nothing is known of them. */
  readonly unknown: readonly NoteSignature[];
}

/** First 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key) as a number. */
function keyId(name: string, typedKey: Uint8Array, sha256: Sha256): number {
  const digest = sha256(concatBytes(toUtf8(`${name}\n`), typedKey));
  return new DataView(digest.buffer, digest.byteOffset, 4).getUint32(0);
}

/** The line to publish: `<name>+<key id>+<base64>`. */
export function formatVkey(name: string, publicKey: Uint8Array, sha256: Sha256, type: KeyType = 'ed25519'): string {
  if (!isKeyName(name)) throw new TypeError('not a note key name');
  const typedKey = concatBytes(Uint8Array.of(KEY_TYPES[type]), publicKey);
  return `${name}+${keyId(name, typedKey, sha256).toString(16).padStart(8, '0')}+${toBase64(typedKey)}`;
}

/** @throws DauysError `config-invalid` on anything but an Ed25519 vkey of the type whose key id is right. */
export function parseVkey(text: string, sha256: Sha256, type: KeyType = 'ed25519'): Vkey {
  // The key's base64 may hold plus signs, the name and the key id may not.
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text) ?? [];
  const key = fromBase64(encoded);
  if (!isKeyName(name) || key?.length !== 1 + ED25519_KEY_BYTES || key[0] !== KEY_TYPES[type]) {
    throw new DauysError('config-invalid', `not the vkey of a ${type === 'ed25519' ? 'log' : 'witness'}`);
  }
  const actual = keyId(name, key, sha256);
  if (actual !== Number.parseInt(id, 16)) throw new DauysError('config-invalid', 'vkey has a wrong key id');
  return { name, keyId: actual, publicKey: key.subarray(1) };
}

/** @throws DauysError `config-invalid` as {@link parseVkey}. */
export function createNoteVerifier(
  vkey: string,
  crypto: { readonly sha256: Sha256; readonly verifyEd25519: VerifyEd25519 },
): NoteVerifier {
  const { name, keyId: id, publicKey } = parseVkey(vkey, crypto.sha256);
  return { name, keyId: id, verify: (message, signature) => crypto.verifyEd25519(publicKey, message, signature) };
}

/** @param text - ends with a line feed, holds no other control character */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!isNoteText(text) || !text.endsWith('\n')) throw new TypeError('not a note text');
  const message = toUtf8(text);
  const lines = signers.map(({ name, keyId: id, sign }) =>
    signatureLine({ name, keyId: id, signature: sign(message) }),
  );
  return `${text}\n${lines.join('')}`;
}

/** One signature as a note carries it, with its line feed. */
export function signatureLine({ name, keyId: id, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw new TypeError('not a note key name');
  return `— ${name} ${toBase64(concatBytes(u32be(id), signature))}\n`;
}

/**
 * Opens a signed note. A signature of a known key must hold, one of an unknown key is passed by, and at least one must
 * be of a known key.
 * @param note - attacker-controlled
 * @throws DauysError `receipt-malformed` on what is no note, `receipt-invalid` when signatures do not hold.
 */
export function openNote(note: string | Uint8Array, verifiers: readonly NoteVerifier[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const message = toUtf8(text);
  const verified: NoteSignature[] = [];
  const unknown: NoteSignature[] = [];
  for (const signature of signatures) {
    const known = verifiers.filter((v) => v.name === signature.name && v.keyId === signature.keyId);
    if (known.length === 0) unknown.push(signature);
    else if (known.every((v) => v.verify(message, signature.signature))) verified.push(signature);
    else throw new DauysError('receipt-invalid', 'signature of a known key does not hold');
  }
  if (verified.length === 0) throw new DauysError('receipt-invalid', 'note carries no signature of a known key');
  return { text, verified, unknown };
}

/**
 * Splits a note without looking at any key.
 * @throws DauysError `receipt-malformed`
 */
export function parseNote(note: string | Uint8Array): {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
} {
  const whole = typeof note === 'string' ? note : decode(note);
  if (whole.length > MAX_NOTE_CHARACTERS || !isNoteText(whole)) throw malformed('note is no text');
  // The last blank line divides: a text may hold blank lines, signatures may not.
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0 || !whole.endsWith('\n')) throw malformed('note has no signatures');
  return { text: whole.slice(0, blank + 1), signatures: parseSignatureLines(whole.slice(blank + 2)) };
}

/**
 * Reads signature lines, each ended by a line feed, at least one.
 * @param text - attacker-controlled
 * @throws DauysError `receipt-malformed`
 */
export function parseSignatureLines(text: string): readonly NoteSignature[] {
  if (!text.endsWith('\n')) throw malformed('note has a malformed signature line');
  const lines = text.slice(0, -1).split('\n', MAX_SIGNATURES + 1);
  if (lines.length > MAX_SIGNATURES) throw malformed('note has too many signatures');
  return lines.map(parseSignatureLine);
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5)
    throw malformed('note has a malformed signature line');
  return { name, keyId: new DataView(bytes.buffer).getUint32(0), signature: bytes.subarray(4) };
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw malformed('note is not UTF-8');
  }
}

function isNoteText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- the format forbids them
  return text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);
}

/** True for a name that a signature line can carry. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name);
}

function malformed(message: string): DauysError {
  return new DauysError('receipt-malformed', message);
}
