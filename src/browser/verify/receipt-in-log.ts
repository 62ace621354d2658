import { equalBytes } from '../../encoding/bytes.ts';
import type { CountedLog } from '../../audit/log-rules.ts';
import { entriesOf } from '../../audit/audited-log.ts';
import { createLeafSource } from '../../audit/leaf-source.ts';
import type { OpenedReceipt } from './receipt-steps.ts';

/** How a receipt stands to a whole log: step 9 of PROTOCOL.md §4. */
export interface ReceiptInLog {
  readonly state: 'passed' | 'failed' | 'not-checked';
  /** What is wrong, or why it could not be compared. */
  readonly detail?: 'another-log' | 'older-log' | 'another-entry' | 'fork';
  /** The commission took this ballot out of the count. */
  readonly isAnnulled?: boolean;
}

/**
 * @param vkey - the key that the receipt's checkpoint was verified under
 * @param log - an audited log whose `roots` has the root at the receipt's size
 */
export function compareWithLog(
  { proof, checkpoint }: OpenedReceipt,
  vkey: string | undefined,
  log: CountedLog,
): ReceiptInLog {
  if (checkpoint === undefined || vkey !== log.head.ground.vkey) {
    return { state: 'not-checked', detail: 'another-log' };
  }
  if (checkpoint.size > log.size) return { state: 'not-checked', detail: 'older-log' };
  const root = log.roots.get(checkpoint.size);
  if (root === undefined || !equalBytes(root, checkpoint.root)) return { state: 'failed', detail: 'fork' };
  const leaf = createLeafSource(log.files, log.size)(proof.index);
  if (!equalBytes(leaf, proof.leaf)) return { state: 'failed', detail: 'another-entry' };
  const isAnnulled = entriesOf(log, 'annulment').some(({ leaf: { index } }) => index === proof.index);
  return { state: 'passed', isAnnulled };
}
