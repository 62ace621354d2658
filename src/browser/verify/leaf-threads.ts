import { leafContextOf, type AuditGround } from '../../audit/ground.ts';
import type { LeafUnitResult, LeafUnitTask } from '../../audit/leaf-task.ts';
import { auditLeafUnit } from '../../audit/leaf-unit.ts';
import type { AuditThreads } from '../../audit/ports.ts';
import { prepareSignatures } from './log-signature.ts';

/** Where units of leaves are checked. */
export type LeafThreads = Pick<AuditThreads, 'width' | 'leafUnit' | 'close'>;

/** In this very thread. */
export function createOwnThread(ground: AuditGround): LeafThreads {
  const context = leafContextOf(ground);
  return {
    width: 1,
    async leafUnit(task) {
      await prepareSignatures(task.notes, ground.vkey);
      return auditLeafUnit(task, context);
    },
    close: async () => undefined,
  };
}

/** What a helper is told: first what to judge by, then units. */
export type Errand = { readonly ground: AuditGround } | { readonly task: LeafUnitTask };

/** What a helper says of a unit; undefined when it could not. */
export interface Errands {
  readonly result: LeafUnitResult | undefined;
}

/** Among workers of their own, each with one unit at a time. The octets of a task go over to whoever checks it. */
export function createHelpers(ground: AuditGround, width: number, startHelper: () => Worker): LeafThreads {
  const helpers = Array.from({ length: width }, startHelper);
  const idle = [...helpers];
  for (const helper of helpers) helper.postMessage({ ground } satisfies Errand);
  return {
    width,
    leafUnit: (task) =>
      new Promise((resolve, reject) => {
        const helper = idle.pop();
        if (helper === undefined) throw new TypeError('more units than helpers');
        const fail = (): void => {
          reject(new TypeError('a helper stopped'));
        };
        helper.onerror = fail;
        helper.onmessage = ({ data }: MessageEvent<Errands>) => {
          idle.push(helper);
          if (data.result === undefined) fail();
          else resolve(data.result);
        };
        helper.postMessage({ task } satisfies Errand, [task.packed.buffer as ArrayBuffer]);
      }),
    async close() {
      for (const helper of helpers) helper.terminate();
    },
  };
}
