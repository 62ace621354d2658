/** Codes a caller over HTTP can meet, each with a line in the problem table (`http/problem.ts`). */
export const REFUSAL_CODES = [
  'malformed-request',
  'unauthorized',
  'forbidden',
  'not-yet-published',
  'contest-unknown',
  'candidate-unknown',
  'not-found',
  'already-voted',
  'voting-not-open',
  'voting-closed',
  'too-large',
  'media-type',
  'ballot-malformed',
  'signer-count',
  'ballot-wrong-content',
  'certificate-missing',
  'algorithm-unsupported',
  'certificate-not-individual',
  'certificate-wrong-usage',
  'signer-id-missing',
  'certificate-untrusted',
  'certificate-expired',
  'certificate-not-yet-valid',
  'digest-mismatch',
  'signature-invalid',
  'time-stamp-invalid',
  'certificate-revoked',
  'revocation-unavailable',
  'challenge-invalid',
  'commission-only',
  'annulment-invalid',
  'already-annulled',
  'voting-not-closed',
  'protocol-published',
  'ballot-erased',
  'rate-limited',
  'busy',
  'internal',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Codes only an operator or a help desk meets, on the command line or at start. Never sent over HTTP. */
export const OPERATOR_CODES = [
  'config-invalid',
  'contest-invalid',
  'contest-conflict',
  'key-missing',
  'key-mismatch',
  'ledger-behind',
  'ledger-corrupt',
  'commit-unknown',
  'receipt-malformed',
  'receipt-invalid',
  'statement-invalid',
  'evidence-invalid',
  'backup-failed',
  'export-failed',
  'export-invalid',
  'audit-findings',
  'audit-unfinished',
] as const;

export type OperatorCode = (typeof OPERATOR_CODES)[number];
export type Code = RefusalCode | OperatorCode;

/**
 * The one error class. `message` is for operators and tests and never carries a personal number, a name, a
 * certificate or a ballot; what a citizen reads comes from `domain/texts.ts` by `code`.
 */
export class DauysError extends Error {
  override readonly name = 'DauysError';
  readonly code: Code;

  constructor(code: Code, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** True for errors of this project, also across a worker boundary where the class is lost. */
export function isDauysError(error: unknown): error is DauysError {
  return error instanceof DauysError;
}

/** What the work gives, or undefined where it refuses with an error of this project; any other error is thrown on. */
export function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isDauysError(error)) return undefined;
    throw error;
  }
}

export function isRefusalCode(code: string): code is RefusalCode {
  return (REFUSAL_CODES as readonly string[]).includes(code);
}
