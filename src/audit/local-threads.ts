import { leafContextOf, type AuditGround } from './ground.ts';
import { auditLeafUnit } from './leaf-unit.ts';
import type { AuditThreads } from './ports.ts';

/** The work of the threads in this one: a small export is done before threads have started. */
export function createLocalThreads(ground: AuditGround): AuditThreads {
  const context = leafContextOf(ground);
  return {
    width: 1,
    leafUnit: async (task) => auditLeafUnit(task, context),
    close: async () => undefined,
  };
}
