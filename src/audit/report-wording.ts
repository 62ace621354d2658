import type { Check } from './checks.ts';
import type { AuditReport, CheckReport } from './report.ts';

/** What the report says for people to read. */
export interface ReportTexts {
  readonly language: string;
  readonly title: string;
  readonly verdicts: Readonly<Record<AuditReport['verdict'], string>>;
  readonly verdictDetails: Readonly<Record<AuditReport['verdict'], string>>;
  readonly levels: Readonly<Record<AuditReport['level'], string>>;
  readonly facts: {
    readonly title: string;
    readonly contest: string;
    readonly level: string;
    readonly origin: string;
    readonly vkey: string;
    readonly manifest: string;
    readonly size: string;
    readonly root: string;
    readonly ballots: string;
    readonly anchors: string;
    readonly anchored: (anchors: number, size: number) => string;
    readonly closed: string;
    readonly yes: string;
    readonly no: string;
  };
  readonly compareKey: string;
  readonly since: (size: number) => string;
  readonly records: {
    readonly title: string;
    readonly engines: Readonly<Record<NonNullable<AuditReport['records']>['engine'], string>>;
    readonly rsa: string;
    readonly gost: string;
    readonly ocsp: string;
    readonly crl: string;
    readonly off: string;
    readonly stamped: string;
    readonly second: string;
    readonly secondUnable: string;
    readonly unjudged: string;
  };
  readonly unknownTrust: string;
  readonly checksTitle: string;
  readonly check: string;
  readonly meaning: string;
  readonly state: string;
  readonly states: Readonly<Record<CheckReport['state'], string>>;
  readonly found: string;
  readonly findingsTitle: string;
  readonly shown: (shown: number, total: number) => string;
  readonly noFindings: string;
  readonly entry: string;
  readonly detail: string;
  readonly resultTitle: string;
  readonly protocol: string;
  readonly counted: string;
  readonly nomination: string;
  readonly candidate: string;
  readonly votes: string;
  readonly total: string;
  readonly annulled: string;
  readonly erased: string;
  readonly erasedMeaning: string;
  readonly footer: string;
  /** What holds when the check passes. */
  readonly checks: Readonly<Record<Check, string>>;
}
