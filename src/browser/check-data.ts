import type { PinnedContest } from './receipt-check.ts';
import type { SigningData, Told } from './signing.ts';

type Problems =
  'receipt-malformed' | 'receipt-invalid' | 'another-contest' | 'log-differs' | 'statement-invalid' | 'offline';
type Words =
  | ('working' | 'receiptGood' | 'receiptFacts' | 'live' | 'consistent' | 'unreachable' | 'verified' | 'found')
  | ('foundProof' | 'none' | 'noneWord' | 'asOf' | 'download' | 'downloadCms');

/** What the page hands over. */
export interface CheckData extends SigningData {
  readonly contest: PinnedContest & { readonly timezone: string; readonly statementsVkey: string };
  readonly urls: Readonly<Record<'proofs' | 'challenge' | 'statements' | 'log' | 'help', string>>;
  readonly text: Readonly<Record<Words, string>> & { readonly problems: Readonly<Record<Problems, Told>> };
  /** Of the entry that the address asks for. */
  readonly proof?: string;
}
