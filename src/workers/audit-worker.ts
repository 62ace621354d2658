import { workerData } from 'piscina';
import { leafContextOf, type AuditGround } from '../audit/ground.ts';
import type { LeafContext, LeafUnitResult, LeafUnitTask } from '../audit/leaf-task.ts';
import { auditLeafUnit } from '../audit/leaf-unit.ts';

let context: LeafContext | undefined;

/** A thread that failed while it starts would leave its tasks waiting, so this waits for the first of them. */
export function leafUnit(task: LeafUnitTask): LeafUnitResult {
  return auditLeafUnit(task, (context ??= leafContextOf(workerData as AuditGround)));
}
