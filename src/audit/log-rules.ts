import { equalBytes } from '../encoding/bytes.ts';
import { leafTime } from '../log/leaf.ts';
import { entriesOf, type AuditedLog } from './audited-log.ts';
import type { Check, Finding } from './checks.ts';
import { checkAnnulments, checkErasures } from './decision-checks.ts';
import { checkDocuments } from './document-checks.ts';
import { BALLOT } from './leaf-reading.ts';
import { checkProtocol, checkRecount, type ExportedResult } from './protocol-checks.ts';
import { checkProtocolText, checkTableTexts } from './result-texts.ts';

/** A whole log and the result that was exported with it. */
export interface CountedLog extends AuditedLog {
  readonly result: ExportedResult | undefined;
}

type LogRule = (log: CountedLog) => Finding[];

/** What is checked once all entries are known and takes no certificate. Each may be taken out without the others noticing. */
export const LOG_RULES = {
  A01: checkDocuments,
  A02: checkDefinition,
  A04: checkRoot,
  A08: checkOrder,
  A10: checkEventTimes,
  A12: checkOpened,
  A14: (log) => [...checkRecount(log), ...checkTableTexts(log)],
  A15: (log) => [...checkProtocol(log), ...checkProtocolText(log)],
  A16: checkAnnulments,
  A17: checkErasures,
} satisfies Partial<Record<Check, LogRule>>;

/** The closing entry comes this long after the end of voting, or later. */
const CLOSING_GRACE_MS = 30_000;

function checkDefinition(log: CountedLog): Finding[] {
  const [opened] = entriesOf(log, 'opened');
  if (opened === undefined || equalBytes(opened.leaf.definitionDigest, log.head.definitionDigest)) return [];
  return [{ check: 'A02', index: opened.index, detail: 'digest' }];
}

function checkRoot({ head, root }: CountedLog): Finding[] {
  return head.root === undefined || equalBytes(head.root, root) ? [] : [{ check: 'A04' }];
}

/** PROTOCOL.md §3: entry 0 opens, one closing, nothing of the vote behind it, one protocol; anchors grow. */
function checkOrder(log: CountedLog): Finding[] {
  const findings: Finding[] = [];
  const found = (index: number, detail: string): number => findings.push({ check: 'A08', index, detail });
  let closedIndex: number | undefined;
  let protocolIndex: number | undefined;
  let anchoredSize = 0;
  if (log.types[0] !== 16) found(0, 'not-opened');
  for (const { index, leaf } of log.events) {
    if (leaf.type === 'opened' && index > 0) found(index, 'opened-again');
    if (leaf.type === 'trust-changed' && closedIndex !== undefined) found(index, 'after-closing');
    if (leaf.type === 'closed') {
      if (closedIndex !== undefined) found(index, 'closed-again');
      closedIndex ??= index;
    }
    if (leaf.type === 'protocol') {
      if (closedIndex === undefined) found(index, 'before-closing');
      if (protocolIndex !== undefined) found(index, 'protocol-again');
      protocolIndex ??= index;
    }
    if (leaf.type === 'time-anchor') {
      if (leaf.size > index || leaf.size <= anchoredSize) found(index, 'anchored-size');
      if (closedIndex !== undefined && leaf.size <= closedIndex) found(index, 'anchored-size');
      anchoredSize = Math.max(anchoredSize, leaf.size);
    }
  }
  for (let index = (closedIndex ?? log.size) + 1; index < log.size; index++) {
    if (log.types[index] === BALLOT) found(index, 'after-closing');
  }
  return findings;
}

function checkEventTimes(log: CountedLog): Finding[] {
  const earliest = leafTime(Date.parse(log.head.definition.closesAt) + CLOSING_GRACE_MS);
  const [closed] = entriesOf(log, 'closed');
  if (closed === undefined) return [];
  const findings: Finding[] = [];
  if (closed.leaf.time < earliest) findings.push({ check: 'A10', index: closed.index, detail: 'closed-early' });
  for (const { index, leaf } of entriesOf(log, 'protocol')) {
    if (leaf.time < closed.leaf.time) findings.push({ check: 'A10', index, detail: 'before-closing' });
  }
  return findings;
}

/** Openings are there once the closing entry is, never before, and empty only for erased ballots. */
function checkOpened(log: CountedLog): Finding[] {
  const isClosed = entriesOf(log, 'closed').length > 0;
  if (!log.isOpened) return isClosed ? [{ check: 'A12', detail: 'not-opened' }] : [];
  if (!isClosed) return [{ check: 'A12', detail: 'premature' }];
  const erased = new Set(entriesOf(log, 'erasure').map(({ leaf }) => leaf.index));
  return log.unopened
    .filter((index) => !erased.has(index))
    .map((index) => ({ check: 'A12', index, detail: 'unopened' }));
}
