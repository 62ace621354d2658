import type { NcalayerFailure, NcalayerSettings } from './ncalayer.ts';
import type { PinnedContest } from './receipt-check.ts';

export type Told = readonly [title: string, detail: string];

type Problems =
  'receipt-malformed' | 'receipt-invalid' | 'another-contest' | 'log-differs' | 'statement-invalid' | 'offline';
type Words =
  | ('working' | 'receiptGood' | 'receiptFacts' | 'live' | 'consistent' | 'unreachable' | 'verified' | 'found')
  | ('foundProof' | 'none' | 'noneWord' | 'asOf' | 'download' | 'downloadCms');

/** What the page hands over. */
export interface CheckData {
  readonly language: string;
  readonly contest: PinnedContest & { readonly timezone: string; readonly statementsVkey: string };
  readonly ncalayer: NcalayerSettings;
  readonly urls: Readonly<Record<'proofs' | 'challenge' | 'statements' | 'log' | 'help', string>>;
  readonly text: Readonly<Record<Words, string>> & { readonly problems: Readonly<Record<Problems, Told>> };
  readonly signing: Readonly<Record<'connecting' | 'permission' | 'window' | 'stop' | 'help' | 'code', string>> & {
    readonly problems: Readonly<Record<NcalayerFailure | 'file', Told>>;
  };
  /** Of the entry that the address asks for. */
  readonly proof?: string;
}
