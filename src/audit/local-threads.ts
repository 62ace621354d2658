import { unlessRefused } from '../domain/errors.ts';
import { parseCrl, type CertificateList } from '../signature/crl.ts';
import { auditBallots } from './ballot-batch.ts';
import { ballotContextOf, type BallotContext } from './ballot-context.ts';
import { leafContextOf, type AuditGround } from './ground.ts';
import { auditLeafUnit } from './leaf-unit.ts';
import type { AuditThreads, ReadList } from './ports.ts';

/** Parsed lists kept at a time. */
const MAX_LISTS = 4;

/** The work of the threads in this one: a small export is done before threads have started. */
export function createLocalThreads(ground: AuditGround, readList: ReadList): AuditThreads {
  const leafContext = leafContextOf(ground);
  let ballotContext: BallotContext | undefined;
  const lists = new Map<string, CertificateList | undefined>();

  async function listOf(name: string): Promise<readonly CertificateList[]> {
    if (!lists.has(name)) {
      const [oldest] = lists.keys();
      if (oldest !== undefined && lists.size >= MAX_LISTS) lists.delete(oldest);
      const der = await readList(name);
      lists.set(name, der && unlessRefused(() => parseCrl(der)));
    }
    const list = lists.get(name);
    return list === undefined ? [] : [list];
  }

  return {
    width: 1,
    leafUnit: async (task) => auditLeafUnit(task, leafContext),
    async ballots(task) {
      const found: CertificateList[] = [];
      for (const name of task.lists) found.push(...(await listOf(name)));
      return auditBallots(task, (ballotContext ??= ballotContextOf(ground)), found);
    },
    close: async () => undefined,
  };
}
