import { z } from 'zod';
import { isDauysError } from '../../domain/errors.ts';
import type { Answer, Job } from './messages.ts';
import { work } from './work.ts';

/** Of the types of workers, which contradict those of pages, this is all that is needed. */
declare class FileReaderSync {
  readAsArrayBuffer(part: Blob): ArrayBuffer;
}
declare const self: {
  onmessage: (event: MessageEvent<Job>) => void;
  postMessage: (answer: Answer) => void;
};

const PROGRESS_MS = 100;

/** Does one job after the other; whoever wants to stop one ends the worker. */
export function startWorker(): void {
  // The page's policy forbids what zod would otherwise compile.
  z.config({ jitless: true });
  const files = new FileReaderSync();
  self.onmessage = ({ data }) => {
    void answer(data, (part) => new Uint8Array(files.readAsArrayBuffer(part)));
  };
}

async function answer(job: Job, readBlob: (part: Blob) => Uint8Array): Promise<void> {
  let toldAt = 0;
  try {
    const outcome = await work(job, {
      readBlob,
      // Missing outside secure contexts, whatever the types say.
      subtle: (crypto as Partial<Crypto>).subtle,
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
