/** Every check of an audit with the code of its findings (PROTOCOL.md, "Audit"): a closed union. */
export const CHECKS = {
  A01: 'manifest-mismatch',
  A02: 'definition-mismatch',
  A03: 'checkpoint-invalid',
  A04: 'root-mismatch',
  A05: 'tile-mismatch',
  A06: 'checkpoint-history-inconsistent',
  A07: 'leaf-malformed',
  A08: 'event-out-of-order',
  A09: 'voter-tag-repeated',
  A10: 'time-outside-window',
  A11: 'time-anchor-invalid',
  A12: 'opening-mismatch',
  A13: 'candidate-unknown',
  A14: 'recount-differs',
  A15: 'protocol-mismatch',
  A16: 'annulment-invalid',
  A17: 'erasure-invalid',
  A18: 'trust-set-mismatch',
  A20: 'record-mismatch',
  A21: 'ballot-commitment-mismatch',
  A22: 'choice-commitment-mismatch',
  A23: 'evidence-malformed',
  A24: 'signature-refused',
  A25: 'engines-disagree',
  A26: 'content-mismatch',
  A27: 'revocation-unproven',
  A28: 'time-stamp-refused',
  A29: 'voter-tag-of-another',
  A30: 'person-repeated',
  A31: 'acceptance-time-mismatch',
} as const;

export type Check = keyof typeof CHECKS;
export const CHECK_IDS = Object.keys(CHECKS) as readonly Check[];

/** What one check found at one place. Holds no data of anybody: `detail` is a word out of the program. */
export interface Finding {
  readonly check: Check;
  /** Entry of the log; absent where the fault is of no single entry. */
  readonly index?: number;
  readonly detail?: string;
  /** File of the export, where the fault is in one. */
  readonly file?: string;
}

/** True for checks that need the restricted part. */
export function isRestrictedCheck(check: Check): boolean {
  return check >= 'A20';
}

/** A table of checks with some taken out: what a test of the tests does. */
export function withoutChecks<Table extends object>(table: Table, omitted: readonly Check[]): Partial<Table> {
  const kept = Object.entries(table).filter(([check]) => !(omitted as readonly string[]).includes(check));
  return Object.fromEntries(kept) as Partial<Table>;
}

/** Findings without an entry first, then by entry, check, file and detail: one order whoever finished first. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    (a.index ?? -1) - (b.index ?? -1) ||
    compareText(a.check, b.check) ||
    compareText(a.file ?? '', b.file ?? '') ||
    compareText(a.detail ?? '', b.detail ?? '')
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
