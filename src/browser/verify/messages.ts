import type { AuditReport } from '../../audit/report.ts';
import type { Code } from '../../domain/errors.ts';
import type { LocalizedText } from '../../domain/contest.ts';
import type { ChosenFile } from './export-reader.ts';
import type { Ed25519Engine } from './log-signature.ts';
import type { ReceiptInLog } from './receipt-in-log.ts';
import type { Step } from './receipt-steps.ts';

/** What the page asks its worker to do. */
export interface Job {
  /** The page's own program, for helpers. */
  readonly program: string;
  /** As the reader has it from elsewhere. */
  readonly logKey: string | undefined;
  readonly receipt:
    | {
        readonly text: string | Blob;
        readonly cms: Blob | undefined;
        readonly definition: Blob | undefined;
      }
    | undefined;
  readonly exported: readonly ChosenFile[] | undefined;
}

export type Answer =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly code: Code | undefined };

/** What was found: plain data, shown in any language. */
export interface Outcome {
  readonly ed25519: Ed25519Engine;
  /** Where the key came from that signatures were verified under. */
  readonly keyFrom: 'reader' | 'export' | 'nowhere';
  readonly receipt: ReceiptOutcome | undefined;
  readonly report: AuditReport | undefined;
}

export interface ReceiptOutcome {
  readonly verdict: 'genuine' | 'refused' | 'incomplete';
  readonly steps: readonly Step[];
  readonly inLog: ReceiptInLog | undefined;
  readonly hasCms: boolean;
  readonly facts: ReceiptFacts | undefined;
}

export interface ReceiptFacts {
  readonly contest: string;
  readonly title: LocalizedText | undefined;
  readonly candidate: string;
  readonly name: LocalizedText | undefined;
  readonly number: number;
  readonly index: number;
  readonly acceptedAt: string;
  /** Entries of the log when the receipt was made. */
  readonly size: number | undefined;
  readonly keyName: string | undefined;
  readonly keyId: string | undefined;
}
