import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { AuditGround } from '../audit/ground.ts';
import type { LeafUnitResult, LeafUnitTask } from '../audit/leaf-task.ts';
import type { AuditThreads } from '../audit/ports.ts';

/** One task runs on each thread, and some are at hand for when one ends; all are in memory. */
const WAITING_TASKS = 1;

/** The audit's work on all cores. */
export function createAuditPool(ground: AuditGround, threads = availableParallelism()): AuditThreads {
  const fromSource = import.meta.filename.endsWith('.ts');
  const pool = new Piscina({
    // Also what a thread loads at its start.
    name: 'leafUnit',
    filename: new URL(fromSource ? './audit-worker.ts' : './audit-worker.js', import.meta.url).href,
    execArgv: fromSource ? ['--import', 'tsx'] : [],
    workerData: ground,
    minThreads: threads,
    maxThreads: threads,
  });
  return {
    width: threads + WAITING_TASKS,
    async leafUnit(task: LeafUnitTask): Promise<LeafUnitResult> {
      const transferList = [task.packed.buffer as ArrayBuffer];
      return (await pool.run(task, { name: 'leafUnit', transferList })) as LeafUnitResult;
    },
    close: () => pool.destroy(),
  };
}
