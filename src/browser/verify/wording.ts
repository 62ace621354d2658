import type { Ed25519Engine } from './log-signature.ts';
import type { Outcome, ReceiptOutcome } from './messages.ts';
import type { StepNumber } from './receipt-steps.ts';

/** Why a step was not made. */
type Missing =
  'no-key' | 'no-checkpoint' | 'no-ballot' | 'no-definition' | 'no-log' | 'unreadable' | 'another-log' | 'older-log';

/** What the page says. */
export interface VerifyTexts {
  readonly title: string;
  readonly lead: string;
  readonly offline: string;
  readonly languages: string;
  readonly key: { readonly title: string; readonly label: string; readonly hint: string };
  readonly receipt: {
    readonly title: string;
    readonly intro: string;
    readonly file: string;
    readonly paste: string;
    readonly more: string;
    readonly cms: string;
    readonly cmsHint: string;
    readonly definition: string;
    readonly definitionHint: string;
  };
  readonly exported: {
    readonly title: string;
    readonly intro: string;
    readonly folder: string;
    readonly drop: string;
    readonly noFolders: string;
    readonly dropRefused: string;
    readonly reading: string;
    readonly chosen: (files: number, megabytes: string) => string;
    readonly forget: string;
  };
  readonly check: string;
  readonly cancel: string;
  readonly print: string;
  readonly nothing: string;
  readonly cancelled: string;
  readonly progress: (percent: number, secondsLeft: number | undefined) => string;
  readonly result: string;
  readonly errors: Readonly<Record<'key' | 'receipt' | 'export' | 'other', readonly [title: string, detail: string]>>;
  readonly keyFrom: Readonly<Record<Exclude<Outcome['keyFrom'], 'reader'>, string>>;
  readonly named: (name: string, id: string) => string;
  readonly engines: Readonly<Record<Ed25519Engine, string>>;
  readonly receiptVerdicts: Readonly<Record<ReceiptOutcome['verdict'], readonly [title: string, detail: string]>>;
  readonly annulled: string;
  readonly facts: {
    readonly contest: string;
    readonly candidate: string;
    readonly number: (number: number) => string;
    readonly index: string;
    readonly acceptedAt: string;
    readonly size: string;
    readonly unproved: string;
  };
  readonly stepsTitle: string;
  readonly states: Readonly<Record<'passed' | 'failed' | 'not-checked', string>>;
  /** What holds when the step is made, and what is so when it fails. */
  readonly steps: Readonly<Record<StepNumber, readonly [holds: string, fails: string]>>;
  readonly withCms: string;
  readonly fork: string;
  readonly missing: Readonly<Record<Missing, string>>;
  readonly proves: string;
  readonly provesReceipt: readonly string[];
  readonly provesInLog: string;
  readonly provesNot: string;
  readonly provesNotReceipt: readonly string[];
  readonly exportVerdicts: Readonly<
    Record<'clean' | 'cleanSoFar' | 'findings', readonly [title: string, detail: string]>
  >;
  readonly provesExport: readonly string[];
  readonly provesNotExport: readonly string[];
  readonly shown: (shown: number, total: number) => string;
  readonly footer: string;
}
