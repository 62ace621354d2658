import { concatBytes, fromUtf8, readU64be, toUtf8, u64be, type Sha256 } from '../encoding/bytes.ts';
import { parseVkey, type NoteSignature, type NoteSigner, type NoteVerifier, type VerifyEd25519 } from './note.ts';

const TIME_BYTES = 8;

/** What a witness signs (C2SP tlog-cosignature, `cosignature/v1`): its time, unix seconds, and the checkpoint's text. */
function cosignatureMessage(timeSeconds: number, text: string): Uint8Array {
  return toUtf8(`cosignature/v1\ntime ${timeSeconds}\n${text}`);
}

/** A witness's statement that up to `timeSeconds` it saw no larger and no other tree of this log. */
export function cosign(text: string, timeSeconds: number, { name, keyId, sign }: NoteSigner): NoteSignature {
  return { name, keyId, signature: concatBytes(u64be(timeSeconds), sign(cosignatureMessage(timeSeconds, text))) };
}

/** Unix seconds of a cosignature; undefined for what cannot be one. */
export function cosignatureTime({ signature }: Pick<NoteSignature, 'signature'>): number | undefined {
  return signature.length === TIME_BYTES + 64 ? readU64be(signature) : undefined;
}

/**
 * Checks cosignatures of one witness where a note verifier checks signatures.
 * @throws DauysError `config-invalid` on anything but the vkey of a `cosignature/v1` key.
 */
export function createCosignatureVerifier(
  vkey: string,
  crypto: { readonly sha256: Sha256; readonly verifyEd25519: VerifyEd25519 },
): NoteVerifier {
  const { name, keyId, publicKey } = parseVkey(vkey, crypto.sha256, 'cosignature');
  return {
    name,
    keyId,
    verify(message, signature) {
      const time = cosignatureTime({ signature });
      if (time === undefined) return false;
      const signed = cosignatureMessage(time, fromUtf8(message));
      return crypto.verifyEd25519(publicKey, signed, signature.subarray(TIME_BYTES));
    },
  };
}
