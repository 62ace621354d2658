import { equalBytes, fromBase64, toUtf8 } from '../encoding/bytes.ts';
import { sha256 } from '../signature/digest.ts';
import { entriesOf, type AuditedLog, type LogEntry } from './audited-log.ts';
import { committedBytes } from './annulment-document.ts';
import type { Finding } from './checks.ts';
import { BALLOT } from './leaf-reading.ts';

const ANNULMENT = 3;
const ERASURE = 22;

/** Annulments stand between closing and protocol, each of one ballot, with the decision that the entry commits to. */
export function checkAnnulments(log: AuditedLog): Finding[] {
  const entries = entriesOf(log, 'annulment');
  const [closed] = entriesOf(log, 'closed');
  const [protocol] = entriesOf(log, 'protocol');
  const findings: Finding[] = [];
  for (const { index, leaf } of entries) {
    const found = (detail: string): number => findings.push({ check: 'A16', index, detail });
    if (closed === undefined || index < closed.index) found('before-closing');
    if (protocol !== undefined && index > protocol.index) found('after-protocol');
    const document = log.documents.get(index);
    const bytes = document?.type === ANNULMENT ? committedBytes(document.text) : undefined;
    if (document === undefined) found('missing');
    else if (bytes === undefined || !equalBytes(sha256(bytes), leaf.decisionCommit)) found('another-decision');
  }
  return [...findings, ...findBadTargets(log, 'A16', entries)];
}

/** Erasures name one ballot each, and the decision is the one that the entry commits to. */
export function checkErasures(log: AuditedLog): Finding[] {
  const entries = entriesOf(log, 'erasure');
  const opened = new Set(log.unopened);
  const findings: Finding[] = [];
  for (const { index, leaf } of entries) {
    const found = (detail: string): number => findings.push({ check: 'A17', index, detail });
    const document = log.documents.get(index);
    if (document === undefined) found('missing');
    else if (document.type !== ERASURE || !isCommittedTo(document.text, leaf.decisionSha256)) found('another-decision');
    if (log.isOpened && log.types[leaf.index] === BALLOT && !opened.has(leaf.index)) found('opening-present');
  }
  return [...findings, ...findBadTargets(log, 'A17', entries)];
}

/** A signed decision is kept as the text it is, or in base64. */
function isCommittedTo(text: string, digest: Uint8Array): boolean {
  const bytes = fromBase64(text);
  return equalBytes(sha256(toUtf8(text)), digest) || (bytes !== undefined && equalBytes(sha256(bytes), digest));
}

/** What is decided about is a ballot that stands before, and nothing is decided about it twice. */
function findBadTargets(
  { types }: AuditedLog,
  check: 'A16' | 'A17',
  entries: readonly LogEntry<Extract<LogEntry['leaf'], { readonly type: 'annulment' | 'erasure' }>>[],
): Finding[] {
  const seen = new Set<number>();
  const findings: Finding[] = [];
  for (const { index, leaf } of entries) {
    if (leaf.index >= index || types[leaf.index] !== BALLOT) findings.push({ check, index, detail: 'no-ballot' });
    if (seen.has(leaf.index)) findings.push({ check, index, detail: 'repeated' });
    seen.add(leaf.index);
  }
  return findings;
}
