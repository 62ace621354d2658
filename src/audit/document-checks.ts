import type { AuditedLog } from './audited-log.ts';
import type { Finding } from './checks.ts';

/** Types of entries that commit to a text: annulment, protocol, decision, erasure. */
const TYPES: readonly number[] = [3, 18, 20, 22];
const FILE = 'public/documents.jsonl';

/** Every document is of an entry, in their order. Whether an entry has its document is judged with the entry. */
export function checkDocuments({ documents, types }: AuditedLog): Finding[] {
  const findings: Finding[] = [];
  let last = -1;
  for (const [index, { type }] of documents) {
    const isItsOwn = TYPES.includes(type) && types[index] === type;
    if (!isItsOwn) findings.push({ check: 'A01', index, file: FILE, detail: 'no-such-entry' });
    else if (index < last) findings.push({ check: 'A01', index, file: FILE, detail: 'order' });
    last = Math.max(last, index);
  }
  return findings;
}
