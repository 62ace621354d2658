import type { AuditOutcome } from '../audit/audit.ts';
import type { Engine } from '../audit/ballot-task.ts';
import { auditDirectory } from '../auditing.ts';
import { DauysError } from '../domain/errors.ts';
import type { Language } from '../domain/texts.ts';
import { AUDIT_TEXTS } from './audit-texts.ts';
import type { CommandResult } from './output.ts';

export interface AuditFlags {
  readonly public?: boolean;
  readonly out?: string;
  readonly logKey?: string;
  readonly trust?: readonly string[];
  readonly engine?: Engine;
  readonly keys?: string;
  readonly identity?: string;
  readonly since?: string;
  readonly resume?: boolean;
}

const CODES = { clean: undefined, findings: 'audit-findings', unfinished: 'audit-unfinished' } as const;

/** `dauys audit DIR` */
export async function audit(
  directory: string,
  flags: AuditFlags,
  language: Language,
  showProgress: (done: number, total: number) => void,
): Promise<CommandResult> {
  if (flags.resume === true && flags.out === undefined) {
    throw new DauysError('config-invalid', '--resume needs --out: what was done is kept there');
  }
  const outcome = await auditDirectory({
    directory,
    level: flags.public === true ? 'public' : 'full',
    out: flags.out,
    logKey: flags.logKey,
    engine: flags.engine,
    keys: flags.keys,
    identity: flags.identity,
    since: flags.since,
    resume: flags.resume === true,
    earlierTrust: flags.trust ?? [],
    onProgress: showProgress,
  });
  const { report } = outcome;
  return {
    lines: () => linesOf(outcome, flags, language),
    json: {
      verdict: report.verdict,
      level: report.level,
      contest: report.log?.contest ?? null,
      size: report.log?.size ?? null,
      ballots: report.log?.ballots ?? null,
      findings: report.findings.total,
      checks: Object.fromEntries(report.checks.filter((c) => c.findings > 0).map((c) => [c.check, c.findings])),
    },
    refused: CODES[report.verdict],
  };
}

function linesOf({ report }: AuditOutcome, { out, logKey }: AuditFlags, language: Language): string[] {
  const texts = AUDIT_TEXTS[language];
  const { log, findings } = report;
  const failed = report.checks.filter(({ state }) => state === 'failed');
  const lines = failed.map(({ check, code, findings: count }) => `${check} ${code}: ${count}`);
  if (log !== null) {
    lines.push(texts.audited(log.contest, log.size, log.ballots));
    if (logKey === undefined) lines.push(texts.compareKey(log.vkey));
  }
  lines.push(...report.unknownTrust.map(texts.unknownTrust));
  lines.push(report.verdict === 'findings' ? texts.findings(findings.total) : texts[report.verdict]);
  if (out !== undefined) lines.push(texts.written(out));
  return lines;
}
