import { DauysError } from '../domain/errors.ts';
import { toHex, type Sha256 } from '../encoding/bytes.ts';
import type { Certificate } from './certificate.ts';
import { digestOfList, rememberDigest } from './crl-digest.ts';
import { readIndexedList, type CertificateList } from './crl-list.ts';
import { createSerialIndex } from './crl-serials.ts';
import { hasSigned, rememberSigner } from './crl-signer.ts';
import { sha256 } from './digest.ts';

/**
 * A list that one thread has parsed, verified and indexed, for all threads to look things up in. Every array is over a
 * SharedArrayBuffer: posting it copies nothing, and nobody writes to it again.
 */
export interface SharedCrl {
  readonly der: Uint8Array;
  /** Where each entry begins in `der`. */
  readonly positions: Uint32Array;
  /** The hash table over the serial numbers (crl-serials.ts). */
  readonly table: Uint32Array;
  /** Hex SHA-256 of `der`. */
  readonly sha256: string;
  /** Hex SHA-256 of the certificate whose key signed the list. */
  readonly signedBy: string;
}

/**
 * Makes a list ready for other threads.
 *
 * @throws DauysError `revocation-unavailable` when `signer` did not sign it, or it can tell nothing or only indirectly
 */
export function shareCrl(list: CertificateList, signer: Certificate): SharedCrl {
  if (!hasSigned(signer, list)) throw refused('a list with a bad signature');
  if (list.unusable !== undefined) throw refused(`a list that tells nothing: ${list.unusable}`);
  refuseIndirect(list);
  return {
    der: sharedBytes(list.der),
    positions: sharedWords(list.serials.positions),
    table: sharedWords(list.serials.table()),
    sha256: digestOfList(list),
    signedBy: toHex(sha256(signer.der)),
  };
}

/**
 * A list out of what `shareCrl` made of it in another thread of this process. Believed without a second look are the
 * index, both digests and the signature: reading and hashing a national list takes seconds, and whoever could change
 * the memory of this process need not forge lists. What stands before and behind the entries is read here.
 *
 * @param candidates - certificates among which the signer is
 * @throws DauysError `revocation-unavailable` when the signer is not among them, or the list is an indirect one;
 * `ballot-malformed` when `shared` is not of `shareCrl`'s making
 */
export function openSharedCrl(shared: SharedCrl, candidates: readonly Certificate[], digest: Sha256): CertificateList {
  const signer = candidates.find(({ der }) => toHex(digest(der)) === shared.signedBy);
  if (signer === undefined) throw refused('a list by a signer that is not trusted here');
  const index = createSerialIndex(shared.der, shared.positions, shared.table);
  const list = readIndexedList(shared.der, index);
  refuseIndirect(list);
  rememberSigner(list, signer);
  rememberDigest(list, shared.sha256);
  return list;
}

/** Whom an entry of an indirect list speaks of stands in the entries before it, which are not walked over again. */
function refuseIndirect({ scope }: CertificateList): void {
  if (scope?.isIndirect === true) throw refused('an indirect list cannot be shared between threads');
}

function refused(why: string): DauysError {
  return new DauysError('revocation-unavailable', why);
}

function sharedBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

function sharedWords(words: Uint32Array): Uint32Array {
  const shared = new Uint32Array(new SharedArrayBuffer(words.byteLength));
  shared.set(words);
  return shared;
}
