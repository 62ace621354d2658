// A tally worker alone, the way `dauys worker` runs it, that can stop dead in the middle of a job.
// Arguments: ledger file, Redis URL, contest id, how it behaves.
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { createTallyStore } from '../../src/storage/tally-store.ts';
import { createTallyQueueWorker } from '../../src/queue/tally-queue-worker.ts';
import { createTallyWorker } from '../../src/tally/count.ts';
import type { TallyStore } from '../../src/tally/ports.ts';
import { testContest } from '../tally/contest.ts';

/** Where it stops: inside the counting transaction, or between two of them in one job. */
export type WorkerFault = 'none' | 'in-transaction' | 'between-chunks';

const [file = '', redisUrl = '', contestId = '', fault = 'none'] = process.argv.slice(2);
const db = openDatabase(file);
const contest = { ...testContest(), id: contestId };

const worker = createTallyWorker({
  store: fault === 'between-chunks' ? stopAfterFirstChunk(createTallyStore(db)) : createTallyStore(db),
  contest: () => contest,
  protocolIndex: () => Promise.resolve(undefined),
  clock: { nowMs: () => Date.now() },
  maxEntries: 3,
});
if (fault === 'in-transaction') stopWhenCursorMoves(db);

createTallyQueueWorker(redisUrl, (id) => worker.countToHead(id), { onError: () => undefined, lockMs: 500 });

function stopDead(): never {
  process.stdout.write('stopped');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function stopAfterFirstChunk(store: TallyStore): TallyStore {
  let chunks = 0;
  return {
    ...store,
    advance: (id, maxEntries) => (chunks++ === 0 ? store.advance(id, maxEntries) : stopDead()),
  };
}

/** The counts are added by now and the cursor is not. */
function stopWhenCursorMoves(database: Database): void {
  database.function('stop_dead', () => stopDead());
  database.exec('CREATE TEMP TRIGGER stop_dead BEFORE INSERT ON main.tally_cursor BEGIN SELECT stop_dead(); END');
}
