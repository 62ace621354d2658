import { workerData } from 'piscina';
import { auditBallots } from '../audit/ballot-batch.ts';
import { ballotContextOf, type BallotContext } from '../audit/ballot-context.ts';
import type { BallotResult, SharedBallotTask } from '../audit/ballot-task.ts';
import { leafContextOf, type AuditGround } from '../audit/ground.ts';
import type { LeafContext, LeafUnitResult, LeafUnitTask } from '../audit/leaf-task.ts';
import { auditLeafUnit } from '../audit/leaf-unit.ts';
import { openSharedCrl, type SharedCrl } from '../signature/crl-shared.ts';
import type { CertificateList } from '../signature/crl.ts';
import { sha256 } from '../signature/digest.ts';

// A thread that failed while it starts would leave its tasks waiting, so all this waits for the first of them.
let leafContext: LeafContext | undefined;
let ballotContext: BallotContext | undefined;

export function leafUnit(task: LeafUnitTask): LeafUnitResult {
  return auditLeafUnit(task, (leafContext ??= leafContextOf(workerData as AuditGround)));
}

export async function ballots(task: SharedBallotTask): Promise<BallotResult> {
  const context = (ballotContext ??= ballotContextOf(workerData as AuditGround));
  return auditBallots(task, context, openLists(task.shared, context));
}

let opened = new Map<string, CertificateList>();

/** Lists are opened once for as long as one task after the other brings them along. */
function openLists(shared: readonly SharedCrl[], { authorities }: BallotContext): readonly CertificateList[] {
  opened = new Map(
    shared.map((list) => [list.sha256, opened.get(list.sha256) ?? openSharedCrl(list, authorities, sha256)]),
  );
  return [...opened.values()];
}
