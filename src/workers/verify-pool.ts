import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { concatBytes } from '../encoding/bytes.ts';
import type { Iin } from '../domain/ballot.ts';
import { DauysError, isRefusalCode } from '../domain/errors.ts';
import type { BallotVerifier, UnverifiedBallot, VerifiedBallot } from '../intake/ports.ts';
import type { VerifyResult, VerifyTask, VerifyWorkerData } from './verify-task.ts';

export interface VerifyPoolOptions {
  readonly data: VerifyWorkerData;
  /** Ballots under verification at most; one more is refused with `busy`. */
  readonly maxPending: number;
  readonly threads?: number | undefined;
}

export interface VerifyPool extends BallotVerifier {
  pending(): number;
  close(): Promise<void>;
}

interface Waiter {
  readonly ballot: UnverifiedBallot;
  readonly resolve: (ballot: VerifiedBallot) => void;
  readonly reject: (error: DauysError) => void;
}

/** RSA ballots travel in batches of up to this many; a GOST ballot takes as long as a hundred of them and travels alone. */
const MAX_BATCH = 16;
/** Content octets of Kazakhstan's GOST arc 1.2.398.3.10.1.1: a hint for scheduling, no more. */
const GOST_ARC = Buffer.from([0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01]);

/** Verification off the main thread, bounded. */
export function createVerifyPool({
  data,
  maxPending,
  threads = availableParallelism(),
}: VerifyPoolOptions): VerifyPool {
  const fromSource = import.meta.filename.endsWith('.ts');
  const pool = new Piscina<VerifyTask, readonly VerifyResult[]>({
    name: 'verifyBatch',
    filename: new URL(fromSource ? './verify-worker.ts' : './verify-worker.js', import.meta.url).href,
    execArgv: fromSource ? ['--import', 'tsx'] : [],
    workerData: data,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 2,
  });
  let pending = 0;
  let gathered: Waiter[] = [];

  function flush(): void {
    const batch = gathered;
    gathered = [];
    if (batch.length > 0) void run(pool, batch);
  }

  return {
    verify(ballot) {
      if (pending >= maxPending) return Promise.reject(new DauysError('busy', 'the verification pool is full'));
      pending++;
      return new Promise<VerifiedBallot>((resolve, reject) => {
        const waiter = { ballot, resolve, reject };
        if (isGostHint(ballot.cms)) {
          void run(pool, [waiter]);
          return;
        }
        gathered.push(waiter);
        if (gathered.length === 1) setImmediate(flush);
        if (gathered.length >= MAX_BATCH) flush();
      }).finally(() => {
        pending--;
      });
    },
    pending: () => pending,
    close: () => pool.close(),
  };
}

function isGostHint(cms: Uint8Array): boolean {
  return Buffer.from(cms.buffer, cms.byteOffset, cms.byteLength).includes(GOST_ARC);
}

async function run(pool: Piscina<VerifyTask, readonly VerifyResult[]>, batch: readonly Waiter[]): Promise<void> {
  try {
    const packedCms = concatBytes(...batch.map(({ ballot }) => ballot.cms));
    const task: VerifyTask = {
      contestIds: batch.map(({ ballot }) => ballot.contestId),
      packedCms,
      cmsLengths: batch.map(({ ballot }) => ballot.cms.length),
      candidateIds: batch.map(({ ballot }) => ballot.candidateId),
      atMs: batch.map(({ ballot }) => ballot.acceptedAtMs),
    };
    const results = await pool.run(task, { transferList: [packedCms.buffer as ArrayBuffer] });
    for (const [i, waiter] of batch.entries()) settle(waiter, results[i]);
  } catch (cause) {
    // A worker that died took no vote with it: the citizens send the same ballots again.
    for (const waiter of batch) waiter.reject(new DauysError('busy', 'a verification worker failed', { cause }));
  }
}

function settle(waiter: Waiter, result: VerifyResult | undefined): void {
  if (result === undefined) waiter.reject(new DauysError('internal', 'a ballot without a result'));
  else if ('code' in result) {
    waiter.reject(new DauysError(isRefusalCode(result.code) ? result.code : 'internal', 'refused by the verifier'));
  } else {
    // The brand was made by the verifier in the worker; structured cloning cannot carry it.
    waiter.resolve({ iin: result.iin as Iin, match: result.candidateNumber } as VerifiedBallot);
  }
}
