import { DauysError } from '../domain/errors.ts';
import { compareBytes, concatBytes, toHex, type Sha256 } from '../encoding/bytes.ts';
import { readDerOrPem } from '../encoding/pem.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import { preparePublicKey } from './public-key.ts';

/** Whom an installation believes; read once, at start, and named in the log by its fingerprint. */
export interface TrustSet {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  /** For time-stamps only. */
  readonly tsa: readonly Certificate[];
  readonly fingerprint: Uint8Array;
}

const CERTIFICATE_LABELS = ['CERTIFICATE', 'X509 CERTIFICATE'];

/** The certificates of one file, DER or PEM. @throws DauysError `ballot-malformed` */
export function parseCertificateFile(bytes: Uint8Array): Certificate[] {
  return readDerOrPem(bytes, CERTIFICATE_LABELS).map((der) => parseCertificate(der));
}

/**
 * Builds the trust set out of the contents of the files of a trust directory.
 *
 * @throws DauysError `config-invalid` when a file holds no certificate or there is no anchor
 */
export function createTrustSet(
  files: Readonly<Record<'anchors' | 'intermediates' | 'tsa', readonly Uint8Array[]>>,
  sha256: Sha256,
): TrustSet {
  const anchors = readAll(files.anchors, sha256);
  const intermediates = readAll(files.intermediates, sha256);
  const tsa = readAll(files.tsa, sha256);
  if (anchors.size === 0) throw new DauysError('config-invalid', 'a trust set needs an anchor');
  for (const { publicKey } of [...anchors.values(), ...intermediates.values(), ...tsa.values()]) {
    preparePublicKey(publicKey);
  }
  return {
    anchors: [...anchors.values()],
    intermediates: [...intermediates.values()],
    tsa: [...tsa.values()],
    fingerprint: fingerprintOf([anchors, intermediates, tsa], sha256),
  };
}

/** By the hex of the certificate's SHA-256: a certificate given twice counts once. */
type ByDigest = ReadonlyMap<string, Certificate>;

function readAll(files: readonly Uint8Array[], sha256: Sha256): ByDigest {
  try {
    const certificates = files.flatMap(parseCertificateFile);
    return new Map(certificates.map((certificate) => [toHex(sha256(certificate.der)), certificate]));
  } catch (cause) {
    throw new DauysError('config-invalid', 'a file of the trust set is not a certificate', { cause });
  }
}

/** SHA-256(sorted SHA-256(DER) of anchors ‖ 00 ‖ of intermediates ‖ 00 ‖ of tsa). */
function fingerprintOf([anchors, ...rest]: readonly [ByDigest, ByDigest, ByDigest], sha256: Sha256): Uint8Array {
  const digests = (certificates: ByDigest): Uint8Array[] =>
    [...certificates.values()].map(({ der }) => sha256(der)).sort(compareBytes);
  const separated = rest.flatMap((group) => [Uint8Array.of(0), ...digests(group)]);
  return sha256(concatBytes(...digests(anchors), ...separated));
}
