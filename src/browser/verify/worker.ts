import { z } from 'zod';
import { isDauysError } from '../../domain/errors.ts';
import { EXPORT_UNIT } from '../../audit/export-manifest.ts';
import type { AuditGround } from '../../audit/ground.ts';
import type { LeafUnitTask } from '../../audit/leaf-task.ts';
import { createHelpers, createOwnThread, type Errand, type Errands, type LeafThreads } from './leaf-threads.ts';
import { chooseEd25519 } from './log-signature.ts';
import type { Answer, Job } from './messages.ts';
import { work } from './work.ts';

/** Of the types of workers, which contradict those of pages, this is all that is needed. */
declare class FileReaderSync {
  readAsArrayBuffer(part: Blob): ArrayBuffer;
}
declare const self: {
  onmessage: (event: MessageEvent<Job | Errand>) => void;
  postMessage: (answer: Answer | Errands) => void;
};

const PROGRESS_MS = 100;
const MAX_HELPERS = 4;

/** Does one job after the other; whoever wants to stop one ends the worker. */
export function startWorker(): void {
  // The page's policy forbids what zod would otherwise compile.
  z.config({ jitless: true });
  const files = new FileReaderSync();
  let thread: Promise<LeafThreads> | undefined;
  self.onmessage = ({ data }) => {
    if ('ground' in data) thread = openThread(data.ground);
    else if ('task' in data) void help(thread, data.task);
    else void answer(data, (part) => new Uint8Array(files.readAsArrayBuffer(part)));
  };
}

/** Missing outside secure contexts, whatever the types say. */
const subtle = (): SubtleCrypto | undefined => (crypto as Partial<Crypto>).subtle;

async function openThread(ground: AuditGround): Promise<LeafThreads> {
  await chooseEd25519(subtle());
  return createOwnThread(ground);
}

async function help(thread: Promise<LeafThreads> | undefined, task: LeafUnitTask): Promise<void> {
  const result = await thread?.then(({ leafUnit }) => leafUnit(task)).catch(() => undefined);
  self.postMessage({ result });
}

/** A large log is shared out among the cores; not every browser lets a worker start others. */
function createThreads(ground: AuditGround, program: string): LeafThreads {
  const width = Math.min(MAX_HELPERS, navigator.hardwareConcurrency || 1, Math.ceil(ground.size / EXPORT_UNIT));
  if (width < 2) return createOwnThread(ground);
  try {
    // Not the address of the page's: an origin that has no name shares nothing, not even with its own worker.
    const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
    return createHelpers(ground, width, () => new Worker(address));
  } catch {
    return createOwnThread(ground);
  }
}

async function answer(job: Job, readBlob: (part: Blob) => Uint8Array): Promise<void> {
  let toldAt = 0;
  try {
    const outcome = await work(job, {
      readBlob,
      subtle: subtle(),
      threads: (ground) => createThreads(ground, job.program),
      seed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
      onProgress(done, total) {
        const now = performance.now();
        if (now - toldAt < PROGRESS_MS) return;
        toldAt = now;
        self.postMessage({ kind: 'progress', done, total });
      },
    });
    self.postMessage({ kind: 'done', outcome });
  } catch (error) {
    self.postMessage({ kind: 'failed', code: isDauysError(error) ? error.code : undefined });
  }
}
