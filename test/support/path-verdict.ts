import { isDauysError } from '../../src/domain/errors.ts';
import { verifyCertificateFile } from '../../src/signature/certificate-chain.ts';
import type { PathFiles } from './x509-builder.ts';

/** `good` or the code of the refusal, at an instant inside every built certificate's validity unless told otherwise. */
export function verdict({ intermediates = [], crls = [], at = '2026-11-22T00:00:00Z', ...files }: PathFiles): string {
  try {
    verifyCertificateFile({ ...files, intermediates, crls, at: new Date(at) });
    return 'good';
  } catch (error) {
    if (isDauysError(error)) return error.code;
    throw error;
  }
}
