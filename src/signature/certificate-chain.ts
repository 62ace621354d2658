import { DauysError, unlessRefused } from '../domain/errors.ts';
import { malformed } from '../encoding/der.ts';
import type { Certificate } from './certificate.ts';
import { checkRevocation, parseCrl, type CertificateList } from './crl.ts';
import { verifyPath } from './path.ts';
import { parseCertificateFile } from './trust.ts';

/** Contents of files, DER or PEM. */
export interface CertificateFiles {
  readonly certificate: Uint8Array;
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly at: Date;
}

/**
 * Builds and verifies one path out of the files given. The rules of a ballot's signer do not apply; once there is any
 * revocation list, every certificate below the anchor must be covered by a good one.
 *
 * @returns the path from the certificate to the anchor
 * @throws DauysError `ballot-malformed`, `algorithm-unsupported`, `certificate-untrusted`, `certificate-expired`,
 * `certificate-not-yet-valid`, `certificate-revoked`, `revocation-unavailable`
 */
export function verifyCertificateFile(files: CertificateFiles): { readonly path: readonly Certificate[] } {
  const { at } = files;
  const [certificate, second] = parseCertificateFile(files.certificate);
  if (certificate === undefined || second !== undefined) throw malformed('one certificate to verify');
  const anchors = files.anchors.flatMap(parseCertificateFile);
  const intermediates = files.intermediates.flatMap(parseCertificateFile);
  const lists = files.crls.flatMap(readUsableList);
  const accept = (path: readonly Certificate[]): void => {
    if (files.crls.length > 0 && lists.length === 0 && path.length > 1) {
      throw new DauysError('revocation-unavailable', 'no list can be read');
    }
    checkRevocation(path, lists, at, 'path', [...intermediates, certificate]);
  };
  const path = verifyPath(certificate, {
    anchors,
    intermediates,
    at,
    accept,
    unsupportedIssuerCode: 'algorithm-unsupported',
  });
  return { path };
}

/** A list that cannot be read covers nothing; whether one was needed shows on the path. */
function readUsableList(file: Uint8Array): CertificateList[] {
  return unlessRefused(() => [parseCrl(file)]) ?? [];
}
