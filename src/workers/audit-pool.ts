import { availableParallelism } from 'node:os';
import type { BallotResult, BallotTask, SharedBallotTask } from '../audit/ballot-task.ts';
import type { AuditGround } from '../audit/ground.ts';
import type { LeafUnitResult, LeafUnitTask } from '../audit/leaf-task.ts';
import type { AuditThreads, ReadList } from '../audit/ports.ts';
import { isDauysError } from '../domain/errors.ts';
import type { SharedCrl } from '../signature/crl-shared.ts';
import { createListLoader } from './list-loader.ts';
import { startThreads } from './threads.ts';

/** One task runs on each thread, and some are at hand for when one ends; all are in memory. */
const WAITING_TASKS = 1;
const YOUNG_MB = 32;
/** Octets of revocation lists kept in memory that no task is using. */
const MAX_LIST_BYTES = 96 * 1024 * 1024;

/** The audit's work on all cores. */
export function createAuditPool(
  ground: AuditGround,
  readList: ReadList,
  threads = availableParallelism(),
): AuditThreads {
  const pool = startThreads<LeafUnitTask | SharedBallotTask, LeafUnitResult | BallotResult>({
    file: new URL('./audit-worker', import.meta.url),
    name: 'leafUnit',
    workerData: ground,
    minThreads: threads,
    maxThreads: threads,
    // What a ballot leaves behind is short-lived: room for it makes the collector's work rare.
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const lists = createLists(ground, readList);
  return {
    width: threads + WAITING_TASKS,
    async leafUnit(task) {
      const transferList = [task.packed.buffer as ArrayBuffer];
      return (await pool.run(task, { name: 'leafUnit', transferList })) as LeafUnitResult;
    },
    async ballots(task: BallotTask) {
      const found = await Promise.all(task.lists.map((name) => lists.get(name)));
      const shared = found.filter((list) => list !== undefined);
      const transferList = [task.packed.buffer as ArrayBuffer];
      return (await pool.run({ ...task, shared }, { name: 'ballots', transferList })) as BallotResult;
    },
    async close() {
      await Promise.all([pool.close('now'), lists.close()]);
    },
  };
}

/** Lists in shared memory, the ones used last; one that cannot be loaded is not in hand. */
function createLists({ trust }: AuditGround, readList: ReadList) {
  const loader = createListLoader({
    anchors: trust.flatMap(({ anchors }) => anchors),
    intermediates: trust.flatMap(({ intermediates }) => intermediates),
  });
  const known = new Map<string, Promise<SharedCrl | undefined>>();
  const sizes = new Map<string, number>();

  async function load(name: string): Promise<SharedCrl | undefined> {
    const der = await readList(name);
    if (der === undefined) return undefined;
    sizes.set(name, der.length);
    try {
      return await loader.load(der);
    } catch (error) {
      if (isDauysError(error)) return undefined;
      throw error;
    }
  }

  function evict(): void {
    let total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    for (const name of known.keys()) {
      if (total <= MAX_LIST_BYTES || known.size <= 2) return;
      total -= sizes.get(name) ?? 0;
      known.delete(name);
      sizes.delete(name);
    }
  }

  return {
    get(name: string): Promise<SharedCrl | undefined> {
      const found = known.get(name) ?? load(name);
      // Used last stands last.
      known.delete(name);
      known.set(name, found);
      evict();
      return found;
    },
    close: () => loader.close(),
  };
}
