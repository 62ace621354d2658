import { parseAnnulment } from '../encoding/annulment.ts';
import { equalBytes, toUtf8 } from '../encoding/bytes.ts';
import { annulmentCommit, parseAnnulmentDocument } from '../log/annulment.ts';
import { sha256 } from '../signature/digest.ts';
import { entriesOf, type AuditedLog, type EventLeaf, type LogEntry } from './audited-log.ts';
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
    const fault = documentFault(log, index, leaf);
    if (fault !== undefined) found(fault);
  }
  return [...findings, ...findBadTargets(log, 'A16', entries)];
}

type AnnulmentLeaf = Extract<EventLeaf, { readonly type: 'annulment' }>;

/** The document opens the commitment, and its decision is about this contest and the ballot that the leaf names. */
function documentFault(
  { documents, head }: AuditedLog,
  index: number,
  { decisionCommit, index: ballot }: AnnulmentLeaf,
): string | undefined {
  const text = documents.get(index);
  if (text === undefined) return 'missing';
  const document = text.type === ANNULMENT ? parseAnnulmentDocument(text.text) : undefined;
  if (document === undefined) return 'malformed';
  if (!equalBytes(annulmentCommit(document, sha256), decisionCommit)) return 'another-decision';
  const annulment = parseAnnulment(toUtf8(document.decision));
  if (annulment === undefined) return 'malformed';
  return annulment.contest === head.definition.id && annulment.index === ballot ? undefined : 'another-ballot';
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
    else if (document.type !== ERASURE || !equalBytes(sha256(toUtf8(document.text)), leaf.decisionSha256)) {
      found('another-decision');
    }
    if (log.isOpened && log.types[leaf.index] === BALLOT && !opened.has(leaf.index)) found('opening-present');
  }
  return [...findings, ...findBadTargets(log, 'A17', entries)];
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
