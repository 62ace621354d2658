import { setImmediate as nextTurn } from 'node:timers/promises';
import { DauysError } from '../domain/errors.ts';
import type { SharedCrl } from '../signature/crl-shared.ts';
import { startThreads } from './threads.ts';

/** The contents of the files of a trust directory among whose certificates the signers of lists are. */
export interface ListLoaderTrust {
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
}

/** What comes back from the thread: errors lose their class on the way. */
export type LoadedList = { readonly shared: SharedCrl } | { readonly refusal: string };

export interface ListLoader {
  /**
   * Reads, verifies and indexes a list (DER or PEM), base or delta, in a thread of its own. Whether it is current is
   * asked when something is looked up. The caller keeps `file` and must not write to it until the promise settles.
   *
   * @throws DauysError `revocation-unavailable` for anything but a list by an authority of the trust set
   */
  load(file: Uint8Array): Promise<SharedCrl>;
  close(): Promise<void>;
}

/** Copied a piece a turn: a national list is tens of megabytes, and the event loop has ballots to serve. */
const PIECE_BYTES = 1 << 20;
/** The thread goes, and what it had in memory, once there is nothing more to load. */
const IDLE_MS = 5000;

/** One thread, started when it is needed. */
export function createListLoader({ anchors, intermediates }: ListLoaderTrust): ListLoader {
  const pool = startThreads<Uint8Array, LoadedList>({
    file: new URL('./list-loader-worker', import.meta.url),
    name: 'loadList',
    workerData: { anchors, intermediates } satisfies ListLoaderTrust,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
  });
  return {
    async load(file) {
      const shared = await copyToShared(file);
      const loaded = await pool.run(shared).catch((cause: unknown): never => {
        throw new DauysError('revocation-unavailable', 'the thread that loads lists failed', { cause });
      });
      if ('refusal' in loaded) throw new DauysError('revocation-unavailable', loaded.refusal);
      return loaded.shared;
    },
    close: () => pool.close('now'),
  };
}

async function copyToShared(file: Uint8Array): Promise<Uint8Array> {
  const shared = new Uint8Array(new SharedArrayBuffer(file.length));
  for (let offset = 0; offset < file.length; offset += PIECE_BYTES) {
    shared.set(file.subarray(offset, offset + PIECE_BYTES), offset);
    await nextTurn();
  }
  return shared;
}
