import { toHex } from '../encoding/bytes.ts';
import { checkAnchors } from './anchor-checks.ts';
import type { AuditedLog } from './audited-log.ts';
import type { Check, Finding } from './checks.ts';
import { LOG_RULES } from './log-rules.ts';
import type { ExportedResult } from './protocol-checks.ts';
import type { TrustSets } from './trust-sets.ts';

/** A whole log and what it is held against. */
export interface LogUnderAudit extends AuditedLog {
  readonly trust: TrustSets;
  readonly result: ExportedResult | undefined;
}

type LogCheck = (log: LogUnderAudit) => Finding[];

/** What is checked once all entries are known. Each may be taken out without the others noticing. */
export const LOG_CHECKS = {
  ...LOG_RULES,
  A11: checkAnchors,
  A18: checkTrust,
} satisfies Partial<Record<Check, LogCheck>>;

/** The trust set of the export is the one that the log named last. */
function checkTrust(log: LogUnderAudit): Finding[] {
  const { current } = log.trust;
  const newest = fingerprintsOf(log).at(-1);
  if (current === undefined || newest === undefined || toHex(current.fingerprint) === newest.fingerprint) return [];
  return [{ check: 'A18', index: newest.index, detail: 'fingerprint' }];
}

/** Trust sets in the order in which the log names them, by their fingerprints in hex. */
export function fingerprintsOf(log: Pick<AuditedLog, 'events'>): readonly { index: number; fingerprint: string }[] {
  return log.events.flatMap(({ index, leaf }) =>
    leaf.type === 'opened' || leaf.type === 'trust-changed'
      ? [{ index, fingerprint: toHex(leaf.trustFingerprint) }]
      : [],
  );
}
