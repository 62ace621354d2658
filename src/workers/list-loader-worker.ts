import { workerData } from 'piscina';
import { isDauysError } from '../domain/errors.ts';
import type { Certificate } from '../signature/certificate.ts';
import { shareCrl } from '../signature/crl-shared.ts';
import { isSignerOf } from '../signature/crl-signer.ts';
import { parseCrl } from '../signature/crl.ts';
import { parseCertificateFile } from '../signature/trust.ts';
import type { ListLoaderTrust, LoadedList } from './list-loader.ts';

let authorities: readonly Certificate[] | undefined;

/** A thread that failed while it starts would leave its tasks waiting, so this waits for the first of them. */
function readAuthorities(): readonly Certificate[] {
  const { anchors, intermediates } = workerData as ListLoaderTrust;
  return (authorities ??= [...intermediates, ...anchors].flatMap(parseCertificateFile));
}

/** @param file - over shared memory, which the list then stays in */
export function loadList(file: Uint8Array): LoadedList {
  try {
    const list = parseCrl(file);
    const signer = readAuthorities().find((candidate) => isSignerOf(candidate, list));
    if (signer === undefined) return { refusal: 'a list that no authority of the trust set has signed' };
    return { shared: shareCrl(list, signer) };
  } catch (error) {
    if (isDauysError(error)) return { refusal: `a list that cannot be used: ${error.message}` };
    throw error;
  }
}
